package screen

import (
	"time"

	"fyne.io/fyne/v2"

	"tambur/kiosk/attendance"
	"tambur/kiosk/flow"
)

// maxStillHere is how many children one page of the evening's question holds.
const maxStillHere = 10

// eveningPage asks who went home.
type eveningPage struct {
	kit   *kit
	all   part
	head  *staffHead
	rows  []*eveningRow
	pager *pager
	home  *button
	saved *savedLine
}

func newEvening(k *kit) *eveningPage {
	p := &eveningPage{kit: k, head: newStaffHead(k), pager: newPager(k), home: k.button(), saved: newSavedLine(k)}
	p.all = group(p.head, p.pager, p.home, p.saved)
	for range maxStillHere {
		r := newEveningRow(k)
		p.rows = append(p.rows, r)
		p.all.Add(r)
	}
	return p
}

func (p *eveningPage) content() *fyne.Container { return p.all.Container }
func (p *eveningPage) leave()                   { p.pager.page = 0 }

func (p *eveningPage) draw(v flow.View, w words, f frame) {
	e := v.Evening
	again := againOf(p.kit, p, v, w, f)
	b := f.box
	day := ""
	if !e.Today {
		day = w.date(time.Date(e.Date.Year, e.Date.Month, e.Date.Day, 12, 0, 0, 0, time.UTC))
	}
	p.head.draw(b.cutTop(staffHeadHeight(f)), "state-gone-home", w.count("evening.title", len(e.Children)), eveningHint(day, w), w, f)
	b = b.inset(f.u(40), 0)
	b.cutTop(f.u(18))
	b.cutBottom(f.u(24))
	foot := b.cutBottom(f.touch(104))
	b.cutBottom(f.u(16))

	gone := 0
	for _, c := range e.Children {
		if c.Home {
			gone++
		}
	}
	show(p.home, !e.Home)
	p.saved.draw(foot.middle(foot.w, f.touch(84)), e.Home, false, w.count("evening.saved", gone), w, f)
	if !e.Home {
		text, look, tap := w.count("evening.some", gone), primary, p.kit.EveryoneHome
		switch {
		case gone == len(e.Children):
			text = w.say("evening.everyone")
		case gone == 0:
			text, look, tap = w.say("family.nobody"), off, nil
		}
		if e.Failed {
			p.saved.draw(b.cutBottom(f.touch(64)), false, true, "", w, f)
			b.cutBottom(f.u(12))
		}
		p.home.draw(foot, look, "state-gone-home", text, f.u(36), "everyone-home", tap)
	}
	columns := 2
	if f.portrait {
		columns = 1
	}
	gap, least := f.u(12), f.touch(92)
	from, to, rows := p.pager.cut(&b, len(e.Children), columns, least, gap, w, f, again)
	rows = min(rows, maxStillHere/columns)
	to = min(to, from+rows*columns)
	some := e.Children[from:to]
	used := max(1, (len(some)+columns-1)/columns)
	b.h = min((b.h-gap*float32(used-1))/float32(used), f.u(112))*float32(used) + gap*float32(used-1)
	cells := b.grid(columns, used, gap)
	for i, r := range p.rows {
		show(r, i < len(some))
		if i < len(some) {
			r.draw(cells[i], some[i], e.Home, w, f, p.kit)
		}
	}
}

// stillHere is the question as the board asks it.
func stillHere(v flow.View, w words) string {
	if v.Board.StillHereOn == attendance.DateOf(v.Now) {
		return w.count("evening.ask", v.Board.StillHere)
	}
	d := v.Board.StillHereOn
	return w.count("evening.ask-day", v.Board.StillHere, "Date", w.date(time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, time.UTC)))
}

func eveningHint(day string, w words) string {
	if day != "" {
		return w.say("evening.hint-day", "Date", day)
	}
	return w.say("evening.hint")
}

// eveningRow is one child: whether it went home, and when.
type eveningRow struct {
	part
	ground      card
	check       icon
	name, since *label
	time        *label
	tile        *tile
	less, more  *button
}

func newEveningRow(k *kit) *eveningRow {
	r := &eveningRow{
		ground: newCard(), check: k.icon(), name: newLabel(1, true, fyne.TextAlignLeading), since: newLabel(1, false, fyne.TextAlignLeading),
		time: newLabel(1, true, fyne.TextAlignCenter), tile: k.tile(), less: k.button(), more: k.button(),
	}
	r.part = group(r.ground.Rectangle, r.check.Image, r.name, r.since, r.time, r.tile, r.less, r.more)
	return r
}

func (r *eveningRow) draw(at box, c flow.EveningChild, done bool, w words, f frame, k *kit) {
	at.put(r)
	b := box{0, 0, at.w, at.h}
	fill, stroke, line, sign := white, edge, soft, "check-off"
	if c.Home {
		fill, stroke, line, sign = tealSoft, tealEdge, teal, "check-on"
	}
	r.ground.draw(b.inset(1, 1), fill, stroke, 2, f.u(18))
	set := c.Home && !done
	show(r.less, set)
	show(r.more, set)
	show(r.time, c.Home)
	key := string(c.ID)
	inner := b.inset(0, (b.h-f.touch(68))/2)
	if c.Home {
		inner.cutRight(f.u(12))
		if set {
			r.more.draw(inner.cutRight(f.touch(68)), secondary, "plus", "", f.u(26), "later-"+key, func() { k.MoveHome(c.ID, 5) })
		}
		r.time.draw(inner.cutRight(f.u(96)), c.At.String(), f.u(28), ink)
		if set {
			r.less.draw(inner.cutRight(f.touch(68)), secondary, "minus", "", f.u(26), "earlier-"+key, func() { k.MoveHome(c.ID, -5) })
		}
		inner.cutRight(f.u(8))
	}
	b.w = inner.w
	b.put(r.tile)
	var tap func()
	if !done {
		tap = func() { k.ToggleHome(c.ID) }
	}
	r.tile.bind("home-"+key, f.u(18), tap)
	b = b.inset(f.u(14), f.u(8))
	r.check.draw(b.cutLeft(f.u(40)).middle(f.u(38), f.u(38)), sign, line, fill)
	b.cutLeft(f.u(12))
	r.name.draw(b.cutTop(b.h*0.56), c.Name, f.u(26), ink)
	r.since.draw(b, w.say("evening.since", "Group", c.Group, "Time", clock(c.Since)), f.u(18), soft)
}
