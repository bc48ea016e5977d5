package screen

import (
	"image/color"
	"math"
	"slices"
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

// atTop makes the text stand at the top of its place.
func (l *label) atTop() *label {
	l.top = true
	return l
}

// leastShare is how far a label shrinks before it is cut, and leastSize the
// size below which nobody could read it at arm's length.
const (
	leastShare = 0.55
	leastSize  = 12
)

// draw shows text in b, at most at size, and tells the height it takes.
func (l *label) draw(b box, text string, size float32, c color.NRGBA) float32 {
	show(l, text != "")
	if text == "" {
		return 0
	}
	b.put(l)
	lines := l.fit(text, whole(size), b)
	height := lineHeight(l.size, l.bold)
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
		w = max(w, measure(t.Text, l.size, l.bold))
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
	l.size = l.fits(text, size, b)
	lines, _ := wrap(text, l.size, l.bold, b.w)
	room := l.room(l.size, b.h)
	if len(lines) > room {
		lines[room-1] = strings.Join(lines[room-1:], " ") + " …"
		lines = lines[:room]
	}
	l.n = len(lines)
	for i := range lines {
		lines[i] = shorten(lines[i], l.size, l.bold, b.w)
	}
	return append(lines, make([]string, len(l.lines)-l.n)...)
}

// fits is the greatest size, at most size, at which text goes into b, or the
// least that the label takes. Labels that belong together are drawn at the
// least of what fits each.
func (l *label) fits(text string, size float32, b box) float32 {
	size = whole(size)
	least := whole(max(size*leastShare, min(size, leastSize)))
	for {
		lines, all := wrap(text, size, l.bold, b.w)
		if size <= least || all && len(lines) <= l.room(size, b.h) {
			return size
		}
		size = max(least, size-1)
	}
}

// whole is the size that text is set in: in others the toolkit's painter rounds
// every letter's place, which spaces them unevenly.
func whole(size float32) float32 { return float32(math.Floor(float64(size) + 0.01)) }

// heightIn is what the text takes of b with a row of below under it.
func (l *label) heightIn(b box, text string, size, below float32) float32 {
	b.h -= below
	size = l.fits(text, size, b)
	lines, _ := wrap(text, size, l.bold, b.w)
	return float32(min(len(lines), l.room(size, b.h)))*lineHeight(size, l.bold) + below
}

// room is how many lines go into a height.
func (l *label) room(size, h float32) int {
	return max(1, min(len(l.lines), int((h+0.5)/lineHeight(size, l.bold))))
}

// wrap breaks text at spaces, and words that are too long after their hyphens,
// into lines of at most w, as few as it takes and about as long as each other.
// It tells whether every word went in.
func wrap(text string, size float32, bold bool, w float32) (lines []string, all bool) {
	lines, all = breakAt(text, size, bold, w)
	if len(lines) < 2 || !all || strings.Contains(text, "\n") {
		return lines, all
	}
	// A narrower measure that takes no more lines leaves no lonely last word.
	for narrow := w; narrow > w/2; narrow -= size / 3 {
		even, ok := breakAt(text, size, bold, narrow)
		if !ok || len(even) > len(lines) {
			break
		}
		lines = even
	}
	return lines, true
}

func breakAt(text string, size float32, bold bool, w float32) (lines []string, all bool) {
	all = true
	for paragraph := range strings.SplitSeq(text, "\n") {
		line := ""
		for _, word := range strings.Fields(paragraph) {
			glue := " "
			for _, piece := range pieces(word, size, bold, w) {
				if measure(piece, size, bold) > w {
					all = false
				}
				longer := piece
				if line != "" {
					longer = line + glue + piece
				}
				if line != "" && measure(longer, size, bold) > w {
					lines = append(lines, line)
					longer = piece
				}
				line, glue = longer, ""
			}
		}
		lines = append(lines, line)
	}
	return lines, all
}

// pieces is a word, broken after its hyphens if it is wider than w.
func pieces(word string, size float32, bold bool, w float32) []string {
	if !strings.Contains(word, "-") || measure(word, size, bold) <= w {
		return []string{word}
	}
	return slices.DeleteFunc(strings.SplitAfter(word, "-"), func(s string) bool { return s == "" })
}

// shorten cuts a line until it goes into w.
func shorten(line string, size float32, bold bool, w float32) string {
	if measure(line, size, bold) <= w {
		return line
	}
	runes := []rune(strings.TrimSuffix(line, " …"))
	for len(runes) > 0 {
		runes = runes[:len(runes)-1]
		short := strings.TrimRight(string(runes), " ,.–-") + "…"
		if measure(short, size, bold) <= w {
			return short
		}
	}
	return ""
}

// measure is the width of one line of text.
func measure(text string, size float32, bold bool) float32 {
	return fyne.MeasureText(text, size, fyne.TextStyle{Bold: bold}).Width
}

// lineHeight is the height of a line of text.
func lineHeight(size float32, bold bool) float32 {
	return fyne.MeasureText("Åg", size, fyne.TextStyle{Bold: bold}).Height
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
