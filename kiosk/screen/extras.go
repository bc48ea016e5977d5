package screen

import "tambur/kiosk/flow"

// familyExtras are the questions that a guardian may answer on the way and that
// nobody has to. With few children they have a row of their own; where six share
// the page they stand in the foot.
type familyExtras struct {
	kit                *kit
	collector, absence *button
}

func newFamilyExtras(k *kit) *familyExtras {
	return &familyExtras{kit: k, collector: k.button(), absence: k.button()}
}

func (e *familyExtras) buttons() []*button { return []*button{e.collector, e.absence} }

func (e *familyExtras) hide() {
	for _, b := range e.buttons() {
		show(b, false)
	}
}

// inFoot tells that a page of n children leaves no room for a row.
func (e *familyExtras) inFoot(n int, f frame) bool { return n > 3 && !f.portrait }

// draw takes the row, or its part of the foot, off b.
func (e *familyExtras) draw(b *box, inFoot bool, v flow.View, w words, f frame) {
	show(e.collector, v.Family.CanPlanCollector)
	show(e.absence, v.Family.CanReport)
	n := 0
	for _, asked := range e.buttons() {
		if asked.Visible() {
			n++
		}
	}
	if n == 0 {
		return
	}
	var place box
	size, gap := f.u(26), f.u(20)
	if inFoot {
		size = f.u(20)
		place = b.cutLeft(f.u(190)*float32(n) + gap*float32(n-1))
		b.cutLeft(gap)
	} else {
		place = b.cutBottom(f.touch(72))
		b.cutBottom(f.u(18))
		place = place.middle(f.u(480)*float32(n), place.h)
	}
	cells := place.grid(n, 1, gap)
	if v.Family.CanPlanCollector {
		e.drawCollector(cells[0], size, v.Family, w)
	}
	if v.Family.CanReport {
		look := secondary
		if v.Family.Reports {
			look = paint{tealSoft, teal, teal}
		}
		e.absence.draw(cells[n-1], look, "at-home", w.say("absence.ask"), size, "absence", e.kit.OpenAbsence)
	}
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
