package screen

import (
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// label is text that fits its place: it wraps into the lines it has, shrinks
// when that is not enough, and is cut with an ellipsis only at its least size.
type label struct {
	part
	lines []*canvas.Text
	bold  bool
	align fyne.TextAlign
	top   bool // stands at the top of its place, not in the middle
	// fitted tells what the lines were made for.
	fitted struct {
		text       string
		size, w, h float32
	}
	size float32 // the size that fitted
	n    int     // lines in use
}

func newLabel(lines int, bold bool, align fyne.TextAlign) *label {
	l := &label{bold: bold, align: align, part: group()}
	for range lines {
		t := canvas.NewText("", ink)
		t.TextStyle.Bold = bold
		t.Alignment = align
		t.Hide()
		l.lines = append(l.lines, t)
		l.Add(t)
	}
	return l
}

// leastShare is how far a label shrinks before it is cut, and leastSize the
// size below which nobody could read it at arm's length.
const (
	leastShare = 0.55
	leastSize  = 11
)

// draw shows text in b, at most at size, and tells the height it takes.
func (l *label) draw(b box, text string, size float32, c color.NRGBA) float32 {
	show(l, text != "")
	if text == "" {
		return 0
	}
	b.put(l)
	lines := l.fit(text, size, b)
	height := l.measure("Åg").Height
	y := float32(0)
	if !l.top {
		y = (b.h - height*float32(l.n)) / 2
	}
	for i, t := range l.lines {
		if lines != nil {
			changed := t.Text != lines[i] || t.TextSize != l.size
			t.Text, t.TextSize = lines[i], l.size
			if changed {
				t.Refresh()
			}
		}
		if t.Color != c {
			t.Color = c
			t.Refresh()
		}
		show(t, i < l.n)
		if i < l.n {
			box{0, y + float32(i)*height, b.w, height}.put(t)
		}
	}
	return height * float32(l.n)
}

// width is the width of the widest line as drawn.
func (l *label) width() float32 {
	var w float32
	for _, t := range l.lines[:l.n] {
		w = max(w, l.measure(t.Text).Width)
	}
	return w
}

// fit finds the lines, one for each of the label's, or nil when nothing has
// changed.
func (l *label) fit(text string, size float32, b box) []string {
	want := l.fitted
	want.text, want.size, want.w, want.h = text, size, b.w, b.h
	if want == l.fitted {
		return nil
	}
	l.fitted = want
	least := max(size*leastShare, min(size, leastSize))
	for l.size = size; ; l.size = max(least, l.size-max(0.5, size/40)) {
		lines, whole := l.wrap(text, b.w)
		room := max(1, min(len(l.lines), int((b.h+0.5)/l.measure("Åg").Height)))
		if (whole && len(lines) <= room) || l.size <= least {
			if len(lines) > room {
				lines[room-1] = l.cut(strings.Join(lines[room-1:], " ")+" …", b.w)
				lines = lines[:room]
			}
			l.n = len(lines)
			for i := range lines {
				lines[i] = l.cut(lines[i], b.w)
			}
			return append(lines, make([]string, len(l.lines)-l.n)...)
		}
	}
}

// wrap breaks text at spaces into lines of at most w, and tells whether every
// word went in.
func (l *label) wrap(text string, w float32) (lines []string, whole bool) {
	whole = true
	for _, paragraph := range strings.Split(text, "\n") {
		line := ""
		for _, word := range strings.Fields(paragraph) {
			if l.measure(word).Width > w {
				whole = false
			}
			longer := strings.TrimSpace(line + " " + word)
			if line != "" && l.measure(longer).Width > w {
				lines = append(lines, line)
				longer = word
			}
			line = longer
		}
		lines = append(lines, line)
	}
	return lines, whole
}

// cut shortens a line until it goes into w.
func (l *label) cut(line string, w float32) string {
	if l.measure(line).Width <= w {
		return line
	}
	runes := []rune(strings.TrimSuffix(line, " …"))
	for len(runes) > 0 {
		runes = runes[:len(runes)-1]
		short := strings.TrimRight(string(runes), " ,.–-") + "…"
		if l.measure(short).Width <= w {
			return short
		}
	}
	return ""
}

func (l *label) measure(text string) fyne.Size {
	return fyne.MeasureText(text, l.size, fyne.TextStyle{Bold: l.bold})
}

// measure is the width of one line of text.
func measure(text string, size float32, bold bool) float32 {
	return fyne.MeasureText(text, size, fyne.TextStyle{Bold: bold}).Width
}

// setAlign changes where lines stand in their place.
func (l *label) setAlign(a fyne.TextAlign) {
	for _, t := range l.lines {
		if t.Alignment != a {
			t.Alignment = a
			t.Refresh()
		}
	}
}
