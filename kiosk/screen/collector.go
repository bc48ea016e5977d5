package screen

import (
	"fyne.io/fyne/v2"

	"tambur/kiosk/flow"
)

// maxCollectors is how many people one page of the question holds.
const maxCollectors = 9

// collectorPage asks who will collect today. One tap answers it.
type collectorPage struct {
	kit         *kit
	all         part
	sign        icon
	title       *label
	people      []*button
	more, other *button
	back, clear *button
	first       int
}

func newCollector(k *kit) *collectorPage {
	p := &collectorPage{
		kit: k, sign: k.icon(), title: newLabel(2, true, fyne.TextAlignLeading),
		people: k.buttons(maxCollectors), more: k.button(), other: k.button(), back: k.button(), clear: k.button(),
	}
	p.all = group(p.sign.Image, p.title)
	for _, b := range append(p.people, p.more, p.other, p.back, p.clear) {
		p.all.Add(b)
	}
	return p
}

func (p *collectorPage) content() *fyne.Container { return p.all.Container }
func (p *collectorPage) leave()                   { p.first = 0 }

func (p *collectorPage) draw(v flow.View, w words, f frame) {
	c := v.Collector
	b := f.inset(f.u(40), f.u(28))
	head := b.cutTop(f.u(88))
	b.cutTop(f.u(20))
	side := f.u(56)
	p.sign.draw(head.cutLeft(side).middle(side, side), "person", teal, paper)
	head.cutLeft(f.u(18))
	p.title.draw(head, w.say("collector.title", "Names", w.list(c.Children)), f.u(42), ink)

	foot := b.cutBottom(f.touch(96))
	b.cutBottom(f.u(24))
	p.back.draw(foot.cutLeft(min(f.u(300), foot.w*0.4)), secondary, "left", w.say("button.back"), f.u(30), "back", p.kit.BackToFamily)
	said := c.Chosen != "" || c.SomeoneElse
	show(p.clear, said)
	if said {
		p.clear.draw(foot.cutRight(min(f.u(360), foot.w*0.7)), secondary, "", w.say("collector.clear"), f.u(26), "clear", func() { p.kit.ChooseCollector("") })
	}
	place := b.cutBottom(f.touch(96))
	b.cutBottom(f.u(18))
	look := paint{amberSoft, amberEdge, amber}
	p.other.draw(place, look, "notice", w.say("collector.someone-else-tell"), f.u(28), "someone-else", p.kit.ChooseSomeoneElse)

	p.drawPeople(b, v, w, f)
}

func (p *collectorPage) drawPeople(b box, v flow.View, w words, f frame) {
	all := v.Collector.People
	if p.first >= len(all) {
		p.first = 0
	}
	show(p.more, len(all) > maxCollectors)
	if len(all) > maxCollectors {
		p.more.draw(b.cutRight(f.touch(84)), quiet, "right", "", f.u(28), "more", func() {
			if p.first += maxCollectors; p.first >= len(all) {
				p.first = 0
			}
			p.kit.Touched()
			p.draw(v, w, f)
		})
		b.cutRight(f.u(18))
	}
	some := all[p.first:min(len(all), p.first+maxCollectors)]
	columns := 3
	if f.portrait || len(some) < 5 {
		columns = 2
	}
	rows := max(1, (len(some)+columns-1)/columns)
	gap := f.u(18)
	cells := b.middle(b.w, min(b.h, f.u(132)*float32(rows)+gap*float32(rows-1))).grid(columns, rows, gap)
	size := f.u(34)
	for i, who := range some {
		size = min(size, p.people[i].words.fits(who.Name, size, cells[i].inset(f.u(70), f.u(8))))
	}
	for i, one := range p.people {
		show(one, i < len(some))
		if i >= len(some) {
			continue
		}
		who, look, sign := some[i], quiet, "person"
		if who.ID == v.Collector.Chosen {
			look, sign = primary, "tick"
		}
		one.draw(cells[i], look, sign, who.Name, size, "collector-"+string(who.ID), func() { p.kit.ChooseCollector(who.ID) })
	}
}
