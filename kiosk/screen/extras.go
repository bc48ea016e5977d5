package screen

import "tambur/kiosk/flow"

// familyExtras are the questions that a guardian may answer on the way and that
// nobody has to. With few children they have a row of their own; where six share
// the page they stand in the foot.
type familyExtras struct {
	kit       *kit
	collector *button
}

func newFamilyExtras(k *kit) *familyExtras {
	return &familyExtras{kit: k, collector: k.button()}
}

func (e *familyExtras) buttons() []*button { return []*button{e.collector} }

func (e *familyExtras) hide() {
	for _, b := range e.buttons() {
		show(b, false)
	}
}

// inFoot tells that a page of n children leaves no room for a row.
func (e *familyExtras) inFoot(n int, f frame) bool { return n > 3 && !f.portrait }

// draw takes the row, or its part of the foot, off b.
func (e *familyExtras) draw(b *box, inFoot bool, v flow.View, w words, f frame) {
	asked := v.Family.CanPlanCollector
	show(e.collector, asked)
	if !asked {
		return
	}
	if inFoot {
		place := b.cutLeft(f.u(210))
		b.cutLeft(f.u(22))
		e.drawCollector(place, f.u(22), v.Family, w)
		return
	}
	row := b.cutBottom(f.touch(72))
	b.cutBottom(f.u(18))
	e.drawCollector(row.middle(f.u(520), row.h), f.u(26), v.Family, w)
}

func (e *familyExtras) drawCollector(b box, size float32, v flow.FamilyView, w words) {
	text := w.say("collector.who")
	switch {
	case v.SomeoneElse:
		text = w.say("collector.someone-else")
	case v.Collector != "":
		text = w.say("collector.will", "Name", v.Collector)
	}
	look := secondary
	if v.CollectorSaid {
		look = paint{tealSoft, teal, teal}
	}
	e.collector.draw(b, look, "person", text, size, "collector", e.kit.OpenCollector)
}
