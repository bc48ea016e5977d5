package scenario

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"tambur/kiosk/attendance"
	"tambur/kiosk/pin"
)

// Why a step is refused, where the rules have no error of their own.
var (
	errNotOffered = errors.New("this was not offered")
	errWrongPIN   = errors.New("the PIN is wrong")
	errNotAllowed = errors.New("this is for staff")
)

// step is what somebody does at a tablet.
type step struct {
	*run
	*tablet
}

func by(name string) attendance.By {
	return attendance.By{Person: personID(name), How: attendance.ByBadge}
}

var kinds = map[string]attendance.Kind{
	"announced": attendance.Announced, "received": attendance.Received, "asked for": attendance.Requested,
	"released": attendance.Released, "reported absent": attendance.ReportedAbsent,
}

const what = `(announced|received|asked for|released|reported absent)`

var steps = []sentence[step]{
	say(`NAME scans`, func(s step, w []string) error { return s.scan(w[0]) }),
	say(`NAME confirms NAMES(?: with the PIN NUMBER)?`, func(s step, w []string) error { return s.confirm(w[0], w[1], w[2]) }),
	say(`NAME undoes it`, func(s step, w []string) error {
		taken := s.taken[personID(w[0])]
		if len(taken) == 0 {
			return errNotOffered
		}
		_, err := s.Undo(by(w[0]), taken)
		return err
	}),
	say(`NAME (receives|releases) NAMES`, func(s step, w []string) error {
		var taken []attendance.Step
		s.look(func(x *attendance.Index, day *attendance.Day) {
			for _, name := range list(w[2]) {
				child, _ := x.Child(childID(name))
				taken = append(taken, x.StaffStep(child, day))
			}
		})
		want := map[string]attendance.Action{"receives": attendance.Receive, "releases": attendance.Release}[w[1]]
		if slices.ContainsFunc(taken, func(t attendance.Step) bool { return t.Action != want }) {
			return errNotOffered
		}
		return s.take(w[0], taken)
	}),
	say(`NAME says that NAMES (?:is|are) away(?: from DATE)?(?: until DATE)?(?: after TIME)?(?: before TIME)?`, func(s step, w []string) error {
		return s.each(w[0], w[1], attendance.Draft{Kind: attendance.ReportedAbsent,
			From: date(w[2]), Until: date(w[3]), FromTime: part(w[4]), UntilTime: part(w[5])})
	}),
	say(`NAME says that NAMES comes? after all(?: from DATE)?(?: until DATE)?`, func(s step, w []string) error {
		return s.each(w[0], w[1], attendance.Draft{Kind: attendance.AbsenceWithdrawn, From: date(w[2]), Until: date(w[3])})
	}),
	say(`NAME says that NAMES (?:is|are) collected at TIME`, func(s step, w []string) error {
		return s.each(w[0], w[1], attendance.Draft{Kind: attendance.PickupPlanned, Pickup: clockOf(w[2])})
	}),
	say(`NAME says that NAME collects NAMES`, func(s step, w []string) error {
		return s.each(w[0], w[2], attendance.Draft{Kind: attendance.CollectorPlanned, Collector: personID(w[1])})
	}),
	say(`NAME moves NAMES to NAME`, func(s step, w []string) error {
		return s.each(w[0], w[1], attendance.Draft{Kind: attendance.GroupMoved, Group: groupID(w[2])})
	}),
	say(`NAME leaves a note about NAME: CODE`, func(s step, w []string) error {
		return s.each(w[0], w[1], attendance.Draft{Kind: attendance.NoteLeft, Phrase: w[2]})
	}),
	say(`NAME writes about NAME: "([^"]+)"`, func(s step, w []string) error {
		return s.each(w[0], w[1], attendance.Draft{Kind: attendance.NoteLeft, Words: w[2]})
	}),
	say(`NAME has seen the note about NAME`, func(s step, w []string) error {
		var about attendance.EventID
		s.look(func(_ *attendance.Index, day *attendance.Day) {
			for _, n := range day.Notes() {
				if n.Child == childID(w[1]) && !n.Seen {
					about = n.ID
				}
			}
		})
		if about == "" {
			return errNotOffered
		}
		return s.each(w[0], w[1], attendance.Draft{Kind: attendance.NoteSeen, About: about})
	}),
	say(`NAME (comes|goes)(?: to work)?(?: with NAME)?`, func(s step, w []string) error {
		d := attendance.Draft{Kind: attendance.StaffIn}
		if w[1] == "goes" {
			d.Kind = attendance.StaffOut
		}
		if w[2] != "" {
			d.Group = groupID(w[2])
		}
		return s.record(w[0], d)
	}),
	say(`NAME begins (a drill|an evacuation|an outing)(?: of NAME)?`, func(s step, w []string) error {
		reason := map[string]string{"a drill": attendance.Drill, "an evacuation": attendance.Real, "an outing": attendance.Outing}[w[1]]
		d := attendance.Draft{Kind: attendance.RollCallBegun, Reason: reason}
		if w[2] != "" {
			d.Group = groupID(w[2])
		}
		return s.record(w[0], d)
	}),
	say(`NAME marks NAMES as safe`, func(s step, w []string) error {
		call, ok := s.rollCall()
		if !ok {
			return errNotOffered
		}
		return s.each(w[0], w[1], attendance.Draft{Kind: attendance.MarkedSafe, About: call.ID})
	}),
	say(`NAME closes the roll call`, func(s step, w []string) error {
		call, ok := s.rollCall()
		if !ok || !call.Open() {
			return errNotOffered
		}
		return s.record(w[0], attendance.Draft{Kind: attendance.RollCallClosed, About: call.ID})
	}),
	// Corrections.
	say(`NAME corrects: NAME was `+what+` at TIME( yesterday)?, because CODE`, func(s step, w []string) error {
		day := s.day
		if w[4] != "" {
			day = day.AddDays(-1)
		}
		when := day.At(clockOf(w[3]), s.loc)
		if w[5] == attendance.Forgotten {
			return s.correct(w[0], w[1], attendance.ToldAfterwards(kinds[w[2]], childID(w[1]), when, by(w[0])))
		}
		e, err := s.lastOf(childID(w[1]), kinds[w[2]])
		if err != nil {
			return err
		}
		return s.correct(w[0], w[1], attendance.AtAnotherTime(e, when, by(w[0])))
	}),
	say(`NAME corrects: NAME was not `+what+`, because CODE`, func(s step, w []string) error {
		e, err := s.lastOf(childID(w[1]), kinds[w[2]])
		if err != nil {
			return err
		}
		return s.correct(w[0], w[1], attendance.TakeBack(e, w[3], by(w[0])))
	}),
	say(`NAME corrects: it was NAME, not NAME, who was `+what, func(s step, w []string) error {
		e, err := s.lastOf(childID(w[2]), kinds[w[3]])
		if err != nil {
			return err
		}
		return s.correct(w[0], w[1], attendance.OfAnotherChild(e, childID(w[1]), by(w[0]))...)
	}),
	say(`NAME takes back the correction about NAME`, func(s step, w []string) error {
		var last attendance.Event
		s.look(func(_ *attendance.Index, day *attendance.Day) {
			for _, entry := range day.Timeline(childID(w[1])) {
				if e := entry.Event; entry.Stands && (e.Corrects != "" || !e.When.IsZero()) && e.At.After(last.At) {
					last = e
				}
			}
		})
		if last.ID == "" {
			return errNotOffered
		}
		return s.correct(w[0], w[1], attendance.TakeBack(last, attendance.OtherReason, by(w[0])))
	}),
}

// around is what befalls the tablets, rather than what somebody does at one.
var around = []sentence[*run]{
	say(`tablet NUMBER goes offline`, func(r *run, w []string) error {
		tab, err := r.tabletOf(w[0])
		if err != nil {
			return err
		}
		tab.offline = true
		return nil
	}),
	say(`the tablets meet`, func(r *run, _ []string) error {
		for _, tab := range r.tablets {
			tab.offline = false
		}
		return nil
	}),
	say(`the clock of tablet NUMBER is NUMBER (minutes|hours) (ahead|behind)`, func(r *run, w []string) error {
		tab, err := r.tabletOf(w[0])
		if err != nil {
			return err
		}
		var n int
		if _, err := fmt.Sscan(w[1], &n); err != nil {
			return err
		}
		tab.off = time.Duration(n) * map[string]time.Duration{"minutes": time.Minute, "hours": time.Hour}[w[2]]
		if w[3] == "behind" {
			tab.off = -tab.off
		}
		return nil
	}),
	say(`the clock of tablet NUMBER is put right`, func(r *run, w []string) error {
		tab, err := r.tabletOf(w[0])
		if err == nil {
			tab.off = 0
		}
		return err
	}),
	say(`the portal says: (.+)`, func(r *run, w []string) error {
		if err := hear(aboutPreschools, r.school, w[0]); err != nil {
			return err
		}
		r.school.dir.Version++
		return r.school.furnish()
	}),
}

func (s step) scan(name string) error {
	card, err := cardOf(personID(name))
	if err != nil {
		return err
	}
	reply, decision, err := s.Answer(card.Text())
	s.tablet.lastReply, s.tablet.last = reply, decision
	s.offered[personID(name)] = decision
	return err
}

func (s step) confirm(name, children, digits string) error {
	who := by(name)
	if digits != "" {
		if err := s.enter(who.Person, digits); err != nil {
			return err
		}
		who.How = attendance.ByBadgeAndPIN
	}
	var chosen []attendance.Step
	for _, child := range list(children) {
		i := slices.IndexFunc(s.offered[who.Person].Steps, func(o attendance.Step) bool { return o.Child.ID == childID(child) })
		if i < 0 {
			return errNotOffered
		}
		chosen = append(chosen, s.offered[who.Person].Steps[i])
	}
	events, err := s.Take(who, chosen)
	if err == nil {
		s.taken[who.Person] = events
	}
	return err
}

// enter checks a PIN as the door does: counted on disk before it is looked at.
func (s step) enter(who attendance.PersonID, digits string) error {
	throttle, err := s.journal.Attempts(who)
	if err != nil {
		return err
	}
	throttle, refused := throttle.Attempt(s.tablet.now())
	if err := s.journal.SaveAttempts(who, throttle); err != nil {
		return err
	}
	if refused != nil {
		return refused
	}
	stored := ""
	s.look(func(x *attendance.Index, _ *attendance.Day) {
		p, _ := x.Person(who)
		stored = p.PIN
	})
	right, err := pin.Check(stored, pepper, digits)
	switch {
	case err != nil:
		return err
	case !right:
		return errWrongPIN
	}
	return s.journal.SaveAttempts(who, throttle.Succeeded())
}

func (s step) take(name string, steps []attendance.Step, also ...attendance.Draft) error {
	events, err := s.Take(by(name), steps, also...)
	if err == nil {
		s.taken[personID(name)] = events
	}
	return err
}

// each records one thing about each child.
func (s step) each(name, children string, d attendance.Draft) error {
	var drafts []attendance.Draft
	for _, child := range list(children) {
		d.Child, d.By = childID(child), by(name)
		drafts = append(drafts, d)
	}
	return s.take(name, nil, drafts...)
}

// record records something of the unit's day, which is for staff.
func (s step) record(name string, d attendance.Draft) error {
	staff := false
	s.look(func(x *attendance.Index, _ *attendance.Day) {
		p, ok := x.Person(personID(name))
		staff = ok && p.Staff
	})
	if !staff {
		return errNotAllowed
	}
	d.By = by(name)
	return s.take(name, nil, d)
}

func (s step) correct(name, child string, drafts ...attendance.Draft) error {
	may := false
	s.look(func(x *attendance.Index, day *attendance.Day) {
		may = x.MayCorrect(personID(name), childID(child), day.Date())
	})
	if !may {
		return errNotAllowed
	}
	return s.take(name, nil, drafts...)
}

// lastOf is the last event of a kind, of today or yesterday, that stands.
func (s step) lastOf(child attendance.ChildID, kind attendance.Kind) (last attendance.Event, err error) {
	s.look(func(_ *attendance.Index, day *attendance.Day) {
		for _, entry := range day.Timeline(child) {
			if entry.Stands && entry.Event.Kind == kind {
				last = entry.Event
			}
		}
	})
	if last.ID == "" {
		return last, fmt.Errorf("%w: nothing of the kind has happened", errNotOffered)
	}
	return last, nil
}

func (s step) rollCall() (call attendance.RollCall, ok bool) {
	s.look(func(_ *attendance.Index, day *attendance.Day) {
		if calls := day.RollCalls(); len(calls) > 0 {
			call, ok = calls[len(calls)-1], true
		}
	})
	return call, ok
}

// look looks at the tablet's day; what can't be read fails the story.
func (s step) look(read func(*attendance.Index, *attendance.Day)) {
	if err := s.Look(read); err != nil {
		s.t.Error(err)
	}
}

// does takes "Sara scans on tablet 2, and is refused" apart and does it.
func (r *run) does(text string) error {
	if err := hear(around, r, text); !errors.Is(err, errNotUnderstood) {
		return err
	}
	text, refused := strings.CutSuffix(text, ", and is refused")
	text, tab, err := r.where(text)
	if err != nil {
		return err
	}
	err = hear(steps, step{r, tab}, text)
	switch {
	case errors.Is(err, errNotUnderstood):
		return err
	case refused && err == nil:
		return errors.New("it was not refused")
	case refused:
		return nil
	}
	return err
}
