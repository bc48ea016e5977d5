package screen

import (
	"fyne.io/fyne/v2"

	"tambur/kiosk/attendance"
	"tambur/kiosk/flow"
)

// releasePage is the last look before children go home: the name, large, the
// group with its symbol, and who asks.
type releasePage struct {
	kit             *kit
	all             part
	bar             card
	sign            icon
	title, hint     *label
	cards           [maxFamily]*releaseCard
	more            *button
	cancel, confirm *button
	first           int
}

func newRelease(k *kit) *releasePage {
	p := &releasePage{
		kit: k, bar: newCard(), sign: k.icon(), title: newLabel(1, true, fyne.TextAlignLeading), hint: newLabel(2, false, fyne.TextAlignTrailing),
		more: k.button(), cancel: k.button(), confirm: k.button(),
	}
	p.all = group(p.bar.Rectangle, p.sign.Image, p.title, p.hint)
	for i := range p.cards {
		p.cards[i] = newReleaseCard(k)
		p.all.Add(p.cards[i])
	}
	for _, b := range []*button{p.more, p.cancel, p.confirm} {
		p.all.Add(b)
	}
	return p
}

func (p *releasePage) content() *fyne.Container { return p.all.Container }
func (p *releasePage) leave()                   { p.first = 0 }

func (p *releasePage) draw(v flow.View, w words, f frame) {
	all := v.Release.Children
	b := f.box
	line := teal
	if v.Release.Staff {
		line = plum
	}
	p.drawHead(b.cutTop(f.u(104)), len(all) > 1, v.Release.Staff, line, w, f)
	b = b.inset(f.u(40), f.u(28))
	foot := b.cutBottom(f.touch(116))
	b.cutBottom(f.u(24))
	if p.first >= len(all) {
		p.first = 0
	}
	show(p.more, len(all) > maxFamily)
	if len(all) > maxFamily {
		p.more.draw(b.cutRight(f.touch(84)), quiet, "right", "", f.u(28), "more", func() {
			if p.first += maxFamily; p.first >= len(all) {
				p.first = 0
			}
			p.kit.Touched()
			p.draw(v, w, f)
		})
		b.cutRight(f.u(20))
	}
	some := all[p.first:min(len(all), p.first+maxFamily)]
	cells := releaseCells(b, len(some), f)
	for i, c := range p.cards {
		show(c, i < len(some))
		if i < len(some) {
			c.draw(cells[i], some[i], len(all) > 1, line, v.Release.Staff, w, f, p.kit)
		}
	}
	p.drawFoot(foot, v.Release, line, w, f)
}

func (p *releasePage) drawHead(b box, several, staff bool, line colour, w words, f frame) {
	ground := tealSoft
	if staff {
		ground = plumSoft
	}
	p.bar.draw(b, ground, none, 0, 0)
	b = b.inset(f.u(40), f.u(14))
	side := f.u(52)
	p.sign.draw(b.cutLeft(side).middle(side, side), "action-request", line, ground)
	b.cutLeft(f.u(18))
	hint := ""
	if several {
		hint = w.say("family.hint")
	}
	p.hint.draw(b.cutRight(b.w*0.36), hint, f.u(22), ink)
	title := w.say("release.title-own")
	if staff {
		title = w.say("release.title")
	}
	p.title.draw(b, title, f.u(40), ink)
}

func (p *releasePage) drawFoot(b box, v flow.ReleaseView, line colour, w words, f frame) {
	p.cancel.draw(b.cutLeft(min(f.u(240), b.w*0.27)), paint{white, edge, line}, "", w.say("button.cancel"), f.u(30), "cancel", p.kit.Leave)
	b.cutLeft(f.u(22))
	var names []string
	for _, c := range v.Children {
		if c.Selected {
			names = append(names, c.Name)
		}
	}
	if len(names) == 0 {
		p.confirm.draw(b, off, "", w.say("family.nobody"), f.u(32), "", nil)
		return
	}
	key, many := "confirm.pick-up", "confirm.pick-up-many"
	if v.Staff {
		key, many = "release.confirm", "release.confirm-many"
	}
	text := w.say(key, "Names", w.list(names))
	if lines, all := wrap(text, f.u(30), true, b.w-f.u(140)); len(names) > 1 && (!all || len(lines) > 2) {
		text = w.count(many, len(names))
	}
	p.confirm.draw(b, paint{line, line, white}, "tick", text, f.u(40), "confirm", p.kit.Confirm)
}

// releaseCells finds a place for each card.
func releaseCells(b box, n int, f frame) []box {
	gap := f.u(22)
	switch {
	case n <= 1:
		return b.middle(f.u(1000), f.u(440)).grid(1, 1, 0)
	case f.portrait && n <= 3:
		return b.middle(b.w, f.u(300)*float32(n)+gap*float32(n-1)).grid(1, n, gap)
	case f.portrait:
		rows := (n + 1) / 2
		return b.middle(b.w, f.u(300)*float32(rows)+gap*float32(rows-1)).grid(2, rows, gap)
	case n <= 3:
		return b.middle(b.w, f.u(440)).grid(n, 1, gap)
	case n == 4:
		return b.grid(2, 2, gap)
	}
	return b.grid(3, 2, gap)
}

// releaseCard is one child who is about to go home.
type releaseCard struct {
	part
	ground, disc card
	symbol       icon
	name, group  *label
	check        icon
	asksGround   card
	asksSign     icon
	asks, as     *label
	tile         *tile
}

func newReleaseCard(k *kit) *releaseCard {
	c := &releaseCard{
		ground: newCard(), disc: newCard(), symbol: k.icon(), check: k.icon(),
		name: newLabel(2, true, fyne.TextAlignLeading), group: newLabel(1, false, fyne.TextAlignLeading),
		asksGround: newCard(), asksSign: k.icon(), asks: newLabel(2, true, fyne.TextAlignLeading), as: newLabel(2, false, fyne.TextAlignLeading),
		tile: k.tile(),
	}
	c.part = group(c.ground.Rectangle, c.disc.Rectangle, c.symbol.Image, c.name, c.group, c.check.Image,
		c.asksGround.Rectangle, c.asksSign.Image, c.asks, c.as, c.tile)
	return c
}

func (c *releaseCard) draw(at box, child flow.ReleaseChild, several bool, line colour, staff bool, w words, f frame, k *kit) {
	at.put(c)
	b := box{0, 0, at.w, at.h}
	fill, stroke, width := white, edge, float32(2)
	if child.Selected {
		stroke, width = line, max(3, f.u(4))
	} else {
		fill = paper
	}
	c.ground.draw(b.inset(width/2, width/2), fill, stroke, width, f.u(28))
	b.put(c.tile)
	var toggle func()
	if several {
		toggle = func() { k.Toggle(child.ID) }
	}
	c.tile.bind("child-"+string(child.ID), f.u(28), toggle)

	b = b.inset(f.u(24), f.u(18))
	if staff {
		c.drawAsks(b.cutBottom(min(f.u(104), b.h*0.42)), child, fill, w, f)
		b.cutBottom(f.u(12))
	} else {
		c.hideAsks()
	}
	side, size := min(f.u(190), b.h, b.w*0.3), min(f.u(84), at.w*0.13, b.h*0.4)
	head, stack := &b, b.h > b.w*0.56 || b.h > b.w*0.45 && at.w < f.u(400)
	if stack { // narrow: the name stands below the symbol
		side, size = min(f.u(120), b.h*0.42), f.u(48)
		row := b.cutTop(side)
		head = &row
	}
	disc := head.cutLeft(side).middle(side, side)
	ground := paper
	if fill == paper {
		ground = white
	}
	c.disc.draw(disc, ground, none, 0, side/2)
	c.symbol.draw(disc.middle(side*0.7, side*0.7), symbol("group", child.Symbol), ink, ground)
	head.cutLeft(f.u(18))
	show(c.check, several)
	if several {
		check := "check-off"
		if child.Selected {
			check = "check-on"
		}
		side := f.u(48)
		c.check.draw(head.cutRight(side).middle(side, side), check, line, fill)
		head.cutRight(f.u(8))
	}
	if stack {
		c.group.draw(*head, child.Group, f.u(24), soft)
		c.name.draw(b, child.Name, size, ink)
		return
	}
	below := min(f.u(38), b.h*0.3)
	if child.Group == "" {
		below = 0
	}
	b = b.middle(b.w, c.name.heightIn(b, child.Name, size, below))
	c.group.draw(b.cutBottom(below), child.Group, f.u(26), soft)
	c.name.draw(b, child.Name, size, ink)
}

func (c *releaseCard) hideAsks() {
	for _, o := range []fyne.CanvasObject{c.asksGround.Rectangle, c.asksSign.Image, c.asks, c.as} {
		show(o, false)
	}
}

// drawAsks tells who wants to take the child home, and what is odd about it.
func (c *releaseCard) drawAsks(b box, child flow.ReleaseChild, fill colour, w words, f frame) {
	show(c.asksGround.Rectangle, true)
	drawing, line, ground := "person", plum, plumSoft
	asks, as := w.say("release.asks", "Name", child.Asks), ""
	switch {
	case child.Asks == "":
		drawing, line, ground = "warning", amber, amberSoft
		asks, as = w.say("release.nobody-asked"), w.say("release.look")
	case child.Right == attendance.Guardian:
		as = w.say("release.guardian")
	case child.Right == attendance.Collector:
		as = w.say("release.collector")
	default:
		drawing, line, ground = "warning", amber, amberSoft
		as = w.say("release.no-right")
	}
	if child.Planned != "" && child.Asks != "" {
		drawing, line, ground = "warning", amber, amberSoft
		as = w.say("release.planned", "Name", child.Planned)
	}
	c.asksGround.draw(b, ground, none, 0, f.u(20))
	b = b.inset(f.u(18), f.u(8))
	side := f.u(44)
	c.asksSign.draw(b.cutLeft(side).middle(side, side), drawing, line, ground)
	b.cutLeft(f.u(14))
	c.asks.draw(b.cutTop(b.h*0.54), asks, f.u(30), ink)
	c.as.draw(b, as, f.u(20), ink)
}
