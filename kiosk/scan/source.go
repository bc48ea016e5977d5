package scan

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"time"
)

// Source is something that codes come from.
type Source interface {
	// Run hands every reading to deliver, one at a time and in the order they
	// were made, until ctx ends or the source has nothing more to give.
	//
	// It calls deliver on the goroutine that called Run and on no other, never
	// after it has returned; a window's owner crosses to its own thread inside
	// deliver. A slow deliver delays the readings behind it.
	//
	// It returns nil when the source is exhausted, ctx.Err() when ctx ended,
	// and otherwise why the source broke; a broken source may be run again. One
	// Run at a time.
	Run(ctx context.Context, deliver func(Reading)) error
}

// Reading is one thing that was scanned.
type Reading struct {
	// Text has only 0-9 and A-Z, and Unreadable in place of every other
	// character. It is never empty. It is a secret: who holds a badge's text
	// can make the badge.
	Text string
	// At is when its last key, line or picture arrived.
	At time.Time
	// From names the kind of source: FromKeyboard, FromLines.
	From string
	// Foreign says that Text can't be one of our codes, whatever it begins
	// with: it has an Unreadable in it.
	Foreign bool
}

// Unreadable stands in a reading's text for a character that no code of ours
// has, and for the cut-off rest of a text that was too long. No code's grammar
// has it, so that a strict parser refuses the text even if nobody asks Foreign.
const Unreadable = '?'

// The values of Reading.From.
const (
	FromKeyboard = "keyboard"
	FromLines    = "lines"
)

// Format hides the text from every fmt verb.
func (r Reading) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, r.outline()) }

// LogValue hides the text from log/slog.
func (r Reading) LogValue() slog.Value { return slog.StringValue(r.outline()) }

func (r Reading) outline() string {
	return fmt.Sprintf("%d characters from %s", len(r.Text), r.From)
}

// read makes a reading of raw text: ASCII letters become upper case, every
// other byte outside the alphabet becomes Unreadable.
func read(raw []byte, at time.Time, from string) Reading {
	r := Reading{At: at, From: from}
	text := make([]byte, len(raw))
	for i, c := range raw {
		switch {
		case '0' <= c && c <= '9', 'A' <= c && c <= 'Z':
			text[i] = c
		case 'a' <= c && c <= 'z':
			text[i] = c - 'a' + 'A'
		default:
			text[i] = Unreadable
			r.Foreign = true
		}
	}
	r.Text = string(text)
	return r
}
