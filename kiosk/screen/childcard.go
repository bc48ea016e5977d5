package screen

import (
	"fyne.io/fyne/v2"

	"tambur/kiosk/attendance"
	"tambur/kiosk/flow"
)

// childCard is one child: a tap leaves it out or takes it in again.
type childCard struct {
	part
	ground          card
	tile            *tile
	disc            card
	symbol          icon
	name, group     *label
	check           icon
	stateSign       icon
	state           *label
	stepGround      card
	stepSign        icon
	step            *label
	pickupSign      icon
	pickup, caption *label
	less, more      *button
}

func newChildCard(k *kit) *childCard {
	c := &childCard{
		ground: newCard(), tile: k.tile(), disc: newCard(), symbol: k.icon(), check: k.icon(), stateSign: k.icon(), stepSign: k.icon(), pickupSign: k.icon(),
		name: newLabel(2, true, fyne.TextAlignLeading), group: newLabel(2, false, fyne.TextAlignLeading),
		state: newLabel(1, false, fyne.TextAlignLeading), stepGround: newCard(), step: newLabel(2, true, fyne.TextAlignLeading),
		pickup: newLabel(1, true, fyne.TextAlignCenter), caption: newLabel(2, false, fyne.TextAlignCenter), less: k.button(), more: k.button(),
	}
	c.part = group(c.ground.Rectangle, c.disc.Rectangle, c.symbol.Image, c.name, c.group, c.check.Image, c.stateSign.Image, c.state,
		c.stepGround.Rectangle, c.stepSign.Image, c.step, c.pickupSign.Image, c.caption, c.pickup, c.tile, c.less, c.more)
	return c
}

// childLook is how a card is set: roomy, or low where six share a page.
type childLook struct {
	low                                    bool
	pad, side, head, name, small, step, up float32 // in pixels
}

func childLooks(at box, f frame) childLook {
	if at.h < f.u(360) {
		k := f.u(max(1, min(at.h/f.u(248), 1.35)))
		head := 58*k + max(0, at.h-f.u(248))*0.35
		return childLook{low: true, pad: 16 * k, side: 58 * k, head: head, name: 32 * k, small: 19 * k, step: 25 * k, up: 28 * k}
	}
	return childLook{pad: f.u(26), side: min(f.u(96), at.w*0.19), head: f.u(112), name: f.u(48), small: f.u(24), step: f.u(32), up: f.u(36)}
}

func (c *childCard) draw(at box, child flow.FamilyChild, w words, f frame, k *kit) {
	at.put(c)
	b := box{0, 0, at.w, at.h}
	look := childLooks(at, f)
	can := child.Action != attendance.Wait
	fill, stroke, width := white, edge, float32(2)
	if child.Selected {
		stroke, width = teal, max(3, f.u(4))
	} else if can {
		fill = paper
	}
	c.ground.draw(b.inset(width/2, width/2), fill, stroke, width, f.u(28))
	var toggle func()
	if can {
		toggle = func() { k.Toggle(child.ID) }
	}
	c.tile.bind("child-"+string(child.ID), f.u(28), toggle)

	b = b.inset(max(look.pad, f.u(20)), look.pad)
	c.drawPickup(&b, child, look, w, f, k)
	// Where the pick-up can be moved, a finger that misses its buttons must not
	// leave the child out.
	surface := at
	if c.less.Visible() {
		surface.h = b.y + b.h
	}
	box{0, 0, surface.w, surface.h}.put(c.tile)
	c.drawHead(b.cutTop(look.head), child, look, fill, w)
	c.drawSteps(b, child, look, fill, w, f)
}

// drawHead tells who it is: the symbol of the group, which the child knows,
// the name, and whether it is chosen.
func (c *childCard) drawHead(head box, child flow.FamilyChild, look childLook, fill colour, w words) {
	ground := paper
	if fill == paper {
		ground = white
	}
	disc := head.cutLeft(look.side)
	disc = disc.middle(look.side, look.side)
	c.disc.draw(disc, ground, none, 0, look.side/2)
	c.symbol.draw(disc.middle(look.side*0.66, look.side*0.66), symbol("group", child.Symbol), ink, ground)
	head.cutLeft(look.side * 0.2)

	check := ""
	if child.Action != attendance.Wait {
		check = "check-off"
		if child.Selected {
			check = "check-on"
		}
	}
	side := min(look.side*0.62, look.side-4)
	c.check.draw(head.cutRight(side).middle(side, side), check, teal, fill)
	if check != "" {
		head.cutRight(look.side * 0.12)
	}

	if look.low {
		// The state takes the place of the group's name.
		show(c.group, false)
		head = head.middle(head.w, c.name.heightIn(head, child.GivenName, look.name, look.small*1.4))
		c.drawState(head.cutBottom(look.small*1.4), child, look, fill, w)
		c.name.draw(head, child.GivenName, look.name, ink)
		return
	}
	below := float32(0)
	switch {
	case child.Group == "":
	case measure(child.Group, look.small*0.7, false) > head.w: // in two lines
		below = look.small * 1.75
	default:
		below = look.small * 1.4
	}
	head = head.middle(head.w, c.name.heightIn(head, child.GivenName, look.name, below))
	c.group.draw(head.cutBottom(below), child.Group, look.small*0.94, soft)
	c.name.draw(head, child.GivenName, look.name, ink)
}

func (c *childCard) drawState(row box, child flow.FamilyChild, look childLook, fill colour, w words) {
	s := stateSign(child.State)
	word := w.say(s.word)
	if key, ok := stateSince[child.State]; ok && !child.Since.IsZero() {
		word = w.say(key, "Time", clock(child.Since))
	}
	sign := s.icon
	if child.Selected && child.Home != (flow.AtHome{}) { // comes now and is at home later
		word, sign = homeOnCard(w, child.Home), "at-home"
	}
	side := look.small * 1.25
	c.stateSign.draw(row.cutLeft(side).middle(side, side), sign, s.line, fill)
	row.cutLeft(look.small * 0.4)
	c.state.draw(row, word, look.small, ink)
}

// drawSteps tells where the child is and what comes next.
func (c *childCard) drawSteps(b box, child flow.FamilyChild, look childLook, fill colour, w words, f frame) {
	can := child.Action != attendance.Wait
	next := actionStep(child.Action)
	line, ground := teal, tealSoft
	text, sign := w.say(next.family), next.icon
	switch {
	case !can:
		line, ground = amber, amberSoft
	case child.Selected:
	case child.Home != (flow.AtHome{}):
		line, ground, text, sign = teal, tealSoft, homeOnCard(w, child.Home), "at-home"
	case child.Back:
		line, ground, text, sign = teal, tealSoft, w.say("absence.withdraw"), "tick"
	case child.Reported:
		line, ground, text, sign = amber, amberSoft, w.say("absence.question"), "at-home"
	default:
		line, ground, text = soft, faint, w.say("family.left-out")
	}
	high := look.step * 2.5
	if look.low {
		b = b.middle(b.w, min(b.h-look.pad*0.7, high*0.9))
	} else {
		b = b.middle(b.w, high+look.small*1.9)
		c.drawState(b.cutTop(look.small*1.4), child, look, fill, w)
		b.cutTop(look.small * 0.5)
	}
	c.stepGround.draw(b, ground, none, 0, min(f.u(20), b.h/2.5))
	b = b.inset(look.step*0.6, 0)
	side := min(look.step*1.45, b.h*0.8)
	c.stepSign.draw(b.cutLeft(side).middle(side, side), sign, line, ground)
	b.cutLeft(look.step * 0.5)
	c.step.draw(b, text, look.step, line)
}

// drawPickup draws the planned pick-up at the bottom of the card.
func (c *childCard) drawPickup(b *box, child flow.FamilyChild, look childLook, w words, f frame, k *kit) {
	stays := !child.Selected && (child.Reported || child.Home != (flow.AtHome{}))
	on := child.HasPickup && !stays && child.State != attendance.GoneHome && child.State != attendance.PickupRequested
	show(c.pickup, on)
	show(c.caption, on)
	show(c.pickupSign, on && !child.CanChange)
	show(c.less, on && child.CanChange)
	show(c.more, on && child.CanChange)
	if !on {
		return
	}
	key := "family.pickup"
	if child.PickupChanged {
		key = "family.pickup-changed"
	}
	caption := w.say(key)
	if !child.CanChange {
		row := b.cutBottom(look.small * 1.5)
		b.cutBottom(look.small * 0.2)
		side := look.small * 1.25
		c.pickupSign.draw(row.cutLeft(side).middle(side, side), "clock", soft, white)
		row.cutLeft(look.small * 0.4)
		size := look.small
		c.caption.setAlign(fyne.TextAlignLeading)
		c.pickup.setAlign(fyne.TextAlignLeading)
		wide := min(measure(caption, size, false)+1, row.w*0.66)
		c.caption.draw(row.cutLeft(wide), caption, size, soft)
		row.cutLeft(size * 0.35)
		c.pickup.draw(row, child.Pickup.String(), size, ink)
		return
	}
	row := b.cutBottom(f.touch(72))
	b.cutBottom(f.u(6))
	side := f.touch(72)
	c.less.draw(row.cutLeft(side), secondary, "minus", "", f.u(28), "less-"+string(child.ID), func() { k.MovePickup(child.ID, -pickupMinutes) })
	c.more.draw(row.cutRight(side), secondary, "plus", "", f.u(28), "more-"+string(child.ID), func() { k.MovePickup(child.ID, pickupMinutes) })
	c.caption.setAlign(fyne.TextAlignCenter)
	c.pickup.setAlign(fyne.TextAlignCenter)
	row = row.inset(f.u(6), f.u(1))
	c.caption.draw(row.cutTop(row.h*0.38), caption, f.u(19), soft)
	c.pickup.draw(row, child.Pickup.String(), min(look.up, row.h*0.8), ink)
}
