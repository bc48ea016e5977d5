package screen

import (
	"image/color"

	"fyne.io/fyne/v2"

	"tambur/kiosk/flow"
)

// quietPage is the screen for everything that did not lead to a step: a big
// picture, two short lines, a way back. It blames nobody, and StaffComing looks
// the same whatever the reason.
type quietPage struct {
	kit         *kit
	all         part
	disc        card
	picture     icon
	title, text *label
	back, again *button
}

func newQuiet(k *kit) *quietPage {
	p := &quietPage{
		kit: k, disc: newCard(), picture: k.icon(),
		title: newLabel(2, true, fyne.TextAlignCenter), text: newLabel(3, false, fyne.TextAlignCenter),
		back: k.button(), again: k.button(),
	}
	p.all = group(p.disc.Rectangle, p.picture.Image, p.title, p.text, p.back, p.again)
	return p
}

func (p *quietPage) content() *fyne.Container { return p.all.Container }
func (p *quietPage) leave()                   {}

// said is what a quiet screen says, and in which colours.
type said struct {
	picture, title, text string
	line, tint           color.NRGBA
}

func quietSaid(s flow.Screen) said {
	switch s {
	case flow.NotOurs:
		return said{"picture-not-ours", "not-ours.title", "not-ours.text", teal, tealSoft}
	case flow.Revoked:
		return said{"picture-revoked", "revoked.title", "revoked.text", amber, amberSoft}
	case flow.NotSaved:
		return said{"picture-not-saved", "not-saved.title", "not-saved.text", amber, amberSoft}
	}
	return said{"picture-staff", "staff-coming.title", "staff-coming.text", plum, plumSoft}
}

func (p *quietPage) draw(v flow.View, w words, f frame) {
	s := quietSaid(v.Screen)
	b := f.box.inset(f.u(64), f.u(56))
	buttons := b.cutBottom(f.touch(104))
	b.cutBottom(f.u(24))
	side := min(f.u(320), b.h*0.52)
	head := b.middle(b.w, side+f.u(40+130+20+110))
	disc := head.cutTop(side).middle(side, side)
	p.disc.draw(disc, s.tint, none, 0, side/2)
	tint := tealEdge
	switch s.line {
	case amber:
		tint = amberEdge
	case plum:
		tint = plumEdge
	}
	p.picture.tinted(disc.middle(side*0.76, side*0.6), s.picture, s.line, s.tint, tint)
	head.cutTop(f.u(32))
	p.title.draw(head.cutTop(min(f.u(130), head.h*0.5)), w.say(s.title), f.u(52), ink)
	head.cutTop(f.u(8))
	p.text.top = true
	p.text.draw(head.middle(f.u(960), head.h), w.say(s.text), f.u(30), ink)

	if v.Screen == flow.NotSaved {
		row := buttons.middle(f.u(860), buttons.h)
		cells := row.grid(2, 1, f.u(24))
		p.back.draw(cells[0], secondary, "", w.say("button.home"), f.u(32), "back", p.kit.Leave)
		p.again.draw(cells[1], primary, "again", w.say("button.again"), f.u(32), "again", p.kit.Confirm)
		return
	}
	show(p.again, false)
	p.back.draw(buttons.middle(f.u(420), buttons.h), primary, "", w.say("button.ok"), f.u(34), "back", p.kit.Leave)
}
