package screen

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"tambur/kiosk/flow"
)

// maxPeople is how many names one page of the PIN screen holds.
const maxPeople = 12

// maxDots is how many digits are shown as dots.
const maxDots = 8

// pinPage asks who it is, if that isn't known, and for their PIN.
type pinPage struct {
	kit        *kit
	all        part
	title      *label
	people     []*button
	back, next *button
	close      *button
	dots       [maxDots]*canvas.Circle
	noteSign   icon
	note       *label
	keys       []*button // 1 to 9, erase, 0, enter
	page       int
}

func newPINPad(k *kit) *pinPage {
	p := &pinPage{
		kit: k, title: newLabel(2, true, fyne.TextAlignLeading), people: k.buttons(maxPeople), back: k.button(), next: k.button(),
		close: k.button(), noteSign: k.icon(), note: newLabel(2, true, fyne.TextAlignCenter), keys: k.buttons(12),
	}
	p.all = group(p.title, p.close, p.back, p.next, p.noteSign.Image, p.note)
	for i := range p.dots {
		p.dots[i] = canvas.NewCircle(ink)
		p.all.Add(p.dots[i])
	}
	for _, b := range append(p.people, p.keys...) {
		p.all.Add(b)
	}
	return p
}

func (p *pinPage) content() *fyne.Container { return p.all.Container }
func (p *pinPage) leave()                   { p.page = 0 }

func (p *pinPage) draw(v flow.View, w words, f frame) {
	b := f.box.inset(f.u(40), f.u(28))
	head := b.cutTop(f.touch(76))
	b.cutTop(f.u(16))
	p.close.draw(head.cutRight(max(f.u(210), minTouch*2)), secondary, "close", w.say("button.cancel"), f.u(26), "cancel", p.kit.Leave)
	head.cutRight(f.u(20))
	title := w.say("pin.enter")
	for _, s := range v.PIN.Staff {
		if s.ID == v.PIN.Chosen {
			title = w.say("pin.enter-for", "Name", s.Name)
		}
	}
	if v.PIN.Chosen == "" {
		title = w.say("pin.who")
	}
	switch {
	case v.PIN.Stage == flow.PINByStaff && v.PIN.Chosen == "":
		title = w.say("pin.set-staff")
	case v.PIN.Stage == flow.PINNew:
		title = w.say("pin.set-new")
	case v.PIN.Stage == flow.PINAgain:
		title = w.say("pin.set-again")
	}
	p.title.draw(head, title, f.u(40), ink)

	pad := b
	choose := len(v.PIN.Staff) > 0
	if choose && f.portrait {
		p.drawPeople(b.cutTop(b.h*0.42), v, w, f)
		b.cutTop(f.u(20))
		pad = b
	} else if choose {
		p.drawPeople(b.cutLeft(b.w*0.54), v, w, f)
		b.cutLeft(f.u(48))
		pad = b
	} else {
		for _, t := range p.people {
			show(t, false)
		}
		show(p.back, false)
		show(p.next, false)
	}
	p.drawPad(pad.middle(f.u(500), f.u(64+44+20+4*122+3*14)), v, w, f)
}

func (p *pinPage) drawPeople(b box, v flow.View, w words, f frame) {
	all := v.PIN.Staff
	pages := (len(all) + maxPeople - 1) / maxPeople
	p.page = min(p.page, pages-1)
	show(p.back, pages > 1)
	show(p.next, pages > 1)
	if pages > 1 {
		row := b.cutBottom(f.touch(76))
		b.cutBottom(f.u(16))
		cells := row.grid(2, 1, f.u(16))
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
	columns, rows := 3, 4
	if len(all) <= 8 {
		columns = 2
	}
	if f.portrait {
		columns = 3
	}
	cells := b.grid(columns, rows, f.u(14))
	// All names in one size, so that none looks less than another.
	size := f.u(28)
	for i, s := range some {
		size = min(size, p.people[i].words.fits(s.Name, f.u(28), cells[i].inset(f.u(14), f.u(8))))
	}
	for i, t := range p.people {
		show(t, i < len(some))
		if i >= len(some) {
			continue
		}
		look := quiet
		if some[i].ID == v.PIN.Chosen {
			look = staffly
		}
		id := some[i].ID
		t.draw(cells[i], look, "", some[i].Name, size, "person-"+string(id), func() { p.kit.ChoosePerson(id) })
	}
}

func (p *pinPage) drawPad(b box, v flow.View, w words, f frame) {
	locked := !v.PIN.LockedUntil.IsZero()
	usable := v.PIN.Chosen != "" && !locked

	note := b.cutTop(f.u(64))
	sign, text := "", ""
	switch {
	case locked:
		sign, text = "lock", w.say("pin.locked", "Time", v.PIN.LockedUntil.Format("15:04:05"))
	case v.PIN.Wrong:
		sign, text = "warning", w.say("pin.wrong")
	case v.PIN.Refused == flow.PINWeak:
		sign, text = "warning", w.say("pin.weak")
	case v.PIN.Refused == flow.PINDiffers:
		sign, text = "warning", w.say("pin.differs")
	case v.PIN.Refused == flow.PINNotSaved:
		sign, text = "warning", w.say("pin.not-saved")
	case v.PIN.Stage == flow.PINNew:
		text = w.say("pin.four-to-eight")
	case v.PIN.Chosen == "":
		text = w.say("pin.choose-first")
	}
	color := soft
	if sign != "" {
		color = amber
	}
	room := note
	room.cutLeft(f.u(40))
	room.cutRight(f.u(40))
	p.note.draw(room, text, f.u(24), color)
	if sign != "" {
		wide := p.note.width()
		p.noteSign.draw(box{room.x + (room.w-wide)/2 - f.u(42), note.y, f.u(34), note.h}.middle(f.u(34), f.u(34)), sign, amber, paper)
	} else {
		show(p.noteSign, false)
	}

	row := b.cutTop(f.u(44))
	n := min(max(4, v.PIN.Digits), maxDots)
	side, gap := f.u(22), f.u(20)
	x := row.x + (row.w-float32(n)*side-float32(n-1)*gap)/2
	for i, d := range p.dots {
		show(d, i < n)
		fill, stroke := ink, ink
		if i >= v.PIN.Digits {
			fill = paper
		}
		if !usable {
			stroke = soft
		}
		if d.FillColor != fill || d.StrokeColor != stroke {
			d.FillColor, d.StrokeColor, d.StrokeWidth = fill, stroke, 2
			d.Refresh()
		}
		box{x + float32(i)*(side+gap), row.y + (row.h-side)/2, side, side}.put(d)
	}
	b.cutTop(f.u(20))
	cells := b.grid(3, 4, f.u(14))
	for i, k := range p.keys {
		cell := cells[i]
		tap := func(do func()) func() {
			if usable {
				return do
			}
			return nil
		}
		look := quiet
		if !usable {
			look = off
		}
		switch i {
		case 9:
			k.draw(cell, look, "erase", "", f.u(40), "erase", tap(p.kit.Erase))
		case 11:
			if usable {
				look = primary
			}
			k.draw(cell, look, "", w.say("button.ok"), f.u(34), "enter", tap(p.kit.Enter))
		default:
			digit := i + 1
			if i == 10 {
				digit = 0
			}
			k.draw(cell, look, "", strconv.Itoa(digit), f.u(40), "digit-"+strconv.Itoa(digit), tap(func() { p.kit.Digit(digit) }))
		}
	}
}
