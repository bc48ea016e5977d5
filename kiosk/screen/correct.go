package screen

import (
	"strconv"

	"fyne.io/fyne/v2"

	"tambur/kiosk/attendance"
	"tambur/kiosk/flow"
)

// correctPage asks what was wrong, and for the right time.
type correctPage struct {
	kit     *kit
	all     part
	head    *staffHead
	reasons []*button
	less    []*button
	more    []*button
	time    *label
	ground  card
	hint    *label
	save    *button
	saved   *savedLine
}

// timeSteps are what one tap moves a time by, in minutes.
var timeSteps = []int{60, 5}

func newCorrect(k *kit) *correctPage {
	p := &correctPage{
		kit: k, head: newStaffHead(k), reasons: k.buttons(3), less: k.buttons(len(timeSteps)), more: k.buttons(len(timeSteps)),
		time: newLabel(1, true, fyne.TextAlignCenter), ground: newCard(), hint: newLabel(2, false, fyne.TextAlignCenter), save: k.button(), saved: newSavedLine(k),
	}
	p.all = group(p.head, p.ground.Rectangle, p.time, p.hint, p.save, p.saved)
	for _, list := range [][]*button{p.reasons, p.less, p.more} {
		for _, b := range list {
			p.all.Add(b)
		}
	}
	return p
}

func (p *correctPage) content() *fyne.Container { return p.all.Container }
func (p *correctPage) leave()                   {}

func (p *correctPage) draw(v flow.View, w words, f frame) {
	c := v.Correct
	b := f.box
	line := ""
	kind := entrySign(c.Kind)
	forgotten := c.Reason == attendance.Forgotten
	if !forgotten {
		line = clock(c.Was) + " " + w.say(kind.word)
		if c.Who != "" {
			line += " · " + c.Who
		}
	}
	title := w.say("correct.title", "Name", c.Name)
	switch {
	case forgotten && c.Kind == attendance.Received:
		title = w.say("correct.came", "Name", c.Name)
	case forgotten:
		title = w.say("correct.went", "Name", c.Name)
	}
	p.head.draw(b.cutTop(staffHeadHeight(f)), kind.icon, title, line, w, f)
	b = b.inset(f.u(40), 0)
	b.cutTop(f.u(24))
	b.cutBottom(f.u(24))
	foot := b.cutBottom(f.touch(104))
	b.cutBottom(f.u(20))
	p.saved.draw(b.cutBottom(f.touch(64)), false, c.Failed, "", w, f)

	n := 0
	reason := func(is bool, sign, text, code string) {
		if is {
			wide := (b.w - 2*f.u(18)) / 3
			cell := box{b.x + float32(n)*(wide+f.u(18)), b.y, wide, f.touch(96)}
			p.reasons[n].draw(cell, chosen(c.Reason == code), sign, text, f.u(26), "because-"+code, func() { p.kit.Because(code) })
			n++
		}
	}
	timed := c.Kind == attendance.Announced || c.Kind == attendance.Received || c.Kind == attendance.Requested || c.Kind == attendance.Released
	reason(!forgotten && timed, "clock", w.say("correct.wrong-time"), attendance.WrongTime)
	reason(!forgotten, "person", w.say("correct.wrong-child"), attendance.WrongChild)
	reason(!forgotten, "close", w.say("correct.not-at-all"), attendance.OtherReason)
	for i, r := range p.reasons {
		show(r, i < n)
	}
	if n > 0 {
		b.cutTop(f.touch(96) + f.u(24))
	}
	p.drawTime(b, c, w, f)
	look, tap := primary, p.kit.SaveCorrection
	if !c.CanSave {
		look, tap = off, nil
	}
	p.save.draw(foot.middle(f.u(560), foot.h), look, "tick", w.say("correct.save"), f.u(34), "save", tap)
}

// drawTime shows the new time with its steps, or a hint in its place.
func (p *correctPage) drawTime(b box, c flow.CorrectView, w words, f frame) {
	set := c.Reason == attendance.WrongTime || c.Reason == attendance.Forgotten
	show(p.time, set)
	show(p.ground.Rectangle, set)
	for i := range timeSteps {
		show(p.less[i], set)
		show(p.more[i], set)
	}
	if !set {
		hint := w.say("correct.choose")
		if c.Reason == attendance.OtherReason {
			hint = w.say("correct.not-at-all-hint")
		}
		p.hint.draw(b, hint, f.u(26), soft)
		return
	}
	show(p.hint, false)
	row := b.middle(min(b.w, f.u(1040)), f.touch(150))
	gap := f.u(14)
	wide := (row.w - 4*gap) / 6.4
	for i, minutes := range timeSteps {
		cell := row.cutLeft(wide)
		row.cutLeft(gap)
		p.less[i].draw(cell, secondary, "", "−"+timeStep(minutes, w), f.u(28), "time-less-"+strconv.Itoa(minutes), func() { p.kit.MoveTime(-minutes) })
		cell = row.cutRight(wide)
		row.cutRight(gap)
		p.more[i].draw(cell, secondary, "", "+"+timeStep(minutes, w), f.u(28), "time-more-"+strconv.Itoa(minutes), func() { p.kit.MoveTime(minutes) })
	}
	p.ground.draw(row.inset(1, 1), white, teal, 2, f.u(22))
	p.time.draw(row, c.Time.String(), f.u(72), ink)
}

// timeStep is a step in words.
func timeStep(minutes int, w words) string {
	if minutes%60 == 0 {
		return w.say("correct.hours", "Count", minutes/60)
	}
	return w.say("correct.minutes", "Count", minutes)
}
