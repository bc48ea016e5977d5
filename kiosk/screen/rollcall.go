package screen

import (
	"strconv"

	"fyne.io/fyne/v2"

	"tambur/kiosk/attendance"
	"tambur/kiosk/flow"
)

// rollCallPage is the list of those who are to be found; of one that is closed,
// its report.
type rollCallPage struct {
	kit           *kit
	all           part
	bar           card
	sign          icon
	title, asOf   *label
	leaveIt, end  *button
	safe, missing *tally
	unsaved       *boardLine
	tabs          []*calledTab
	tabsTurn      *button
	tiles         []*calledTile
	nobody        *label
	back, next    *button
	pageWord      *label
	whole         *button // marks a group
	again, export *button

	group    attendance.GroupID
	page     int
	firstTab int
}

func newRollCall(k *kit) *rollCallPage {
	p := &rollCallPage{
		kit: k, bar: newCard(), sign: k.icon(), title: newLabel(1, true, fyne.TextAlignLeading), asOf: newLabel(1, false, fyne.TextAlignLeading),
		leaveIt: k.button(), end: k.button(), safe: newTally(k), missing: newTally(k), unsaved: newBoardLine(k), tabsTurn: k.button(),
		nobody: newLabel(2, false, fyne.TextAlignCenter), back: k.button(), next: k.button(), pageWord: newLabel(1, false, fyne.TextAlignCenter),
		whole: k.button(), again: k.button(), export: k.button(),
	}
	p.all = group(p.bar.Rectangle, p.sign.Image, p.title, p.asOf, p.leaveIt, p.end, p.safe, p.missing, p.tabsTurn, p.nobody, p.back, p.next, p.pageWord, p.whole, p.again, p.export)
	for range maxTabs {
		t := newCalledTab(k)
		p.tabs = append(p.tabs, t)
		p.all.Add(t)
	}
	for range maxTiles {
		t := newCalledTile(k)
		p.tiles = append(p.tiles, t)
		p.all.Add(t)
	}
	p.all.Add(p.unsaved)
	return p
}

func (p *rollCallPage) content() *fyne.Container { return p.all.Container }
func (p *rollCallPage) leave()                   { p.group, p.page, p.firstTab = "", 0, 0 }

func (p *rollCallPage) draw(v flow.View, w words, f frame) {
	again := func() {
		p.kit.Touched()
		p.draw(v, w, f)
	}
	call := v.RollCall
	if p.group != call.Group {
		p.group, p.page = call.Group, 0
	}
	open := v.Screen == flow.RollCall
	b := f.box
	p.drawHead(b.cutTop(f.touch(72)+f.u(24)), v, open, w, f)
	b = b.inset(f.u(28), 0)
	b.cutTop(f.u(14))
	b.cutBottom(f.u(18))
	gap := f.u(12)
	row := b.cutTop(f.touch(96))
	b.cutTop(gap)
	counts := row
	if f.portrait {
		p.drawTabs(b.cutTop(f.touch(84)), call, w, f, again)
		b.cutTop(gap)
	} else {
		counts = row.cutLeft(row.w * 0.42)
		row.cutLeft(f.u(20))
		p.drawTabs(row, call, w, f, again)
	}
	cells := counts.grid(2, 1, gap)
	p.missing.draw(cells[0], "warning", call.Missing, w.say("rollcall.count-missing"), call.Missing > 0, w, f)
	p.safe.draw(cells[1], "tick", call.Safe, w.say("rollcall.count-safe"), false, w, f)

	show(p.unsaved, call.Unsaved)
	if call.Unsaved {
		p.unsaved.draw(b.cutBottom(f.u(56)), "warning", w.say("rollcall.unsaved"), amber, amberSoft, f)
		b.cutBottom(gap)
	}
	p.drawFoot(b.cutBottom(f.touch(78)), v, open, w, f)
	b.cutBottom(gap)
	p.drawGrid(b, call, open, w, f, gap, again)
}

func (p *rollCallPage) drawHead(b box, v flow.View, open bool, w words, f frame) {
	call, s := v.RollCall, reasonSign(v.RollCall.Reason)
	p.bar.draw(b, s.line, none, 0, 0)
	b = b.inset(f.u(28), f.u(12))
	onBar := paint{white, white, s.line}
	if open {
		p.end.draw(b.cutRight(max(f.u(210), minTouch*2)), onBar, "", w.say("rollcall.end"), f.u(28), "end", p.kit.EndRollCall)
	} else {
		p.end.draw(b.cutRight(max(f.u(210), minTouch*2)), onBar, "", w.say("button.done"), f.u(28), "done", p.kit.Leave)
	}
	b.cutRight(f.u(14))
	stays := open && call.Reason == attendance.Real
	show(p.leaveIt, open && !stays)
	if open && !stays {
		p.leaveIt.draw(b.cutRight(f.touch(72)), paint{s.line, white, white}, "left", "", f.u(26), "leave", p.kit.Leave)
		b.cutRight(f.u(14))
	}
	side := min(f.u(60), b.h)
	p.sign.draw(b.cutLeft(side).middle(side, side), s.icon, white, s.line)
	b.cutLeft(f.u(18))
	title := w.say(s.word)
	if call.Reason == attendance.Outing && len(call.Groups) == 1 {
		title = w.say("rollcall.outing-of", "Group", call.Groups[0].Name)
	}
	p.title.draw(b.cutTop(b.h*0.56), title, f.u(36), white)
	text := w.say("rollcall.as-of", "Time", clock(call.AsOf))
	if !open {
		text = w.say("rollcall.closed-by", "Begun", clock(call.Begun), "Time", clock(call.Closed), "Name", call.ClosedBy)
	}
	p.asOf.draw(b, text, f.u(23), white)
}

func (p *rollCallPage) drawTabs(b box, call flow.RollCallView, w words, f frame, again func()) {
	groups := call.Groups
	cells := turning(b, p.tabsTurn, "tabs", len(groups), len(p.tabs), f.u(170), f.u(10), &p.firstTab, f, again)
	for i, t := range p.tabs {
		n := p.firstTab + i
		show(t, i < len(cells) && n < len(groups))
		if t.Visible() {
			t.draw(cells[i], groups[n], groups[n].ID == call.Group, w, f, p.kit)
		}
	}
}

// drawFoot draws what is done with a whole group, or with the report.
func (p *rollCallPage) drawFoot(b box, v flow.View, open bool, w words, f frame) {
	call := v.RollCall
	var here flow.RollCallGroup
	for _, g := range call.Groups {
		if g.ID == call.Group {
			here = g
		}
	}
	show(p.whole, open && (here.Missing > 0 || here.CanUndo))
	show(p.again, !open && call.Again)
	show(p.export, !open && call.CanExport)
	mark := func() { p.kit.MarkGroupSafe(here.ID) }
	switch {
	case open && here.Missing > 0:
		p.whole.draw(b, secondary, "tick", w.count("rollcall.mark-all", here.Missing, "Group", here.Name), f.u(28), "all-"+string(here.ID), mark)
	case open && here.CanUndo:
		p.whole.draw(b, quiet, "undo", w.say("rollcall.unmark-all", "Group", here.Name), f.u(28), "all-"+string(here.ID), mark)
	case !open:
		cells := b.grid(2, 1, f.u(16))
		if call.Again {
			p.again.draw(cells[1], primary, "again", w.say("rollcall.again"), f.u(28), "again", p.kit.CountAgain)
		}
		if call.CanExport {
			word, paint := w.say("rollcall.export"), secondary
			if call.Exported {
				word, paint = w.say("rollcall.exported"), off
			}
			p.export.draw(cells[0], paint, "count", word, f.u(28), "export", p.kit.ExportRollCall)
		}
	}
}

func (p *rollCallPage) drawGrid(b box, call flow.RollCallView, open bool, w words, f frame, gap float32, again func()) {
	list := call.Children
	text := ""
	if len(list) == 0 {
		text = w.say("rollcall.nobody")
	}
	p.nobody.draw(b, text, f.u(28), soft)
	columns := 5
	if f.portrait {
		columns = 3
	}
	least := f.touch(104)
	rowsIn := func(h float32) int { return max(1, min(maxTiles/columns, int((h+gap)/(least+gap)))) }
	rows, pages := rowsIn(b.h), 1
	if len(list) > rows*columns {
		foot := b.cutBottom(f.touch(72))
		b.cutBottom(gap)
		rows = rowsIn(b.h)
		pages = (len(list) + rows*columns - 1) / (rows * columns)
		cells := foot.grid(3, 1, f.u(16))
		turn := func(by int) func() {
			return func() {
				p.page = (p.page + by + pages) % pages
				again()
			}
		}
		p.page = min(p.page, pages-1)
		p.back.draw(cells[0], quiet, "left", w.say("board.back"), f.u(24), "back", turn(-1))
		p.next.draw(cells[2], quiet, "right", w.say("board.next"), f.u(24), "next", turn(1))
		p.pageWord.draw(cells[1], w.say("board.page", "Page", p.page+1, "Pages", pages), f.u(22), soft)
	} else {
		p.page = 0
	}
	show(p.back, pages > 1)
	show(p.next, pages > 1)
	show(p.pageWord, pages > 1)
	some := list[p.page*rows*columns : min(len(list), (p.page+1)*rows*columns)]
	used := max(1, (len(some)+columns-1)/columns)
	if pages > 1 {
		used = rows
	}
	b.h = min((b.h-gap*float32(used-1))/float32(used), f.u(140))*float32(used) + gap*float32(used-1)
	cells := b.grid(columns, used, gap)
	for i, t := range p.tiles {
		show(t, i < len(some))
		if i < len(some) {
			t.draw(cells[i], some[i], open, w, f, p.kit)
		}
	}
}

// tally is a large number with its sign.
type tally struct {
	part
	ground      card
	sign        icon
	number, say *label
}

func newTally(k *kit) *tally {
	t := &tally{ground: newCard(), sign: k.icon(), number: newLabel(1, true, fyne.TextAlignTrailing), say: newLabel(1, false, fyne.TextAlignLeading)}
	t.part = group(t.ground.Rectangle, t.sign.Image, t.number, t.say)
	return t
}

func (t *tally) draw(at box, drawing string, n int, text string, alarm bool, _ words, f frame) {
	at.put(t)
	b := box{0, 0, at.w, at.h}
	line, fill, stroke := teal, tealSoft, tealEdge
	if alarm {
		line, fill, stroke = white, red, red
	}
	t.ground.draw(b.inset(1, 1), fill, stroke, 2, f.u(20))
	b = b.inset(f.u(16), f.u(8))
	side := min(f.u(50), b.h)
	t.sign.draw(b.cutLeft(side).middle(side, side), drawing, line, fill)
	t.number.draw(b.cutLeft(b.w*0.48), strconv.Itoa(n), f.u(58), line)
	b.cutLeft(f.u(14))
	t.say.draw(b, text, f.u(26), line)
}

// calledTab turns the list to a group and shows who is missing in it.
type calledTab struct {
	part
	ground       card
	symbol, sign icon
	name, counts *label
	tile         *tile
}

func newCalledTab(k *kit) *calledTab {
	t := &calledTab{ground: newCard(), symbol: k.icon(), sign: k.icon(), name: newLabel(1, true, fyne.TextAlignLeading), counts: newLabel(1, true, fyne.TextAlignLeading), tile: k.tile()}
	t.part = group(t.ground.Rectangle, t.symbol.Image, t.name, t.sign.Image, t.counts, t.tile)
	return t
}

func (t *calledTab) draw(at box, g flow.RollCallGroup, chosen bool, w words, f frame, k *kit) {
	at.put(t)
	b := box{0, 0, at.w, at.h}
	fill, stroke, width := white, edge, float32(2)
	if chosen {
		fill, stroke, width = paper, ink, max(3, f.u(4))
	}
	t.ground.draw(b.inset(width/2, width/2), fill, stroke, width, f.u(18))
	b.put(t.tile)
	t.tile.bind("group-"+string(g.ID), f.u(18), func() { k.ShowCalled(g.ID) })
	side := min(f.u(40), b.w*0.17)
	b = b.inset(side*0.3, f.u(9))
	t.symbol.draw(b.cutLeft(side).middle(side, side), symbol("group", g.Symbol), ink, fill)
	b.cutLeft(side * 0.3)
	t.name.draw(b.cutTop(b.h*0.5), g.Name, f.u(23), ink)
	drawing, text, line := "tick", w.say("rollcall.all-safe", "Count", g.Safe), teal
	if g.Missing > 0 {
		drawing, text, line = "warning", w.count("rollcall.missing", g.Missing), red
	}
	small := min(f.u(22), b.h)
	t.sign.draw(b.cutLeft(small).middle(small, small), drawing, line, fill)
	b.cutLeft(f.u(6))
	t.counts.draw(b, text, f.u(20), line)
}

// calledTile is one child on the list; a tap marks it.
type calledTile struct {
	part
	ground      card
	name, state *label
	sign        icon
	odd         *label
	tile        *tile
}

func newCalledTile(k *kit) *calledTile {
	t := &calledTile{
		ground: newCard(), name: newLabel(2, true, fyne.TextAlignLeading), state: newLabel(1, true, fyne.TextAlignLeading),
		sign: k.icon(), odd: newLabel(1, false, fyne.TextAlignTrailing), tile: k.tile(),
	}
	t.part = group(t.ground.Rectangle, t.name, t.sign.Image, t.state, t.odd, t.tile)
	return t
}

func (t *calledTile) draw(at box, c flow.RollCallChild, open bool, w words, f frame, k *kit) {
	at.put(t)
	b := box{0, 0, at.w, at.h}
	fill, stroke, line, drawing, word := white, red, red, "warning", "rollcall.is-missing"
	on := ink
	if c.Safe {
		fill, stroke, line, drawing, word, on = teal, teal, white, "tick", "rollcall.is-safe", white
	}
	t.ground.draw(b.inset(1.5, 1.5), fill, stroke, 3, f.u(18))
	b.put(t.tile)
	var tap func()
	if open {
		tap = func() { k.MarkSafe(c.ID) }
	}
	t.tile.bind("safe-"+string(c.ID), f.u(18), tap)
	b = b.inset(f.u(16), f.u(10))
	foot := b.cutBottom(min(f.u(36), b.h*0.42))
	t.name.draw(b, c.Name, f.u(30), on)
	side := min(f.u(30), foot.h)
	t.sign.draw(foot.cutLeft(side).middle(side, side), drawing, line, fill)
	foot.cutLeft(f.u(8))
	odd := ""
	switch {
	case c.AtDoor:
		odd = w.say("rollcall.at-door")
	case c.Late:
		odd = w.say("rollcall.late")
	}
	wide := min(measure(odd, f.u(18), false)+2, foot.w*0.5)
	t.odd.draw(foot.cutRight(wide), odd, f.u(18), line)
	t.state.draw(foot, w.say(word), f.u(20), line)
}
