package screen

import (
	"time"

	"fyne.io/fyne/v2"

	"tambur/kiosk/attendance"
	"tambur/kiosk/flow"
)

// absencePage asks who stays at home and for how long.
type absencePage struct {
	kit                  *kit
	all                  part
	sign                 icon
	title, none          *label
	children             []*button
	lengths              [3]*button
	steppers             [2]*stepper
	back, withdraw, save *button
}

func newAbsence(k *kit) *absencePage {
	p := &absencePage{
		kit: k, sign: k.icon(), title: newLabel(1, true, fyne.TextAlignLeading), none: newLabel(2, false, fyne.TextAlignCenter),
		children: k.buttons(maxFamily), back: k.button(), withdraw: k.button(), save: k.button(),
	}
	p.all = group(p.sign.Image, p.title, p.none)
	for i := range p.lengths {
		p.lengths[i] = k.button()
		p.all.Add(p.lengths[i])
	}
	for i := range p.steppers {
		p.steppers[i] = newStepper(k)
		p.all.Add(p.steppers[i])
	}
	for _, b := range append(p.children, p.back, p.withdraw, p.save) {
		p.all.Add(b)
	}
	return p
}

func (p *absencePage) content() *fyne.Container { return p.all.Container }
func (p *absencePage) leave()                   {}

func (p *absencePage) draw(v flow.View, w words, f frame) {
	a := v.Absence
	b := f.inset(f.u(40), f.u(28))
	head := b.cutTop(f.u(68))
	b.cutTop(f.u(16))
	side := f.u(56)
	p.sign.draw(head.cutLeft(side).middle(side, side), "at-home", teal, paper)
	head.cutLeft(f.u(18))
	p.title.draw(head, w.say("absence.title"), f.u(44), ink)
	foot := b.cutBottom(f.touch(104))
	b.cutBottom(f.u(24))
	p.drawFoot(foot, a, w, f)

	p.drawChildren(&b, a.Children, f)
	gap := f.u(16)
	row := b.cutTop(f.touch(92))
	b.cutTop(f.u(24))
	for i, one := range []struct {
		length flow.Length
		word   string
	}{{flow.WholeDay, "absence.day"}, {flow.PartOfDay, "absence.part"}, {flow.SeveralDays, "absence.days"}} {
		look := quiet
		if one.length == a.Home.Length {
			look = paint{tealSoft, teal, teal}
		}
		p.lengths[i].draw(row.grid(3, 1, gap)[i], look, "", w.say(one.word), f.u(30), "length-"+string(one.length), func() { p.kit.AbsenceLength(one.length) })
	}
	p.drawSteppers(b, a.Home, w, f)
}

// drawChildren lets siblings be told apart, even where there is one: its name says
// whom this is about.
func (p *absencePage) drawChildren(b *box, children []flow.AbsenceChild, f frame) {
	n := min(len(children), len(p.children))
	columns, gap := n, f.u(16)
	if f.portrait {
		columns = min(n, 3)
	}
	rows := (n + columns - 1) / max(1, columns)
	row := b.cutTop((f.touch(84)+gap)*float32(rows) - gap)
	b.cutTop(f.u(20))
	cells := row.middle(min(row.w, f.u(400)*float32(columns)), row.h).grid(columns, rows, gap)
	for i, c := range p.children {
		show(c, i < n)
		if i >= n {
			continue
		}
		child, look, sign := children[i], quiet, "check-off"
		if child.Chosen {
			look, sign = paint{tealSoft, teal, teal}, "check-on"
		}
		c.draw(cells[i], look, sign, child.GivenName, f.u(32), "absent-"+string(child.ID), func() { p.kit.AbsenceFor(child.ID) })
	}
}

func (p *absencePage) drawSteppers(b box, h flow.AtHome, w words, f frame) {
	none := ""
	if h.Length == flow.WholeDay {
		none = w.date(noon(h.From))
	}
	p.none.draw(b, none, f.u(30), soft)
	var values [2]string
	captions := [2]string{w.say("absence.from"), w.say("absence.until")}
	switch h.Length {
	case flow.PartOfDay:
		values = [2]string{h.FromTime.String(), h.UntilTime.String()}
	case flow.SeveralDays:
		values = [2]string{w.date(noon(h.From)), w.date(noon(h.Until))}
		captions[1] = w.say("absence.until-day")
	}
	columns, rows := 2, 1
	if f.portrait {
		columns, rows = 1, 2
	}
	cells := b.middle(b.w, min(b.h, f.u(170)*float32(rows)+f.u(24)*float32(rows-1))).grid(columns, rows, f.u(24))
	for i, edge := range []flow.Edge{flow.Beginning, flow.End} {
		show(p.steppers[i], values[i] != "")
		if values[i] != "" {
			p.steppers[i].draw(cells[i], captions[i], values[i], string(edge), f, func(steps int) { p.kit.MoveAbsence(edge, steps) })
		}
	}
}

func (p *absencePage) drawFoot(b box, a flow.AbsenceView, w words, f frame) {
	p.back.draw(b.cutLeft(min(f.u(240), b.w*0.27)), secondary, "left", w.say("button.back"), f.u(26), "back", p.kit.BackToFamily)
	b.cutLeft(f.u(20))
	show(p.withdraw, a.CanWithdraw)
	if a.CanWithdraw {
		p.withdraw.draw(b.cutLeft(b.w*0.4), secondary, "", w.say("absence.withdraw"), f.u(28), "withdraw", p.kit.WithdrawAbsence)
		b.cutLeft(f.u(20))
	}
	var names []string
	for _, c := range a.Children {
		if c.Chosen {
			names = append(names, c.GivenName)
		}
	}
	if !a.CanSave {
		p.save.draw(b, off, "", w.say("family.nobody"), f.u(30), "", nil)
		return
	}
	text := homeOf(w, names, a.Home)
	if lines, all := wrap(text, f.u(24), true, b.w-f.u(130)); !all || len(lines) > 2 {
		text = homeOnCard(w, a.Home) // who it is stands above
	}
	p.save.draw(b, primary, "at-home", text, f.u(32), "save", p.kit.SaveAbsence)
}

// homeOf says who stays at home and for how long.
func homeOf(w words, names []string, h flow.AtHome) string {
	who := w.list(names)
	switch {
	case h.Length == flow.PartOfDay:
		return w.count("absence.who-part", len(names), "Names", who, "From", h.FromTime.String(), "Until", h.UntilTime.String())
	case h.Length == flow.SeveralDays && h.From != h.Until:
		return w.count("absence.who-days", len(names), "Names", who, "From", w.date(noon(h.From)), "Until", w.date(noon(h.Until)))
	case h.Length == flow.SeveralDays:
		return w.count("absence.who-on", len(names), "Names", who, "Day", w.date(noon(h.From)))
	}
	return w.count("absence.who-day", len(names), "Names", who)
}

// homeOnCard says on a child's card how long it stays at home.
func homeOnCard(w words, h flow.AtHome) string {
	switch {
	case h.Length == flow.PartOfDay:
		return w.say("absence.card-part", "From", h.FromTime.String(), "Until", h.UntilTime.String())
	case h.Length == flow.SeveralDays && h.From != h.Until:
		return w.say("absence.card-days", "From", shortDay(w, h.From), "Until", shortDay(w, h.Until))
	case h.Length == flow.SeveralDays:
		return w.say("absence.card-on", "Day", shortDay(w, h.From))
	}
	return w.say("absence.card-day")
}

// noon is a moment on a day, to name the day by.
func noon(d attendance.Date) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, time.UTC)
}

func shortDay(w words, d attendance.Date) string {
	return w.say("date.short", "Day", d.Day, "Month", w.say(months[d.Month-1]))
}

// stepper is a value that two big buttons move.
type stepper struct {
	part
	ground         card
	caption, value *label
	less, more     *button
}

func newStepper(k *kit) *stepper {
	s := &stepper{ground: newCard(), caption: newLabel(1, false, fyne.TextAlignCenter), value: newLabel(2, true, fyne.TextAlignCenter), less: k.button(), more: k.button()}
	s.part = group(s.ground.Rectangle, s.caption, s.value, s.less, s.more)
	return s
}

func (s *stepper) draw(at box, caption, value, key string, f frame, move func(steps int)) {
	at.put(s)
	b := box{0, 0, at.w, at.h}
	s.ground.draw(b.inset(1, 1), white, edge, 2, f.u(24))
	b = b.inset(f.u(18), f.u(18))
	side := min(f.touch(104), max(b.h, minTouch))
	s.less.draw(b.cutLeft(side).middle(side, side), secondary, "minus", "", f.u(34), "less-"+key, func() { move(-1) })
	s.more.draw(b.cutRight(side).middle(side, side), secondary, "plus", "", f.u(34), "more-"+key, func() { move(1) })
	b = b.inset(f.u(12), 0)
	s.caption.draw(b.cutTop(b.h*0.34), caption, f.u(24), soft)
	s.value.draw(b, value, f.u(38), ink)
}
