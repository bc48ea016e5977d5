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

func quietSaid(v flow.View) said {
	switch v.Screen {
	case flow.NotOurs:
		return said{"picture-not-ours", "not-ours.title", "not-ours.text", teal, tealSoft}
	case flow.Revoked:
		return said{"picture-revoked", "revoked.title", "revoked.text", amber, amberSoft}
	case flow.NotSaved:
		if v.NotUndone {
			return said{"picture-not-saved", "not-undone.title", "not-undone.text", amber, amberSoft}
		}
		if v.NotTold {
			return said{"picture-not-saved", "not-told.title", "not-told.text", amber, amberSoft}
		}
		return said{"picture-not-saved", "not-saved.title", "not-saved.text", amber, amberSoft}
	}
	return said{"picture-staff", "staff-coming.title", "staff-coming.text", plum, plumSoft}
}

func (p *quietPage) draw(v flow.View, w words, f frame) {
	s := quietSaid(v)
	b := f.inset(f.u(64), f.u(56))
	buttons := b.cutBottom(f.touch(104))
	b.cutBottom(f.u(24))

	title, text := w.say(s.title), w.say(s.text)
	wide := min(b.w, f.u(1000))
	size := p.title.fits(title, f.u(54), box{w: b.w, h: b.h * 0.3})
	heads, _ := wrap(title, size, true, b.w)
	small := p.text.fits(text, f.u(30), box{w: wide, h: b.h * 0.26})
	lines, _ := wrap(text, small, false, wide)
	headHeight, height := float32(len(heads))*lineHeight(size, true), float32(len(lines))*lineHeight(small, false)
	side := min(f.u(330), b.h-headHeight-height-f.u(36+14))
	b = b.middle(b.w, side+f.u(36+14)+headHeight+height)

	disc := b.cutTop(side).middle(side, side)
	p.disc.draw(disc, s.tint, none, 0, side/2)
	tint := tealEdge
	switch s.line {
	case amber:
		tint = amberEdge
	case plum:
		tint = plumEdge
	}
	p.picture.tinted(disc.middle(side*0.92, side*0.69), s.picture, s.line, s.tint, tint)
	b.cutTop(f.u(36))
	p.title.draw(b.cutTop(headHeight), title, size, ink)
	b.cutTop(f.u(14))
	p.text.draw(b.middle(wide, b.h), text, small, ink)

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
