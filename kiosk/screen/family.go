package screen

import (
	"fyne.io/fyne/v2"

	"tambur/kiosk/attendance"
	"tambur/kiosk/flow"
)

// maxFamily is how many children one page of the family screen holds.
const maxFamily = 6

// pickupMinutes is how far one tap moves a planned pick-up.
const pickupMinutes = 15

// familyPage shows a guardian's children, all chosen, with one big button.
type familyPage struct {
	kit             *kit
	all             part
	title, hint     *label
	cards           [maxFamily]*childCard
	more            *button
	cancel, confirm *button
	first           int
}

func newFamily(k *kit) *familyPage {
	p := &familyPage{
		kit: k, title: newLabel(1, true, fyne.TextAlignLeading), hint: newLabel(2, false, fyne.TextAlignTrailing),
		more: k.button(), cancel: k.button(), confirm: k.button(),
	}
	p.all = group(p.title, p.hint)
	for i := range p.cards {
		p.cards[i] = newChildCard(k)
		p.all.Add(p.cards[i])
	}
	for _, b := range []*button{p.more, p.cancel, p.confirm} {
		p.all.Add(b)
	}
	return p
}

func (p *familyPage) content() *fyne.Container { return p.all.Container }
func (p *familyPage) leave()                   { p.first = 0 }

func (p *familyPage) draw(v flow.View, w words, f frame) {
	b := f.box.inset(f.u(40), f.u(28))
	head := b.cutTop(f.u(72))
	b.cutTop(f.u(14))
	foot := b.cutBottom(f.touch(116))
	b.cutBottom(f.u(24))

	all := v.Family.Children
	takes, changed := false, false
	for _, c := range all {
		takes = takes || c.Action != attendance.Wait
		changed = changed || c.PickupChanged && c.CanChange && c.Selected
	}
	p.title.draw(head.cutLeft(head.w*0.5), familyTitle(w, all), f.u(44), ink)
	hint := ""
	if takes && len(all) > 1 {
		hint = w.say("family.hint")
	}
	p.hint.draw(head, hint, f.u(22), soft)

	if p.first >= len(all) {
		p.first = 0
	}
	show(p.more, len(all) > maxFamily)
	if len(all) > maxFamily {
		p.more.draw(b.cutRight(f.touch(84)), quiet, "right", "", f.u(28), "more", func() {
			p.first += maxFamily
			if p.first >= len(all) {
				p.first = 0
			}
			p.kit.Touched()
			p.draw(v, w, f)
		})
		b.cutRight(f.u(20))
	}
	some := all[p.first:min(len(all), p.first+maxFamily)]
	cells := familyCells(b, len(some), f)
	for i, c := range p.cards {
		show(c, i < len(some))
		if i < len(some) {
			c.draw(cells[i], some[i], w, f, p.kit)
		}
	}
	p.drawFoot(foot, v, takes || changed, w, f)
}

func (p *familyPage) drawFoot(b box, v flow.View, takes bool, w words, f frame) {
	if !takes {
		show(p.cancel, false)
		p.confirm.draw(b.middle(f.u(480), b.h), primary, "", w.say("button.ok"), f.u(36), "ok", p.kit.Leave)
		return
	}
	p.cancel.draw(b.cutLeft(min(f.u(260), b.w*0.28)), secondary, "", w.say("button.cancel"), f.u(30), "cancel", p.kit.Leave)
	b.cutLeft(f.u(24))
	sign, text := confirmWords(w, v.Family)
	if text == "" {
		p.confirm.draw(b, off, "", w.say("family.nobody"), f.u(32), "", nil)
		return
	}
	p.confirm.draw(b, primary, sign, text, f.u(40), "confirm", p.kit.Confirm)
}

// familyTitle says what the visit is about, from the steps of all children.
func familyTitle(w words, all []flow.FamilyChild) string {
	come, fetch := false, false
	for _, c := range all {
		if c.Action != attendance.Wait {
			come = come || comes(c.Action)
			fetch = fetch || !comes(c.Action)
		}
	}
	switch {
	case come && !fetch:
		return w.say("family.drop-off")
	case fetch && !come:
		return w.say("family.pick-up")
	case come && fetch:
		return w.say("family.both")
	}
	return w.say("family.wait")
}

// confirmWords are the drawing and the words of the big button; no words when
// nobody is chosen.
func confirmWords(w words, v flow.FamilyView) (sign, text string) {
	var names []string
	come, fetch := false, false
	for _, c := range v.Children {
		if c.Selected {
			names = append(names, c.GivenName)
			come = come || comes(c.Action)
			fetch = fetch || c.Action == attendance.Request || c.Action == attendance.Release
		}
	}
	switch {
	case len(names) == 0:
		return "", ""
	case come && !fetch:
		return "action-announce", w.say("confirm.drop-off", "Names", w.list(names))
	case fetch && !come:
		return "action-request", w.say("confirm.pick-up", "Names", w.list(names))
	}
	return "tick", w.say("confirm.both")
}

// familyCells finds a place for each card.
func familyCells(b box, n int, f frame) []box {
	gap := f.u(22)
	if f.portrait {
		switch {
		case n <= 3:
			return b.middle(b.w, f.u(300)*float32(n)+gap*float32(n-1)).grid(1, n, gap)
		default:
			return b.grid(2, (n+1)/2, gap)
		}
	}
	switch {
	case n == 1:
		return b.middle(f.u(640), f.u(470)).grid(1, 1, 0)
	case n <= 3:
		return b.middle(b.w, f.u(470)).grid(n, 1, gap)
	case n == 4:
		return b.grid(2, 2, gap)
	}
	return b.grid(3, 2, gap)
}

// childCard is one child: a tap leaves it out or takes it in again.
type childCard struct {
	part
	ground      card
	tile        *tile
	symbol      icon
	name, group *label
	check       icon
	stateSign   icon
	state       *label
	stepGround  card
	stepSign    icon
	step        *label
	pickupSign  icon
	pickup      *label
	less, more  *button
}

func newChildCard(k *kit) *childCard {
	c := &childCard{
		ground: newCard(), tile: k.tile(), symbol: k.icon(), check: k.icon(), stateSign: k.icon(), stepSign: k.icon(), pickupSign: k.icon(),
		name: newLabel(2, true, fyne.TextAlignLeading), group: newLabel(1, false, fyne.TextAlignLeading),
		state: newLabel(1, false, fyne.TextAlignLeading), stepGround: newCard(), step: newLabel(2, true, fyne.TextAlignLeading),
		pickup: newLabel(2, false, fyne.TextAlignCenter), less: k.button(), more: k.button(),
	}
	c.part = group(c.ground.Rectangle, c.symbol.Image, c.name, c.group, c.check.Image, c.stateSign.Image, c.state,
		c.stepGround.Rectangle, c.stepSign.Image, c.step, c.pickupSign.Image, c.pickup, c.tile, c.less, c.more)
	return c
}

func (c *childCard) draw(at box, child flow.FamilyChild, w words, f frame, k *kit) {
	at.put(c)
	b := box{0, 0, at.w, at.h}
	can := child.Action != attendance.Wait
	fill, stroke, width := white, edge, float32(2)
	if child.Selected {
		stroke, width = teal, max(3, f.u(4))
	} else if can {
		fill = paper
	}
	c.ground.draw(b.inset(width/2, width/2), fill, stroke, width, f.u(28))
	b.put(c.tile)
	var toggle func()
	if can {
		toggle = func() { k.Toggle(child.ID) }
	}
	c.tile.bind("child-"+string(child.ID), f.u(28), toggle)

	low := at.h < f.u(330)
	pad := f.u(26)
	if low {
		pad = f.u(16)
	}
	b = b.inset(f.u(24), pad)
	c.drawPickup(&b, child, low, w, f, k)

	// The head: who it is.
	head := b.cutTop(min(b.h*0.5, f.u(118)))
	if low {
		head.h = min(head.h, f.u(84))
	}
	check := ""
	if can {
		check = "check-off"
		if child.Selected {
			check = "check-on"
		}
	}
	side := min(f.u(56), head.h*0.62)
	corner := head.cutRight(side)
	c.check.draw(corner.cutTop(side), check, teal, fill)
	head.cutRight(f.u(10))
	top := head.cutTop(head.h * 0.64)
	c.name.draw(top, child.GivenName, f.u(52), ink)
	mark := head.cutLeft(min(head.h, f.u(34)))
	show(c.symbol, child.Group != "")
	if child.Group != "" {
		c.symbol.draw(mark.middle(f.u(30), f.u(30)), symbol("group", child.Symbol), ink, white)
	}
	head.cutLeft(f.u(8))
	c.group.draw(head, child.Group, f.u(22), soft)

	// The rest: where it is, and what comes next.
	rows := b.middle(b.w, f.u(130))
	if low {
		rows = b.middle(b.w, f.u(92))
	}
	half := rows.cutTop(rows.h * 0.44)
	s := stateSign(child.State)
	word := w.say(s.word)
	if key, ok := stateSince[child.State]; ok && !child.Since.IsZero() {
		word = w.say(key, "Time", clock(child.Since))
	}
	c.stateSign.draw(half.cutLeft(f.u(34)).middle(f.u(32), f.u(32)), s.icon, s.line, fill)
	half.cutLeft(f.u(12))
	c.state.draw(half, word, f.u(24), ink)

	next := actionStep(child.Action)
	line, ground := teal, tealSoft
	if !can {
		line, ground = amber, amberSoft
	} else if !child.Selected {
		line, ground = soft, faint
	}
	text := w.say(next.family)
	if can && !child.Selected {
		text = w.say("family.left-out")
	}
	pill := rows.inset(0, f.u(2))
	pill.h = min(pill.h, f.u(62))
	in := pill.inset(f.u(14), 0)
	c.stepGround.draw(pill, ground, none, 0, f.u(16))
	c.stepSign.draw(in.cutLeft(f.u(32)).middle(f.u(32), f.u(32)), next.icon, line, ground)
	in.cutLeft(f.u(12))
	c.step.draw(in, text, f.u(26), line)
}

// drawPickup draws the planned pick-up at the bottom of the card.
func (c *childCard) drawPickup(b *box, child flow.FamilyChild, low bool, w words, f frame, k *kit) {
	on := child.HasPickup && (comes(child.Action) || child.Action == attendance.Wait && child.State == attendance.AtDoor || child.State == attendance.Present)
	show(c.pickup, on)
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
	text := w.say(key, "Time", child.Pickup.String())
	if !child.CanChange {
		row := b.cutBottom(f.u(34))
		b.cutBottom(f.u(6))
		c.pickupSign.draw(row.cutLeft(f.u(34)).middle(f.u(28), f.u(28)), "clock", soft, white)
		row.cutLeft(f.u(12))
		c.pickup.draw(row, text, f.u(22), soft)
		c.pickup.setAlign(fyne.TextAlignLeading)
		return
	}
	row := b.cutBottom(f.touch(72))
	b.cutBottom(f.u(8))
	side := f.touch(72)
	c.less.draw(row.cutLeft(side), secondary, "minus", "", f.u(26), "less-"+string(child.ID), func() { k.MovePickup(child.ID, -pickupMinutes) })
	c.more.draw(row.cutRight(side), secondary, "plus", "", f.u(26), "more-"+string(child.ID), func() { k.MovePickup(child.ID, pickupMinutes) })
	c.pickup.setAlign(fyne.TextAlignCenter)
	size := f.u(25)
	if low {
		size = f.u(22)
	}
	c.pickup.draw(row.inset(f.u(8), 0), text, size, ink)
}
