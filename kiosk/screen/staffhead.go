package screen

import (
	"fyne.io/fyne/v2"

	"tambur/kiosk/flow"
)

// staffHead is the head of the staff's screens behind the board: what it is
// about, and the way back.
type staffHead struct {
	part
	kit         *kit
	bar         card
	symbol      icon
	title, line *label
	back        *button
}

func newStaffHead(k *kit) *staffHead {
	h := &staffHead{kit: k, bar: newCard(), symbol: k.icon(), title: newLabel(1, true, fyne.TextAlignLeading), line: newLabel(1, false, fyne.TextAlignLeading), back: k.button()}
	h.part = group(h.bar.Rectangle, h.symbol.Image, h.title, h.line, h.back)
	return h
}

func staffHeadHeight(f frame) float32 { return f.touch(72) + f.u(20) }

// draw shows the head; sign and line may be empty.
func (h *staffHead) draw(at box, sign, title, line string, w words, f frame) {
	at.put(h)
	b := box{0, 0, at.w, at.h}
	h.bar.draw(b, plumSoft, none, 0, 0)
	b = b.inset(f.u(28), f.u(10))
	h.back.draw(b.cutRight(max(f.u(190), minTouch*2)), paint{white, plumEdge, plum}, "left", w.say("staff.back"), f.u(26), "step-back", h.kit.StepBack)
	b.cutRight(f.u(16))
	show(h.symbol, sign != "")
	if sign != "" {
		h.symbol.draw(b.cutLeft(f.u(60)).middle(f.u(48), f.u(48)), sign, ink, plumSoft)
		b.cutLeft(f.u(12))
	}
	if line == "" {
		show(h.line, false)
		h.title.draw(b, title, f.u(34), ink)
		return
	}
	h.title.draw(b.cutTop(b.h*0.58), title, f.u(32), ink)
	h.line.draw(b, line, f.u(20), ink)
}

// savedLine tells that something was just recorded and can be taken back, or
// that it could not be saved.
type savedLine struct {
	part
	kit  *kit
	line *boardLine
	undo *button
}

func newSavedLine(k *kit) *savedLine {
	l := &savedLine{kit: k, line: newBoardLine(k), undo: k.button()}
	l.part = group(l.line, l.undo)
	return l
}

func (l *savedLine) draw(at box, saved, failed bool, text string, w words, f frame) {
	show(l, saved || failed)
	if !saved && !failed {
		return
	}
	at.put(l)
	b := box{0, 0, at.w, at.h}
	show(l.undo, saved)
	if saved {
		l.undo.draw(b.cutRight(max(f.u(180), minTouch*2)), secondary, "undo", w.say("button.undo"), f.u(26), "undo", l.kit.Undo)
		b.cutRight(f.u(10))
	}
	if failed {
		l.line.draw(b, "warning", w.say("staff.failed"), amber, amberSoft, f)
		return
	}
	l.line.draw(b, "tick", text, teal, tealSoft, f)
}

// pager turns the pages of a list that is too long for its place.
type pager struct {
	part
	back, next *button
	word       *label
	page       int
}

func newPager(k *kit) *pager {
	p := &pager{back: k.button(), next: k.button(), word: newLabel(1, false, fyne.TextAlignCenter)}
	p.part = group(p.back, p.next, p.word)
	return p
}

// cut takes a foot off b when n entries don't go into it, each least high with
// gap between, in columns; it tells which entries are on the page and how many
// rows there is room for.
func (p *pager) cut(b *box, n, columns int, least, gap float32, w words, f frame, again func()) (from, to, rows int) {
	rowsIn := func(h float32) int { return max(1, int((h+gap+0.01)/(least+gap))) }
	rows = rowsIn(b.h)
	show(p, n > rows*columns)
	if n <= rows*columns {
		p.page = 0
		return 0, n, rows
	}
	foot := b.cutBottom(f.touch(72))
	b.cutBottom(gap)
	rows = rowsIn(b.h)
	pages := (n + rows*columns - 1) / (rows * columns)
	p.page = min(p.page, pages-1)
	turn := func(by int) func() {
		return func() {
			p.page = (p.page + by + pages) % pages
			again()
		}
	}
	foot.put(p)
	cells := box{0, 0, foot.w, foot.h}.grid(3, 1, f.u(16))
	p.back.draw(cells[0], quiet, "left", w.say("board.back"), f.u(24), "back", turn(-1))
	p.next.draw(cells[2], quiet, "right", w.say("board.next"), f.u(24), "next", turn(1))
	p.word.draw(cells[1], w.say("board.page", "Page", p.page+1, "Pages", pages), f.u(22), soft)
	return p.page * rows * columns, min(n, (p.page+1)*rows*columns), rows
}

// chosen is how a button looks that is one of several, of which it is chosen or
// not.
func chosen(on bool) paint {
	if on {
		return staffly
	}
	return quiet
}

// againOf draws a page anew after a tap that changed what is on the glass only.
func againOf(k *kit, p page, v flow.View, w words, f frame) func() {
	return func() {
		k.Touched()
		p.draw(v, w, f)
	}
}
