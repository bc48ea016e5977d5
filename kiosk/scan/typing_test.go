package scan

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sort"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

var morning = time.Date(2025, time.November, 24, 7, 12, 0, 0, time.UTC)

const ms = time.Millisecond

// pressed is a key as a finger or a scanner presses it, which the window may
// only notice later.
type pressed struct {
	key  Key
	scan bool // a scanner's, not a person's
}

// hand presses keys on a pretended keyboard, one after another.
type hand struct {
	t    testing.TB
	goos string
	now  time.Time
	keys []pressed
}

func newHand(t testing.TB, goos string) *hand { return &hand{t: t, goos: goos, now: morning} }

func (h *hand) wait(d time.Duration) *hand { h.now = h.now.Add(d); return h }

// press presses the keys of a text as a US layout places them, with '\n' for
// Enter, '\t' for Tab and '\r' for the keypad's Enter; pace says how long after
// the key before.
func (h *hand) press(text string, scan bool, pace func() time.Duration) *hand {
	for _, c := range text {
		h.wait(pace())
		for _, code := range codesFor(h.t, h.goos, c) {
			h.keys = append(h.keys, pressed{key: Key{Scan: code, At: h.now}, scan: scan})
		}
	}
	return h
}

func (h *hand) scan(text string, each time.Duration) *hand {
	return h.press(text, true, func() time.Duration { return each })
}

func (h *hand) person(text string, random *rand.Rand, from, to time.Duration) *hand {
	return h.press(text, false, func() time.Duration {
		return from + time.Duration(random.Int64N(int64(to-from)+1))
	})
}

// stall is a time in which the window handles nothing.
type stall struct{ from, to time.Time }

// seen is what the window hands over: every key that was pressed in a stall
// comes at its end.
func (h *hand) seen(stalls []stall) []pressed {
	sort.Slice(stalls, func(i, j int) bool { return stalls[i].from.Before(stalls[j].from) })
	late := append([]pressed(nil), h.keys...)
	for i := range late {
		for _, s := range stalls {
			if at := late[i].key.At; !at.Before(s.from) && at.Before(s.to) {
				late[i].key.At = s.to
				break // the window handles it before it stalls again
			}
		}
	}
	return late
}

// steadily is a stall of length every so often.
func steadily(from time.Time, length, every, phase time.Duration, until time.Time) []stall {
	var all []stall
	for at := from.Add(phase); at.Before(until); at = at.Add(every) {
		all = append(all, stall{at, at.Add(length)})
	}
	return all
}

// codesFor gives the physical keys that make a character on a US keyboard.
func codesFor(t testing.TB, goos string, c rune) []int {
	const shift = 42
	offset, keypadEnter := x11Offset, evdevEnter+x11Offset
	if goos == "windows" {
		offset, keypadEnter = 0, extended|0x1C
	}
	rows := map[int]string{2: "1234567890-=", 15: "\tqwertyuiop[]\n", 30: "asdfghjkl;'", 44: `zxcvbnm,./`, 57: " "}
	for from, row := range rows {
		if i := strings.IndexRune(row, c); i >= 0 {
			return []int{from + i + offset}
		}
		if i := strings.IndexRune(strings.ToUpper(row), c); i >= 0 {
			return []int{shift + offset, from + i + offset}
		}
	}
	if c == '\r' {
		return []int{keypadEnter}
	}
	if i := strings.IndexRune("!@#$%^&*()_+", c); i >= 0 {
		return []int{shift + offset, 2 + i + offset}
	}
	t.Fatalf("no key for %q", c)
	return nil
}

// feed hands the keys to a wedge and gives what it read, and how many of a
// person's keys it took.
func feed(t testing.TB, w *Wedge, keys []pressed) (texts []string, readings []Reading, swallowed int) {
	t.Helper()
	for _, k := range keys {
		v := w.KeyDown(k.key)
		if v == Taken && !k.scan {
			swallowed++
		}
		for len(w.out) > 0 {
			r := <-w.out
			texts = append(texts, r.Text)
			readings = append(readings, r)
		}
		if w.n > most {
			t.Fatalf("the wedge holds %d keys, more than %d", w.n, most)
		}
	}
	return texts, readings, swallowed
}

func newWedge(t testing.TB, goos string) *Wedge {
	t.Helper()
	w, err := NewWedge(goos)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func randomText(random *rand.Rand, n int) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	text := make([]byte, n)
	for i := range text {
		text[i] = alphabet[random.IntN(len(alphabet))]
	}
	return string(text)
}

// seeded gives randomness whose seed stands in the log of a failed test.
func seeded(t testing.TB) *rand.Rand {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

// runOn runs a source until quiet and gives what it delivered and returned.
func runOn(t *testing.T, s Source, during func()) (texts []string, err error) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			defer close(done)
			err = s.Run(ctx, func(r Reading) { texts = append(texts, r.Text) })
		}()
		during()
		synctest.Wait()
		cancel()
		<-done
	})
	return texts, err
}

func same(a, b []string) bool { return fmt.Sprintf("%q", a) == fmt.Sprintf("%q", b) }
