package scan

import (
	"context"
	"time"
)

// Wedge is a scanner that plays a keyboard, over USB or Bluetooth. The owner of
// the window hands it every key press; it tells a scanner's from a person's and
// makes readings of the scanner's.
//
// # Scanner or person
//
// Keys don't say when they were pressed, only when the window got round to
// them: a window that is drawing hands over, when it is done, everything that
// came meanwhile, all in one moment. So neither one short interval nor a few
// prove a scanner, and neither one long interval nor a few disprove it. What a
// stall can't change is the sum: it delays keys by at most its own length.
//
// The rule is a running credit. A key that follows the one before after d earns
// pace − d, which is a loss when d is longer; credit never sinks below zero.
// Once it reaches stall, the keys are a scanner's up to the end of the text.
//
//   - A person never gets there: m keys at more than pace each take more than
//     m × pace, and are seen to take at most one stall less, which leaves less
//     than a stall of credit. That holds for any number of stalls, each up to
//     stall long, and pace stands for 200 words a minute; people type keys some
//     240 ms apart and the quickest about 120 ms (Dhakal, Feit, Kristensson and
//     Oulasvirta, "Observations on Typing from 136 Million Keystrokes", 2018).
//   - A scanner gets there within 8 keys at up to 2 ms a key, and within 15 at
//     30 ms a key. After a stall it may have to start over, so a text of 14 keys
//     or more is recognised even if a stall of full length falls at the worst
//     place. Once recognised, no stall matters.
//   - The same key again can lose credit but earns none, so that a key held
//     down is no scanner even where its repeats look like presses.
//
// A text ends with Enter or Tab. A silence of more than stall + pace, longer
// than any stall can put between two keys of a scanner, drops what came before
// it without a reading. A shorter one would cut texts in two: with a gap of
// 80 ms, stalls of 120 ms cut most of them.
//
// # What else a scanner may send
//
// Shift and the locks are ignored and letters are always upper case. Every
// other key, be it punctuation, space, Escape, an arrow, a function key or
// anything with Control, Alt or Super held, leaves an Unreadable in the text.
// A text longer than 512 keys is cut there and marked the same way. Texts
// shorter than 8 keys make no reading.
//
// The scanner is to be set up for a US or Swedish keyboard with Enter as its
// suffix; the mode that types characters as Alt and a number gives Unreadables.
type Wedge struct {
	keys *scanCodes
	rule rule
	out  chan Reading

	began  bool // at least one key has come
	last   time.Time
	prev   int
	credit time.Duration
	said   Verdict // Typed or Taken

	open   bool // a text has begun
	proved bool // it is a scanner's
	cut    bool
	n      int
	text   [most]byte
}

// most is the longest text, in keys; least the shortest that makes a reading;
// waiting how many readings may wait for Run.
const (
	most    = 512
	least   = 8
	waiting = 16
)

// rule holds the figures that Wedge's doc explains.
type rule struct{ pace, stall, gap time.Duration }

func doorRule() rule {
	const pace, stall = 60 * time.Millisecond, 400 * time.Millisecond
	return rule{pace: pace, stall: stall, gap: stall + pace}
}

// NewWedge makes a wedge for the scan codes of an operating system, a value of
// runtime.GOOS. It fails with ErrNoScanCodes on any but linux (a window of X11)
// and windows.
func NewWedge(goos string) (*Wedge, error) {
	keys, err := scanCodesOf(goos)
	if err != nil {
		return nil, err
	}
	return &Wedge{keys: keys, rule: doorRule(), out: make(chan Reading, waiting)}, nil
}

// Key is the press of a physical key. Releases are of no interest.
type Key struct {
	// Scan is the key's number as the window gives it.
	Scan int
	// At is when the window handed it over. A time with a monotonic reading, as
	// time.Now gives it, is safe from changes of the clock.
	At time.Time
	// Repeat says that the key is being held down and this is no new press.
	Repeat bool
	// Chord says that Control, Alt or Super is held.
	Chord bool
}

// Verdict says whose key a press was, as far as can be told by then.
type Verdict int

const (
	// Typed: nothing says that it is a scanner's. A text field may have it.
	Typed Verdict = iota
	// First is Typed, and a text begins with this key. Only later keys can show
	// that it is a scanner's, so a text field that lets keys through notes here
	// what it holds, to go back to if Taken follows.
	First
	// Taken: it is a scanner's, and nothing else may act on it. Every key of a
	// reading is Taken from the one that proved the scanner, at the soonest the
	// 8th, to the Enter, with whatever follows as quickly.
	Taken
)

// KeyDown takes a key press. It is called by one goroutine at a time, in the
// order of the presses, usually the window's; it never blocks and allocates
// nothing but a finished text.
func (w *Wedge) KeyDown(k Key) Verdict {
	key := w.keys.of(k.Scan)
	if k.Repeat {
		return w.said // goes the way of the press it repeats
	}
	if key == shiftKey {
		return w.verdict()
	}
	w.count(k)
	first := !w.open
	w.open = true
	if w.credit >= w.rule.stall {
		w.proved = true
	}
	if k.Chord || key == otherKey {
		w.put(Unreadable)
	} else if key != lastKey {
		w.put(key)
	}
	v := w.verdict()
	w.said = v
	if key == lastKey {
		w.end(k.At)
	} else if first && v == Typed {
		return First
	}
	return v
}

// Run delivers the texts that KeyDown finished. They wait for it, 16 at most;
// when more come the oldest is given up, because whoever stands at the door now
// is the one who scanned last. It returns only when ctx ends.
func (w *Wedge) Run(ctx context.Context, deliver func(Reading)) error {
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case r := <-w.out:
			if ctx.Err() != nil {
				return ctx.Err()
			}
			deliver(r)
		}
	}
}

// count keeps the credit and drops a text that silence has ended.
func (w *Wedge) count(k Key) {
	since := k.At.Sub(w.last)
	if !w.began || since > w.rule.gap {
		w.credit = 0
		w.drop()
	} else {
		// A clock that was put back says nothing about the key: count it as
		// neither quick nor slow.
		if since < 0 {
			since = w.rule.pace
		}
		earned := w.rule.pace - since
		if k.Scan == w.prev {
			earned = min(earned, 0)
		}
		w.credit = min(max(w.credit+earned, 0), w.rule.stall)
	}
	w.began, w.last, w.prev = true, k.At, k.Scan
}

func (w *Wedge) put(key byte) {
	if w.n == most {
		w.cut = true
		return
	}
	w.text[w.n] = key
	w.n++
}

func (w *Wedge) verdict() Verdict {
	if w.proved {
		return Taken
	}
	return Typed
}

// end makes a reading of the text, if it is a scanner's.
func (w *Wedge) end(at time.Time) {
	if w.cut {
		w.text[most-1] = Unreadable
	}
	if w.proved && w.n >= least {
		w.give(read(w.text[:w.n], at, FromKeyboard))
	}
	w.drop()
}

func (w *Wedge) drop() {
	w.open, w.proved, w.cut, w.n = false, false, false, 0
}

// give queues a reading without ever blocking the window. KeyDown is the only
// one to send, so the second send finds the place that the first made.
func (w *Wedge) give(r Reading) {
	select {
	case w.out <- r:
		return
	default:
	}
	select {
	case <-w.out:
	default: // Run took one meanwhile
	}
	w.out <- r
}
