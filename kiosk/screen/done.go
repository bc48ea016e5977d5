package screen

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"tambur/kiosk/attendance"
	"tambur/kiosk/flow"
)

// donePage is the green screen: it is recorded. A tap anywhere leaves.
type donePage struct {
	kit       *kit
	all       part
	ground    *canvas.Rectangle
	anywhere  *tile
	tick      icon
	titles    [2]*label
	thenPill  card
	thenSign  icon
	then      *label
	at        *label
	pickups   *label
	undo, off *button
	tell      *button
}

func newDone(k *kit) *donePage {
	p := &donePage{
		kit: k, ground: canvas.NewRectangle(green), anywhere: k.tile(), tick: k.icon(), thenPill: newCard(), thenSign: k.icon(),
		then: newLabel(1, true, fyne.TextAlignCenter), at: newLabel(1, false, fyne.TextAlignCenter),
		pickups: newLabel(maxPickups, false, fyne.TextAlignCenter).atTop(), undo: k.button(), off: k.button(), tell: k.button(),
	}
	p.all = group(p.ground, p.tick.Image)
	for i := range p.titles {
		p.titles[i] = newLabel(3, true, fyne.TextAlignCenter)
		p.all.Add(p.titles[i])
	}
	for _, o := range []fyne.CanvasObject{p.thenPill.Rectangle, p.thenSign.Image, p.then, p.at, p.pickups, p.anywhere, p.undo, p.off, p.tell} {
		p.all.Add(o)
	}
	return p
}

func (p *donePage) content() *fyne.Container { return p.all.Container }
func (p *donePage) leave()                   {}

// doneTitles says what was recorded, one sentence for each kind of step.
func doneTitles(w words, steps []flow.DoneStep) (titles []string, then string) {
	for _, kind := range []struct {
		action      attendance.Action
		title, then string
	}{
		{attendance.Announce, "done.announced", "done.announced-then"},
		{attendance.Receive, "done.received", ""},
		{attendance.Request, "done.requested", "done.requested-then"},
		{attendance.Release, "done.released", ""},
	} {
		var names []string
		for _, s := range steps {
			if s.Action == kind.action {
				names = append(names, s.GivenName)
			}
		}
		if len(names) == 0 {
			continue
		}
		titles = append(titles, w.count(kind.title, len(names), "Names", w.list(names)))
		if kind.then != "" && then == "" {
			then = w.say(kind.then)
		}
	}
	return titles, then
}

// pickupLines tell when those who came will be fetched, or what was changed.
func pickupLines(w words, steps []flow.DoneStep) []string {
	byTime := make(map[attendance.TimeOfDay][]string)
	var times []attendance.TimeOfDay
	for _, s := range steps {
		if !s.HasPickup {
			continue
		}
		if len(byTime[s.Pickup]) == 0 {
			times = append(times, s.Pickup)
		}
		byTime[s.Pickup] = append(byTime[s.Pickup], s.GivenName)
	}
	var parts []string
	for _, at := range times {
		parts = append(parts, w.count("done.pickup", len(byTime[at]), "Names", w.list(byTime[at]), "Time", at.String()))
	}
	return parts
}

// collectorLines tell who was said to collect.
func collectorLines(w words, steps []flow.DoneStep) []string {
	var lines []string
	for _, s := range steps {
		line := ""
		switch {
		case s.SomeoneElse:
			line = w.say("done.someone-else")
		case s.Collector != "":
			line = w.say("collector.will", "Name", s.Collector)
		}
		if line != "" && !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	return lines
}

// homeLines tell who stays at home, and who comes after all.
func homeLines(w words, steps []flow.DoneStep) []string {
	var lines, back []string
	var homes []flow.AtHome
	for _, s := range steps {
		if s.Home != (flow.AtHome{}) && !slices.Contains(homes, s.Home) {
			homes = append(homes, s.Home)
		}
		if s.Back {
			back = append(back, s.GivenName)
		}
	}
	for _, home := range homes {
		var names []string
		for _, s := range steps {
			if s.Home == home {
				names = append(names, s.GivenName)
			}
		}
		lines = append(lines, homeOf(w, names, home))
	}
	if len(back) > 0 {
		lines = append(lines, w.count("absence.comes", len(back), "Names", w.list(back)))
	}
	return lines
}

func (p *donePage) draw(v flow.View, w words, f frame) {
	d := v.Done
	text, ground := white, green
	if d.Undone {
		text, ground = ink, paper
	}
	if p.ground.FillColor != ground {
		p.ground.FillColor = ground
		p.ground.Refresh()
	}
	f.box.put(p.ground)
	f.box.put(p.anywhere)
	p.anywhere.bind("anywhere", 0, p.kit.Leave)

	b := f.inset(f.u(56), f.u(44))
	high := f.touch(96)
	if d.CanTell && f.portrait {
		high += f.touch(96) + f.u(20)
	}
	buttons := b.cutBottom(high)
	b.cutBottom(f.u(20))
	p.drawWords(b, d, text, w, f)

	p.drawButtons(buttons, d, w, f)
}

// drawButtons draws what can be done now beside leaving, which is nothing that
// anybody has to do.
func (p *donePage) drawButtons(b box, d flow.DoneView, w words, f frame) {
	show(p.undo, d.CanUndo)
	show(p.tell, d.CanTell)
	off := paint{white, white, green}
	if d.Undone {
		off = primary
	}
	if d.CanTell && f.portrait {
		p.drawTell(b.cutTop(f.touch(96)), d, w, f)
		b.cutTop(f.u(20))
	}
	n := 1
	if d.CanUndo {
		n++
	}
	if d.CanTell && !f.portrait {
		n++
	}
	cells := b.middle(f.u(398)*float32(n), b.h).grid(n, 1, f.u(22))
	if d.CanUndo {
		p.undo.draw(cells[0], onGreen, "undo", w.say("button.undo"), f.u(32), "undo", p.kit.Undo)
	}
	if d.CanTell && !f.portrait {
		p.drawTell(cells[n-2], d, w, f)
	}
	p.off.draw(cells[n-1], off, "", w.say("button.done"), f.u(32), "done", p.kit.Leave)
}

func (p *donePage) drawTell(b box, d flow.DoneView, w words, f frame) {
	text := w.say("note.tell")
	if d.Told {
		text = w.say("note.tell-more")
	}
	p.tell.draw(b, onGreen, "note", text, f.u(28), "tell", p.kit.OpenNote)
}

// drawWords draws the tick and what it means, in the middle of b.
func (p *donePage) drawWords(b box, d flow.DoneView, text colour, w words, f frame) {
	titles, then := doneTitles(w, d.Steps)
	lines := slices.Concat(homeLines(w, d.Steps), pickupLines(w, d.Steps), collectorLines(w, d.Steps))
	at := w.say("done.at", "Time", clock(d.At))
	switch {
	case d.Undone && d.Told:
		titles, then, lines, at = []string{w.say("done.untold")}, "", []string{w.say("done.untold-then")}, ""
	case d.Told:
		titles, then, lines = []string{w.say("done.told")}, "", nil
	case d.Undone:
		titles, then, lines, at = []string{w.say("done.undone")}, "", []string{w.say("done.undone-then")}, ""
	}
	switch {
	case len(titles) > 0:
	case len(lines) > 0: // only a time was moved
		titles, lines = lines, nil
	default:
		titles = []string{w.say("done.saved")}
	}
	if len(titles) > len(p.titles) {
		last := len(p.titles) - 1
		titles = append(titles[:last:last], strings.Join(titles[last:], "\n"))
	}

	pickups := strings.Join(lines, " · ")
	if measure(pickups, f.u(28), false) > b.w {
		pickups = strings.Join(lines, "\n")
	}

	// The words first, as large as they go in with the least of a tick.
	b = b.middle(min(b.w, f.u(1240)), b.h)
	size, heights, all := float32(0), []float32(nil), float32(0)
	unit := f.u(1)
	for ; ; unit *= 0.96 {
		size, heights, all = whole(56*unit), heights[:0], 0
		for _, title := range titles {
			lines, _ := wrap(title, size, true, b.w)
			heights = append(heights, float32(len(lines))*lineHeight(size, true))
			all += heights[len(heights)-1]
		}
		if then != "" {
			all += 88 * unit
		}
		if at != "" {
			all += 44 * unit
		}
		if pickups != "" {
			all += p.pickupHeight(pickups, whole(28*unit), b.w)
		}
		if all+f.u(28)+b.h*0.26 <= b.h || unit < f.u(0.6) {
			break
		}
	}
	picture := min(f.u(250), b.h-all-f.u(28))
	b = b.middle(b.w, picture+f.u(28)+all)
	name, line, surface, tint := "picture-done", green, white, white
	if d.Undone {
		name, line, surface, tint = "picture-undone", teal, tealSoft, tealSoft
	}
	p.tick.tinted(b.cutTop(picture).middle(picture*4/3, picture), name, line, surface, tint)
	b.cutTop(f.u(28))
	for i, l := range p.titles {
		show(l, i < len(titles))
		if i < len(titles) {
			l.draw(b.cutTop(heights[i]), titles[i], size, text)
		}
	}
	p.drawThen(&b, then, unit)
	show(p.at, at != "")
	if at != "" {
		p.at.draw(b.cutTop(44*unit), at, 28*unit, text)
	}
	b.cutTop(28 * unit * 0.4)
	p.pickups.draw(b, pickups, 28*unit, text)
}

// maxPickups is how many lines of planned pick-ups are shown at most.
const maxPickups = 6

func (p *donePage) pickupHeight(text string, size, wide float32) float32 {
	lines, _ := wrap(text, size, false, wide)
	return float32(min(maxPickups, len(lines)))*lineHeight(size, false) + size*0.4
}

// drawThen tells what happens next: a guardian who has been seen isn't through
// before staff have come.
func (p *donePage) drawThen(b *box, then string, unit float32) {
	show(p.thenPill, then != "")
	show(p.thenSign, then != "")
	show(p.then, then != "")
	if then == "" {
		return
	}
	b.cutTop(14 * unit)
	size := 32 * unit
	side := size * 1.3
	wide := min(b.w, measure(then, size, true)+side+size*1.9)
	pill := b.cutTop(60*unit).middle(wide, 60*unit)
	b.cutTop(14 * unit)
	p.thenPill.draw(pill, greenSoft, none, 0, pill.h/2)
	pill = pill.inset(size*0.75, 0)
	p.thenSign.draw(pill.cutLeft(side).middle(side, side), "person", green, greenSoft)
	pill.cutLeft(size * 0.35)
	p.then.draw(pill, then, size, green)
}
