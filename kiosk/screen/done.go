package screen

import (
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
	then, at  *label
	pickups   *label
	undo, off *button
}

func newDone(k *kit) *donePage {
	p := &donePage{
		kit: k, ground: canvas.NewRectangle(green), anywhere: k.tile(), tick: k.icon(),
		then: newLabel(2, false, fyne.TextAlignCenter), at: newLabel(1, false, fyne.TextAlignCenter),
		pickups: newLabel(2, false, fyne.TextAlignCenter), undo: k.button(), off: k.button(),
	}
	p.all = group(p.ground, p.tick.Image)
	for i := range p.titles {
		p.titles[i] = newLabel(3, true, fyne.TextAlignCenter)
		p.all.Add(p.titles[i])
	}
	for _, o := range []fyne.CanvasObject{p.then, p.at, p.pickups, p.anywhere, p.undo, p.off} {
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

// pickupLine tells when those who came will be fetched, or what was changed.
func pickupLine(w words, steps []flow.DoneStep) string {
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
	line := ""
	for i, part := range parts {
		if i > 0 {
			line += "   ·   "
		}
		line += part
	}
	return line
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

	b := f.box.inset(f.u(56), f.u(44))
	buttons := b.cutBottom(f.touch(96))
	b.cutBottom(f.u(20))

	titles, then := doneTitles(w, d.Steps)
	pickups := pickupLine(w, d.Steps)
	at := w.say("done.at", "Time", clock(d.At))
	if d.Undone {
		titles, then, pickups, at = []string{w.say("done.undone")}, w.say("done.undone-then"), "", ""
	}
	if len(titles) == 0 && pickups != "" {
		titles = []string{w.say("done.saved")}
	}
	picture := min(f.u(250), b.h*0.4)
	line := f.u(54)
	need := picture + f.u(28)
	each := min(f.u(150), (b.h-picture-f.u(28)-3*line)/float32(max(1, len(titles))))
	need += each * float32(len(titles))
	for _, s := range []string{then, at, pickups} {
		if s != "" {
			need += line
		}
	}
	b = b.middle(b.w, need)
	name, surface, tint := "picture-done", white, white
	stroke := green
	if d.Undone {
		name, stroke, surface, tint = "picture-undone", teal, tealSoft, tealSoft
	}
	p.tick.tinted(b.cutTop(picture).middle(picture*4/3, picture), name, stroke, surface, tint)
	b.cutTop(f.u(28))
	for i, l := range p.titles {
		title := ""
		if i < len(titles) {
			title = titles[i]
		}
		if i == len(p.titles)-1 {
			for _, more := range titles[min(len(titles), i+1):] {
				title += "\n" + more
			}
		}
		if title == "" {
			show(l, false)
			continue
		}
		l.draw(b.cutTop(each), title, f.u(56), text)
	}
	for _, row := range []struct {
		l    *label
		text string
		size float32
	}{{p.then, then, 34}, {p.at, at, 30}, {p.pickups, pickups, 30}} {
		if row.text == "" {
			show(row.l, false)
			continue
		}
		row.l.draw(b.cutTop(line), row.text, f.u(row.size), text)
	}

	if d.CanUndo {
		cells := buttons.middle(f.u(820), buttons.h).grid(2, 1, f.u(24))
		p.undo.draw(cells[0], onGreen, "undo", w.say("button.undo"), f.u(32), "undo", p.kit.Undo)
		p.off.draw(cells[1], paint{white, white, green}, "", w.say("button.done"), f.u(32), "done", p.kit.Leave)
		return
	}
	show(p.undo, false)
	look := paint{white, white, green}
	if d.Undone {
		look = primary
	}
	p.off.draw(buttons.middle(f.u(400), buttons.h), look, "", w.say("button.done"), f.u(32), "done", p.kit.Leave)
}
