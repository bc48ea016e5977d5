package pin

import (
	"fmt"
	"time"
)

// How guessing is slowed: after freeTries failures each further one doubles the
// wait, from firstWait up to longestWait.
const (
	freeTries   = 5
	firstWait   = 30 * time.Second
	longestWait = time.Hour
)

// Throttle counts one person's failed attempts. It is a value to be stored;
// zero means none. An attempt counts as failed until [Throttle.Succeeded] says
// otherwise, so a tablet that is switched off in mid-check has counted it.
type Throttle struct {
	Failed int       `json:"failed,omitempty"`
	Last   time.Time `json:"last,omitzero"`
}

// LockedError says that no attempt is allowed yet.
type LockedError struct{ Until time.Time }

// Error says until when.
func (e *LockedError) Error() string {
	return fmt.Sprintf("too many wrong pins: try again at %s", e.Until.Format(time.TimeOnly))
}

// Attempt counts one more attempt at now. The caller stores the result before it
// checks the PIN. While the person is locked out the error is a *[LockedError];
// the result must be stored then as well, because a clock that was set back
// starts the wait again from now instead of opening the door or closing it for
// ever.
func (t Throttle) Attempt(now time.Time) (Throttle, error) {
	if wait := t.wait(); wait > 0 {
		if now.Before(t.Last) {
			t.Last = now
		}
		if until := t.Last.Add(wait); now.Before(until) {
			return t, &LockedError{Until: until}
		}
	}
	return Throttle{Failed: t.Failed + 1, Last: now}, nil
}

// Succeeded forgets the failures.
func (t Throttle) Succeeded() Throttle { return Throttle{} }

func (t Throttle) wait() time.Duration {
	if t.Failed < freeTries {
		return 0
	}
	wait := firstWait
	for range min(t.Failed-freeTries, 16) {
		wait *= 2
	}
	return min(wait, longestWait)
}
