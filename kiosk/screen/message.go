package screen

import (
	"fyne.io/fyne/v2"

	"tambur/kiosk/attendance"
)

// messageBanner is what staff have written to a guardian, and the button that
// says that it was read.
type messageBanner struct {
	part
	ground card
	sign   icon
	text   *label
	read   *button
}

func newMessageBanner(k *kit) *messageBanner {
	m := &messageBanner{ground: newCard(), sign: k.icon(), text: newLabel(3, true, fyne.TextAlignLeading), read: k.button()}
	m.part = group(m.ground.Rectangle, m.sign.Image, m.text, m.read)
	return m
}

func (m *messageBanner) draw(at box, message attendance.Message, w words, f frame, k *kit) {
	at.put(m)
	b := box{0, 0, at.w, at.h}
	m.ground.draw(b.inset(1, 1), plumSoft, plumEdge, 2, f.u(20))
	m.read.draw(b.cutRight(max(f.u(170), minTouch*2)), paint{plum, plum, white}, "tick", w.say("notes.see"), f.u(26), "read-"+string(message.ID), func() { k.ReadMessage(message.ID) })
	b.cutRight(f.u(12))
	b = b.inset(f.u(18), f.u(6))
	side := f.u(40)
	m.sign.draw(b.cutLeft(side).middle(side, side), "notice", plum, plumSoft)
	b.cutLeft(f.u(14))
	m.text.draw(b, message.Text.In(w.tag), f.u(25), ink)
}
