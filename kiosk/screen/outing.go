package screen

import (
	"fyne.io/fyne/v2"

	"tambur/kiosk/attendance"
	"tambur/kiosk/flow"
)

// maxCalls is how many of today's counts one page shows.
const maxCalls = 6

// rollCallsPage offers a group to be counted before an outing, and shows what
// has been counted today.
type rollCallsPage struct {
	kit         *kit
	all         part
	bar         card
	title       *label
	close       *button
	out, past   *label
	groups      []*button
	groupsTurn  *button
	calls       []*callLine
	callsTurn   *button
	none        *label
	unsaved     *boardLine
	first, from int
}

func newRollCalls(k *kit) *rollCallsPage {
	p := &rollCallsPage{
		kit: k, bar: newCard(), title: newLabel(1, true, fyne.TextAlignLeading), close: k.button(),
		out: newLabel(1, true, fyne.TextAlignLeading), past: newLabel(1, true, fyne.TextAlignLeading),
		groups: k.buttons(maxCalls), groupsTurn: k.button(), callsTurn: k.button(), none: newLabel(2, false, fyne.TextAlignCenter), unsaved: newBoardLine(k),
	}
	p.all = group(p.bar.Rectangle, p.title, p.close, p.out, p.past, p.groupsTurn, p.callsTurn, p.none, p.unsaved)
	for _, b := range p.groups {
		p.all.Add(b)
	}
	for range maxCalls {
		l := newCallLine(k)
		p.calls = append(p.calls, l)
		p.all.Add(l)
	}
	return p
}

func (p *rollCallsPage) content() *fyne.Container { return p.all.Container }
func (p *rollCallsPage) leave()                   { p.first, p.from = 0, 0 }

func (p *rollCallsPage) draw(v flow.View, w words, f frame) {
	again := func() {
		p.kit.Touched()
		p.draw(v, w, f)
	}
	b := f.box
	head := b.cutTop(f.touch(72) + f.u(20))
	p.bar.draw(head, plumSoft, none, 0, 0)
	head = head.inset(f.u(28), f.u(10))
	p.close.draw(head.cutRight(max(f.u(200), minTouch*2)), paint{white, plumEdge, plum}, "left", w.say("button.back"), f.u(26), "close", p.kit.Leave)
	p.title.draw(head, w.say("rollcall.today"), f.u(34), ink)
	b = b.inset(f.u(28), f.u(20))
	show(p.unsaved, v.RollCalls.Unsaved)
	if v.RollCalls.Unsaved {
		p.unsaved.draw(b.cutBottom(f.u(56)), "warning", w.say("rollcall.unsaved"), amber, amberSoft, f)
		b.cutBottom(f.u(12))
	}
	left := b
	if f.portrait {
		left = b.cutTop(b.h * 0.48)
		b.cutTop(f.u(24))
	} else {
		left = b.cutLeft(b.w * 0.42)
		b.cutLeft(f.u(36))
	}
	p.out.draw(left.cutTop(f.u(44)), w.say("rollcall.count-out"), f.u(26), ink)
	left.cutTop(f.u(10))
	groups := v.RollCalls.Groups
	cells := p.rows(left, len(groups), &p.first, p.groupsTurn, "groups", f, again)
	for i, g := range p.groups {
		n := p.first + i
		show(g, i < len(cells) && n < len(groups))
		if g.Visible() {
			of := groups[n]
			g.draw(cells[i], secondary, symbol("group", of.Symbol), w.say("rollcall.count-group", "Group", of.Name, "Count", of.Present), f.u(28), "out-"+string(of.ID), func() { p.kit.CountGroup(of.ID) })
		}
	}
	p.past.draw(b.cutTop(f.u(44)), w.say("rollcall.counted"), f.u(26), ink)
	b.cutTop(f.u(10))
	calls, none := v.RollCalls.Calls, ""
	if len(calls) == 0 {
		none = w.say("rollcall.none-yet")
	}
	p.none.draw(b, none, f.u(24), soft)
	cells = p.rows(b, len(calls), &p.from, p.callsTurn, "calls", f, again)
	for i, l := range p.calls {
		n := p.from + i
		show(l, i < len(cells) && n < len(calls))
		if l.Visible() {
			l.draw(cells[i], calls[n], w, f, p.kit)
		}
	}
}

// rows divides b for n things, with a button to turn to the next ones if they
// don't all go in.
func (p *rollCallsPage) rows(b box, n int, first *int, turn *button, key string, f frame, again func()) []box {
	gap, high := f.u(12), f.touch(84)
	fits := func() int { return max(1, min(maxCalls, int((b.h+gap)/(high+gap)))) }
	show(turn, n > fits())
	if n > fits() {
		foot := b.cutBottom(f.touch(72))
		b.cutBottom(gap)
		by := fits()
		turn.draw(foot, quiet, "right", "", f.u(26), key, func() {
			if *first += by; *first >= n {
				*first = 0
			}
			again()
		})
	}
	if *first >= n {
		*first = 0
	}
	some := max(1, min(fits(), n))
	b.h = min(b.h, (f.u(110)+gap)*float32(some)-gap)
	return b.grid(1, some, gap)
}

// callLine is one of today's counts.
type callLine struct {
	part
	ground     card
	sign, mark icon
	name, what *label
	tile       *tile
}

func newCallLine(k *kit) *callLine {
	l := &callLine{ground: newCard(), sign: k.icon(), mark: k.icon(), name: newLabel(1, true, fyne.TextAlignLeading), what: newLabel(1, true, fyne.TextAlignLeading), tile: k.tile()}
	l.part = group(l.ground.Rectangle, l.sign.Image, l.name, l.mark.Image, l.what, l.tile)
	return l
}

func (l *callLine) draw(at box, c flow.RollCallLine, w words, f frame, k *kit) {
	at.put(l)
	b := box{0, 0, at.w, at.h}
	s := reasonSign(c.Reason)
	l.ground.draw(b.inset(1, 1), white, edge, 2, f.u(18))
	b.put(l.tile)
	l.tile.bind("call-"+string(c.ID), f.u(18), func() { k.ShowRollCall(c.ID) })
	b = b.inset(f.u(18), f.u(8))
	side := min(f.u(44), b.h)
	l.sign.draw(b.cutLeft(side).middle(side, side), s.icon, s.line, white)
	b.cutLeft(f.u(16))
	name := w.say(s.word)
	if c.Group != "" && c.Reason == attendance.Outing {
		name = w.say("rollcall.outing-of", "Group", c.Group)
	}
	l.name.draw(b.cutTop(b.h*0.5), w.say("rollcall.line", "Time", clock(c.Begun), "What", name), f.u(25), ink)
	drawing, text, line := "tick", w.say("rollcall.all-safe", "Count", c.Safe), teal
	if c.Missing > 0 {
		drawing, text, line = "warning", w.count("rollcall.missing", c.Missing), red
	}
	if c.Closed.IsZero() {
		drawing, text, line = "clock", w.say("rollcall.still-open"), amber
	}
	small := min(f.u(26), b.h)
	l.mark.draw(b.cutLeft(small).middle(small, small), drawing, line, white)
	b.cutLeft(f.u(8))
	l.what.draw(b, text, f.u(22), line)
}
