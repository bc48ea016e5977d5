package scan

import (
	"bufio"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

func still() time.Time { return morning }

func TestLines(t *testing.T) {
	long := strings.Repeat("A", longestLine)
	for name, c := range map[string]struct {
		in   string
		want []string
	}{
		"nothing":                 {"", nil},
		"lines of Unix":           {"ABC\nDEF\n", []string{"ABC", "DEF"}},
		"lines of Windows":        {"ABC\r\nDEF\r\n", []string{"ABC", "DEF"}},
		"no end to the last":      {"ABC\nDEF", []string{"ABC", "DEF"}},
		"empty lines":             {"\n\r\n  \n\t\nABC\n\n", []string{"ABC"}},
		"space around":            {"  ABC \t\r\n", []string{"ABC"}},
		"small letters":           {"tbr1abc\n", []string{"TBR1ABC"}},
		"anything else":           {"A B;å\x00\x1b\n", []string{"A?B?????"}},
		"just short enough":       {long + "\nABC\n", []string{long, "ABC"}},
		"just too long":           {long + "B\nABC\n", []string{long[1:] + "?", "ABC"}},
		"far too long":            {strings.Repeat("AB", 1<<20) + "\nABC", []string{strings.Repeat("AB", longestLine)[:longestLine-1] + "?", "ABC"}},
		"long only by its spaces": {strings.Repeat(" ", 10000) + "ABC" + strings.Repeat(" ", 10000) + "\nDEF\n", []string{"ABC", "DEF"}},
		"space hides nothing":     {"ABC" + strings.Repeat(" ", 10000) + "DEF\n", []string{"ABC?"}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, in := range []io.Reader{strings.NewReader(c.in), iotest.HalfReader(strings.NewReader(c.in)), iotest.DataErrReader(strings.NewReader(c.in))} {
				var texts []string
				err := Lines(in, still).Run(t.Context(), func(r Reading) {
					texts = append(texts, r.Text)
					if r.From != FromLines || !r.At.Equal(morning) || r.Foreign != strings.Contains(r.Text, "?") {
						t.Errorf("reading %q from %q at %v, foreign %v", r.Text, r.From, r.At, r.Foreign)
					}
				})
				if err != nil {
					t.Errorf("Run returned %v", err)
				}
				if !same(texts, c.want) {
					t.Errorf("read %.80q, want %.80q", texts, c.want)
				}
			}
		})
	}
}

func TestLinesSaysWhyItBroke(t *testing.T) {
	broken := errors.New("the cable is out")
	var texts []string
	in := io.MultiReader(strings.NewReader("ABC\nDEF"), iotest.ErrReader(broken))
	err := Lines(in, still).Run(t.Context(), func(r Reading) { texts = append(texts, r.Text) })
	if !errors.Is(err, broken) {
		t.Errorf("Run returned %v", err)
	}
	if !same(texts, []string{"ABC"}) {
		t.Errorf("read %q: half a line is no code", texts)
	}
}

func TestLinesEndsWithItsContext(t *testing.T) {
	in, scanner := io.Pipe()
	defer func() {
		if err := scanner.Close(); err != nil {
			t.Error(err)
		}
	}()
	ctx, cancel := context.WithCancel(t.Context())
	got := make(chan Reading)
	ended := make(chan error)
	go func() { ended <- Lines(in, still).Run(ctx, func(r Reading) { got <- r }) }()
	if _, err := io.WriteString(scanner, "ABC\n"); err != nil {
		t.Fatal(err)
	}
	if r := <-got; r.Text != "ABC" {
		t.Errorf("read %q", r.Text)
	}
	cancel() // while Read blocks
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("Run returned %v", err)
	}
}

func FuzzLines(f *testing.F) {
	f.Add("ABC\r\n  DEF", byte(3))
	f.Add(strings.Repeat("x", 5000)+"\n", byte(0))
	f.Fuzz(func(t *testing.T, in string, grow byte) {
		// Long lines are reached by repeating, which a fuzzer seldom does.
		in += strings.Repeat(" A", int(grow)*40) + in
		var want []string
		for line := range strings.SplitSeq(in, "\n") {
			line = strings.TrimLeft(line, " \t\r")
			line = strings.TrimRight(line, " \t\r")
			if line == "" {
				continue
			}
			tooLong := len(line) > longestLine
			if tooLong {
				line = strings.TrimRight(line[:longestLine], " \t\r")
				line = line[:min(len(line), longestLine-1)] + "?"
			}
			want = append(want, read([]byte(line), morning, FromLines).Text)
		}
		// Without Run's goroutine, whose turns would hide from the fuzzer which
		// input reached something new.
		var texts []string
		l := lines{in: bufio.NewReader(strings.NewReader(in)), now: still}
		for {
			line, err := l.next()
			if len(line) > 0 {
				texts = append(texts, read(line, morning, FromLines).Text)
			}
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if !same(texts, want) {
			t.Fatalf("read %q, want %q", texts, want)
		}
	})
}

func TestFake(t *testing.T) {
	broken := errors.New("the camera is gone")
	for name, end := range map[string]error{"exhausted": nil, "broken": broken} {
		t.Run(name, func(t *testing.T) {
			var fake *Fake
			texts, err := runOn(t, sourceOf(func(ctx context.Context, deliver func(Reading)) error {
				fake = NewFake("test", still)
				fake.Scan("before 1")
				fake.Scan("")
				go func() {
					fake.Scan("LATER2")
					fake.End(end)
				}()
				return fake.Run(ctx, deliver)
			}), func() {})
			if !errors.Is(err, end) {
				t.Errorf("Run returned %v, want %v", err, end)
			}
			if !same(texts, []string{"BEFORE?1", "LATER2"}) {
				t.Errorf("delivered %q", texts)
			}
		})
	}
}

func TestFakeEndsWithItsContext(t *testing.T) {
	_, err := runOn(t, sourceOf(func(ctx context.Context, deliver func(Reading)) error {
		return NewFake("test", still).Run(ctx, deliver)
	}), func() {})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Run returned %v", err)
	}
}

// sourceOf makes a source of its Run.
type sourceOf func(context.Context, func(Reading)) error

func (s sourceOf) Run(ctx context.Context, deliver func(Reading)) error { return s(ctx, deliver) }

var (
	_ Source = (*Wedge)(nil)
	_ Source = (*Fake)(nil)
)
