package screen

import (
	"fyne.io/fyne/v2"

	"tambur/kiosk/attendance"
	"tambur/kiosk/flow"
)

// reasonSign is how a kind of roll call looks and what it is called.
func reasonSign(reason string) sign {
	switch reason {
	case attendance.Real:
		return sign{"evacuate", "rollcall.real", red, redSoft, redEdge}
	case attendance.Outing:
		return sign{"count", "rollcall.outing", teal, tealSoft, tealEdge}
	}
	return sign{"again", "rollcall.drill", plum, plumSoft, plumEdge}
}

// rollCallStartPage asks once more, and what kind it is.
type rollCallStartPage struct {
	kit         *kit
	all         part
	title, here *label
	drill, real *bigChoice
	close       *button
}

func newRollCallStart(k *kit) *rollCallStartPage {
	p := &rollCallStartPage{
		kit: k, title: newLabel(1, true, fyne.TextAlignLeading), here: newLabel(2, false, fyne.TextAlignLeading),
		drill: newBigChoice(k), real: newBigChoice(k), close: k.button(),
	}
	p.all = group(p.title, p.here, p.drill, p.real, p.close)
	return p
}

func (p *rollCallStartPage) content() *fyne.Container { return p.all.Container }
func (p *rollCallStartPage) leave()                   {}

func (p *rollCallStartPage) draw(v flow.View, w words, f frame) {
	b := f.box.inset(f.u(40), f.u(28))
	head := b.cutTop(f.touch(96))
	p.close.draw(head.cutRight(max(f.u(210), minTouch*2)), secondary, "close", w.say("button.cancel"), f.u(26), "cancel", p.kit.Leave)
	head.cutRight(f.u(20))
	p.title.draw(head.cutTop(head.h*0.58), w.say("rollcall.title"), f.u(44), ink)
	p.here.draw(head, w.count("rollcall.here", v.RollCallStart.Present), f.u(26), soft)
	b.cutTop(f.u(28))
	columns, rows := 2, 1
	if f.portrait {
		columns, rows = 1, 2
	}
	cells := b.grid(columns, rows, f.u(32))
	p.drill.draw(cells[0], reasonSign(attendance.Drill), "rollcall.drill-hint", "drill", func() { p.kit.BeginRollCall(attendance.Drill) }, w, f)
	p.real.draw(cells[1], reasonSign(attendance.Real), "rollcall.real-hint", "real", func() { p.kit.BeginRollCall(attendance.Real) }, w, f)
}

// bigChoice is half a screen to tap.
type bigChoice struct {
	part
	ground     card
	sign       icon
	name, hint *label
	tile       *tile
}

func newBigChoice(k *kit) *bigChoice {
	c := &bigChoice{ground: newCard(), sign: k.icon(), name: newLabel(1, true, fyne.TextAlignCenter), hint: newLabel(2, false, fyne.TextAlignCenter).atTop(), tile: k.tile()}
	c.part = group(c.ground.Rectangle, c.sign.Image, c.name, c.hint, c.tile)
	return c
}

func (c *bigChoice) draw(at box, s sign, hint, key string, tap func(), w words, f frame) {
	at.put(c)
	b := box{0, 0, at.w, at.h}
	fill, line := s.fill, s.line
	if s.line == red {
		fill, line = red, white
	}
	c.ground.draw(b.inset(2, 2), fill, s.line, 3, f.u(32))
	b.put(c.tile)
	c.tile.bind(key, f.u(32), tap)
	b = b.inset(f.u(32), f.u(32))
	text := b.cutBottom(b.h * 0.4)
	side := min(f.u(220), b.h)
	c.sign.draw(b.middle(side, side), s.icon, line, fill)
	on := ink
	if line == white {
		on = white
	}
	c.name.draw(text.cutTop(text.h*0.5), w.say(s.word), f.u(58), on)
	c.hint.draw(text, w.say(hint), f.u(26), on)
}

// maxNamed is how many missing children are named before the rest is a number.
const maxNamed = 12

// rollCallClosePage asks once more if somebody is missing, and who closes it.
type rollCallClosePage struct {
	kit         *kit
	all         part
	sign        icon
	title, text *label
	keep, end   *button
	people      []*button
	back, next  *button
	unsaved     *boardLine
	page        int
}

func newRollCallClose(k *kit) *rollCallClosePage {
	p := &rollCallClosePage{
		kit: k, sign: k.icon(), title: newLabel(2, true, fyne.TextAlignLeading), text: newLabel(5, false, fyne.TextAlignLeading).atTop(),
		keep: k.button(), end: k.button(), people: k.buttons(maxPeople), back: k.button(), next: k.button(), unsaved: newBoardLine(k),
	}
	p.all = group(p.sign.Image, p.title, p.text, p.keep, p.end, p.back, p.next, p.unsaved)
	for _, b := range p.people {
		p.all.Add(b)
	}
	return p
}

func (p *rollCallClosePage) content() *fyne.Container { return p.all.Container }
func (p *rollCallClosePage) leave()                   { p.page = 0 }

func (p *rollCallClosePage) draw(v flow.View, w words, f frame) {
	b := f.box.inset(f.u(40), f.u(28))
	head := b.cutTop(f.touch(96))
	keep := head.cutRight(max(f.u(300), minTouch*2))
	head.cutRight(f.u(20))
	side := min(f.u(72), head.h)
	call := v.RollCall
	sign, line := "person", plum
	title := w.say("rollcall.who")
	if call.Asking {
		sign, line, title = "warning", red, w.count("rollcall.missing", call.Missing)
	}
	p.sign.draw(head.cutLeft(side).middle(side, side), sign, line, paper)
	head.cutLeft(f.u(20))
	p.title.draw(head, title, f.u(46), ink)
	b.cutTop(f.u(20))
	show(p.unsaved, call.Unsaved)
	if call.Unsaved {
		p.unsaved.draw(b.cutBottom(f.u(60)), "warning", w.say("rollcall.unsaved"), amber, amberSoft, f)
		b.cutBottom(f.u(12))
	}
	show(p.keep, !call.Asking)
	show(p.end, call.Asking)
	for _, o := range p.people {
		show(o, !call.Asking)
	}
	if call.Asking {
		show(p.back, false)
		show(p.next, false)
		buttons := b.cutBottom(f.touch(120))
		b.cutBottom(f.u(24))
		p.text.draw(b, p.names(call, w), f.u(54), ink)
		cells := buttons.grid(2, 1, f.u(28))
		p.keep.draw(cells[0], primary, "left", w.say("rollcall.keep-on"), f.u(32), "keep", p.kit.Leave)
		p.end.draw(cells[1], paint{white, redEdge, red}, "", w.say("rollcall.end-anyway"), f.u(32), "end", p.kit.EndRollCall)
		return
	}
	p.keep.draw(keep, secondary, "left", w.say("rollcall.keep-on"), f.u(26), "keep", p.kit.Leave)
	p.text.draw(b.cutTop(f.u(40)), w.say("rollcall.who-hint"), f.u(26), soft)
	b.cutTop(f.u(20))
	p.drawPeople(b, v, w, f)
}

func (p *rollCallClosePage) names(call flow.RollCallView, w words) string {
	var names []string
	for _, c := range call.Gone[:min(len(call.Gone), maxNamed)] {
		names = append(names, c.Name)
	}
	text := w.list(names)
	if more := len(call.Gone) - len(names); more > 0 {
		text = w.say("rollcall.and-more", "Names", text, "More", more)
	}
	return text
}

func (p *rollCallClosePage) drawPeople(b box, v flow.View, w words, f frame) {
	all := v.RollCall.Staff
	pages := max(1, (len(all)+maxPeople-1)/maxPeople)
	p.page = min(p.page, pages-1)
	show(p.back, pages > 1)
	show(p.next, pages > 1)
	if pages > 1 {
		cells := b.cutBottom(f.touch(76)).grid(2, 1, f.u(16))
		b.cutBottom(f.u(16))
		turn := func(by int) func() {
			return func() {
				p.page = (p.page + by + pages) % pages
				p.kit.Touched()
				p.draw(v, w, f)
			}
		}
		p.back.draw(cells[0], quiet, "left", "", f.u(28), "back", turn(-1))
		p.next.draw(cells[1], quiet, "right", "", f.u(28), "next", turn(1))
	}
	some := all[p.page*maxPeople : min(len(all), (p.page+1)*maxPeople)]
	columns, rows := 4, 3
	if f.portrait {
		columns, rows = 3, 4
	}
	b.h = min(b.h, f.u(130)*float32(rows))
	cells := b.grid(columns, rows, f.u(16))
	size := f.u(30)
	for i, s := range some {
		size = min(size, p.people[i].words.fits(s.Name, f.u(30), cells[i].inset(f.u(18), f.u(6))))
	}
	for i, t := range p.people {
		show(t, i < len(some))
		if i < len(some) {
			t.draw(cells[i], quiet, "", some[i].Name, size, "person-"+string(some[i].ID), func() { p.kit.CloseRollCall(some[i].ID) })
		}
	}
}
