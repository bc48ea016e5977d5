package scan

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"time"
)

// longestLine is how much of a line is kept, in bytes.
const longestLine = 4096

// Lines is a source that reads one code a line, for a box with a scanner and no
// screen. A line ends with LF, CR LF, or the end of the input; spaces and tabs
// around it don't count, and a line with nothing else is skipped. A line longer
// than 4 KiB is cut there, marked with an Unreadable at its end, and the rest of
// it passed over. now is asked once a line.
//
// Run returns nil at the end of the input, after the last line; an error of r
// comes back wrapped, and the unfinished line before it is not delivered. Where
// ctx ends while r blocks, Run returns at once and a goroutine stays behind in
// Read until r is closed or has something to give, which is then lost: the
// source is spent and the reader with it.
func Lines(r io.Reader, now func() time.Time) Source {
	return &lines{in: bufio.NewReader(r), now: now}
}

type lines struct {
	in  *bufio.Reader
	now func() time.Time
}

func (l *lines) Run(ctx context.Context, deliver func(Reading)) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	found := make(chan Reading)
	ended := make(chan error, 1)
	go func() { ended <- l.each(ctx, found) }()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case r := <-found:
			if ctx.Err() != nil {
				return ctx.Err()
			}
			deliver(r)
		case err := <-ended:
			return err
		}
	}
}

// each sends every line to found until the input or ctx ends.
func (l *lines) each(ctx context.Context, found chan<- Reading) error {
	for {
		line, err := l.next()
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("read codes line by line: %w", err)
		}
		if len(line) > 0 {
			select {
			case found <- read(line, l.now(), FromLines):
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		if err != nil {
			return nil
		}
	}
}

// next reads a line, trimmed and bounded. The error is of the input and may
// come with the last line.
func (l *lines) next() ([]byte, error) {
	var line []byte
	cut := false
	for {
		// A piece is what the buffer holds at most, so a line without end takes
		// time and no memory.
		piece, err := l.in.ReadSlice('\n')
		if len(line) == 0 {
			piece = bytes.TrimLeft(piece, " \t\r")
		}
		room := longestLine - len(line)
		if rest := bytes.TrimRight(piece, " \t\r\n"); len(rest) > room {
			cut = true
		}
		line = append(line, piece[:min(len(piece), room)]...)
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		line = bytes.TrimRight(line, " \t\r\n")
		if cut {
			line = append(line[:min(len(line), longestLine-1)], Unreadable)
		}
		return line, err
	}
}
