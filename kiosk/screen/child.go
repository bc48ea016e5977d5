package screen

import (
	"fyne.io/fyne/v2"

	"tambur/kiosk/attendance"
	"tambur/kiosk/flow"
)

// maxEntries is how many events of a child's day one page of the sheet holds.
const maxEntries = 12

// maxFacts is how many lines stand beside the day, maxMoves how many groups a
// child can be moved to.
const (
	maxFacts = 6
	maxMoves = 8
)

// childPage is a child's sheet.
type childPage struct {
	kit     *kit
	all     part
	head    *staffHead
	entries []*entryRow
	nothing *label
	pager   *pager
	facts   []*label
	acts    []*button
	moves   []*button
	saved   *savedLine
	moving  bool
	child   attendance.ChildID
}

func newChild(k *kit) *childPage {
	p := &childPage{kit: k, head: newStaffHead(k), nothing: newLabel(2, false, fyne.TextAlignCenter), pager: newPager(k), acts: k.buttons(3), moves: k.buttons(maxMoves), saved: newSavedLine(k)}
	p.all = group(p.head, p.nothing, p.pager, p.saved)
	for range maxEntries {
		e := newEntryRow(k)
		p.entries = append(p.entries, e)
		p.all.Add(e)
	}
	for range maxFacts {
		l := newLabel(1, false, fyne.TextAlignLeading)
		p.facts = append(p.facts, l)
		p.all.Add(l)
	}
	for _, b := range append(append([]*button{}, p.acts...), p.moves...) {
		p.all.Add(b)
	}
	return p
}

func (p *childPage) content() *fyne.Container { return p.all.Container }
func (p *childPage) leave()                   { p.moving, p.pager.page, p.child = false, 0, "" }

func (p *childPage) draw(v flow.View, w words, f frame) {
	c := v.Child
	if p.child != c.ID {
		p.child, p.moving, p.pager.page = c.ID, false, 0
	}
	again := againOf(p.kit, p, v, w, f)
	b := f.box
	p.head.draw(b.cutTop(staffHeadHeight(f)), symbol("group", c.Symbol), c.Name, childLine(c, w), w, f)
	b = b.inset(f.u(28), 0)
	b.cutTop(f.u(14))
	b.cutBottom(f.u(18))
	foot := b.cutBottom(f.touch(76))
	b.cutBottom(f.u(10))
	p.saved.draw(foot, c.Saved, c.Failed, w.say("staff.saved"), w, f)

	facts := childFacts(c, w)
	if f.portrait {
		p.drawFacts(b.cutTop(f.u(34)*float32(len(facts))), facts, f)
		b.cutTop(f.u(12))
		n := 1
		if p.moving {
			n = (min(len(c.Groups), maxMoves-1) + 3) / 3
		}
		p.drawActs(b.cutTop(f.touch(84)*float32(n)+f.u(12)*float32(n-1)), 3, n, c, w, f, again)
		b.cutTop(f.u(18))
	} else {
		side := b.cutRight(b.w * 0.34)
		b.cutRight(f.u(24))
		p.drawFacts(side.cutTop(f.u(32)*float32(len(facts))), facts, f)
		side.cutTop(f.u(14))
		columns, n := 1, 3
		if p.moving {
			if n = min(len(c.Groups), maxMoves-1) + 1; n > 4 {
				columns, n = 2, (n+1)/2
			}
		}
		high := f.touch(84)*float32(n) + f.u(12)*float32(n-1)
		p.drawActs(side.cutTop(high), columns, n, c, w, f, again)
	}
	p.drawEntries(b, c, w, f, again)
}

// childLine is the group and where the child is.
func childLine(c flow.ChildView, w words) string {
	state := w.say(stateSign(c.State).word)
	if key, ok := stateSince[c.State]; ok && !c.Since.IsZero() {
		state = w.say(key, "Time", clock(c.Since))
	}
	group := c.Group
	if c.OwnGroup != "" {
		group = w.say("child.moved", "Group", c.Group, "Own", c.OwnGroup)
	}
	return group + " · " + state
}

// childFacts are what stands beside the day.
func childFacts(c flow.ChildView, w words) (facts []string) {
	add := func(is bool, text string) {
		if is && len(facts) < maxFacts {
			facts = append(facts, text)
		}
	}
	add(c.Planned, w.say("child.planned", "From", c.From.String(), "Until", c.Until.String()))
	add(!c.Planned, w.say("child.no-plan"))
	add(c.BroughtBy != "", w.say("child.brought-by", "Name", c.BroughtBy))
	add(c.FetchedBy != "", w.say("child.fetched-by", "Name", c.FetchedBy))
	add(c.FetchedBy == "" && c.Collector != "", w.say("child.collector", "Name", c.Collector))
	for _, name := range c.Flags {
		if key, ok := flagWords[name]; ok {
			add(true, w.say(key))
		}
	}
	return facts
}

func (p *childPage) drawFacts(b box, facts []string, f frame) {
	high := b.h / float32(max(1, len(facts)))
	for i, l := range p.facts {
		show(l, i < len(facts))
		if i < len(facts) {
			l.draw(b.cutTop(high), facts[i], f.u(22), ink)
		}
	}
}

// drawActs shows what can be done, or the groups that the child can be moved to.
func (p *childPage) drawActs(b box, columns, rows int, c flow.ChildView, w words, f frame, again func()) {
	for _, one := range append(append([]*button{}, p.acts...), p.moves...) {
		show(one, false)
	}
	cells := b.grid(columns, rows, f.u(12))
	if p.moving {
		n := min(len(c.Groups), maxMoves-1, len(cells)-1)
		for i, g := range c.Groups[:n] {
			p.moves[i].draw(cells[i], secondary, symbol("group", g.Symbol), g.Name, f.u(24), "move-"+string(g.ID), func() {
				p.moving = false
				p.kit.MoveToGroup(g.ID)
			})
		}
		p.moves[n].draw(cells[n], quiet, "close", w.say("button.cancel"), f.u(24), "end-move", func() {
			p.moving = false
			again()
		})
		return
	}
	n := 0
	act := func(is bool, sign, text, key string, tap func()) {
		if is && n < len(cells) {
			p.acts[n].draw(cells[n], secondary, sign, text, f.u(24), key, tap)
			n++
		}
	}
	act(c.CanCome, "state-present", w.say("child.came"), "came", func() { p.kit.TellForgotten(attendance.Received) })
	act(c.CanGo, "state-gone-home", w.say("child.went"), "went", func() { p.kit.TellForgotten(attendance.Released) })
	act(c.CanBeAway, "state-absent", w.say("child.away"), "away", p.kit.ReportAway)
	act(c.CanWithdraw, "state-expected", w.say("child.comes"), "comes", p.kit.WithdrawAway)
	act(len(c.Groups) > 0, "right", w.say("child.move"), "move", func() {
		p.moving = true
		again()
	})
}

func (p *childPage) drawEntries(b box, c flow.ChildView, w words, f frame, again func()) {
	text := ""
	if len(c.Entries) == 0 {
		text = w.say("child.nothing")
	}
	p.nothing.draw(b.middle(b.w, f.u(120)), text, f.u(24), soft)
	gap, least := f.u(8), f.touch(78)
	from, to, rows := p.pager.cut(&b, len(c.Entries), 1, least, gap, w, f, again)
	to = min(to, from+maxEntries)
	some := c.Entries[from:to]
	rows = max(1, min(rows, maxEntries))
	if !p.pager.Visible() {
		rows = max(1, len(some))
	}
	high := min((b.h-gap*float32(rows-1))/float32(rows), f.u(96))
	for i, row := range p.entries {
		show(row, i < len(some))
		if i < len(some) {
			row.draw(b.cutTop(high), some[i], w, f, p.kit)
			b.cutTop(gap)
		}
	}
}

// entryRow is one event of a child's day; a tap corrects it.
type entryRow struct {
	part
	ground                 card
	time, text, note, pill *label
	strike                 card
	sign, pencil           icon
	pillGround             card
	tile                   *tile
}

func newEntryRow(k *kit) *entryRow {
	r := &entryRow{
		ground: newCard(), time: newLabel(1, true, fyne.TextAlignLeading), text: newLabel(1, true, fyne.TextAlignLeading), note: newLabel(1, false, fyne.TextAlignLeading),
		pill: newLabel(1, true, fyne.TextAlignLeading), strike: newCard(), sign: k.icon(), pencil: k.icon(), pillGround: newCard(), tile: k.tile(),
	}
	r.part = group(r.ground.Rectangle, r.time, r.sign.Image, r.text, r.note, r.pillGround.Rectangle, r.pencil.Image, r.pill, r.strike.Rectangle, r.tile)
	return r
}

func (r *entryRow) draw(at box, e flow.Entry, w words, f frame, k *kit) {
	at.put(r)
	b := box{0, 0, at.w, at.h}
	kind, line, fill := entrySign(e.Kind), ink, white
	if e.Void {
		line, fill = soft, paper
	}
	r.ground.draw(b.inset(1, 1), fill, edge, 2, f.u(16))
	b.put(r.tile)
	var tap func()
	if e.CanCorrect {
		tap = func() { k.CorrectEntry(e.ID) }
	}
	r.tile.bind("entry-"+string(e.ID), f.u(16), tap)
	b = b.inset(f.u(16), f.u(6))
	r.drawPill(&b, e, fill, w, f)

	at1 := clock(e.At)
	if e.About {
		at1 = "≈ " + at1
	}
	left := b.cutLeft(f.u(104))
	r.time.draw(left, at1, f.u(25), line)
	r.sign.draw(b.cutLeft(f.u(30)).middle(f.u(28), f.u(28)), kind.icon, kind.line, fill)
	b.cutLeft(f.u(12))
	note := entryNote(e, w)
	first := b
	if note != "" {
		first = b.cutTop(b.h * 0.54)
		r.note.draw(b, note, f.u(18), soft)
	}
	show(r.note, note != "")
	r.text.draw(first, entryText(e, w), f.u(23), line)
	show(r.strike.Rectangle, e.Void)
	if e.Void {
		r.strike.draw(box{first.x, first.y + first.h/2, r.text.width(), max(2, f.u(2))}, line, none, 0, 0)
	}
}

func (r *entryRow) drawPill(b *box, e flow.Entry, fill colour, w words, f frame) {
	show(r.pillGround.Rectangle, e.CanCorrect)
	show(r.pencil, e.CanCorrect)
	show(r.pill, e.CanCorrect)
	if !e.CanCorrect {
		return
	}
	text := w.say("child.correct")
	wide := measure(text, whole(f.u(19)), true)
	pill := b.cutRight(wide+f.u(62)).middle(b.w, min(b.h, f.u(48)))
	b.cutRight(f.u(12))
	r.pillGround.draw(pill, tealSoft, none, 0, f.u(12))
	pill = pill.inset(f.u(14), 0)
	r.pencil.draw(pill.cutLeft(f.u(24)).middle(f.u(24), f.u(24)), "pencil", teal, tealSoft)
	pill.cutLeft(f.u(8))
	r.pill.draw(pill, text, f.u(19), teal)
}

// entryKind is how an event of a child's day is drawn and called.
type entryKind struct {
	icon, word string
	line       colour
}

func entrySign(k attendance.Kind) entryKind {
	switch k {
	case attendance.Announced:
		return entryKind{"state-announced", "entry.announced", amber}
	case attendance.Received:
		return entryKind{"state-present", "entry.received", teal}
	case attendance.Requested:
		return entryKind{"state-pickup-requested", "entry.requested", plum}
	case attendance.Released:
		return entryKind{"state-gone-home", "entry.released", soft}
	case attendance.ReportedAbsent:
		return entryKind{"state-absent", "entry.absent", soft}
	case attendance.AbsenceWithdrawn:
		return entryKind{"state-expected", "entry.absence-withdrawn", soft}
	case attendance.PickupPlanned:
		return entryKind{"clock", "entry.pickup-planned", soft}
	case attendance.CollectorPlanned:
		return entryKind{"person", "entry.collector-planned", soft}
	case attendance.GroupMoved:
		return entryKind{"right", "entry.group-moved", soft}
	}
	return entryKind{"warning", "entry.staff-called", amber}
}

// entryText is what happened, with what else the event says and who did it.
func entryText(e flow.Entry, w words) string {
	text := w.say(entrySign(e.Kind).word)
	if e.What != "" {
		text += " " + e.What
	}
	if e.Who != "" {
		text += " · " + e.Who
	}
	return text
}

// entryNote is why an event was corrected, or corrects another.
func entryNote(e flow.Entry, w words) string {
	if e.Reason == "" {
		return ""
	}
	reason := w.say("reason.other")
	if key, ok := reasonWords[e.Reason]; ok {
		reason = w.say(key)
	}
	key := "child.corrects"
	if e.Void {
		key = "child.void"
	}
	return w.say(key, "Reason", reason, "Time", clock(e.Told), "Name", e.By)
}

var reasonWords = map[string]string{
	attendance.WrongChild: "reason.wrong-child",
	attendance.WrongTime:  "reason.wrong-time",
	attendance.Forgotten:  "reason.forgotten",
}
