package screen

import (
	"strconv"

	"fyne.io/fyne/v2"

	"tambur/kiosk/attendance"
	"tambur/kiosk/flow"
)

// maxTiles is how many children one page of the board holds, maxTabs how many
// groups, maxWaiting how many families who wait.
const (
	maxTiles   = 24
	maxTabs    = 8
	maxWaiting = 8
)

// boardPage is the staff's view of all children.
type boardPage struct {
	kit        *kit
	all        part
	bar        card
	who, total *label
	sync       *syncLine
	close      *button
	calls      *button
	children   *button
	still      *button
	tabs       []*groupTab
	tabsTurn   *button
	notes      *button
	waitGround card
	waitNone   *label
	waitTitle  *label
	waiting    []*boardTile
	waitTurn   *button
	tiles      []*boardTile
	empty      *label
	back, next *button
	pageWord   *label
	step       *boardLine
	undo       *button
	warning    *boardLine

	group     attendance.GroupID
	page      int
	firstWait int
	firstTab  int
}

func newBoard(k *kit) *boardPage {
	p := &boardPage{
		kit: k, bar: newCard(), who: newLabel(1, false, fyne.TextAlignLeading), total: newLabel(1, true, fyne.TextAlignLeading),
		sync: newSyncLine(k), close: k.button(), calls: k.button(), children: k.button(), still: k.button(), tabsTurn: k.button(), notes: k.button(),
		waitTitle: newLabel(2, true, fyne.TextAlignLeading), waitTurn: k.button(), back: k.button(), next: k.button(),
		pageWord: newLabel(1, false, fyne.TextAlignCenter), empty: newLabel(2, false, fyne.TextAlignCenter), waitGround: newCard(), waitNone: newLabel(1, false, fyne.TextAlignCenter),
		step: newBoardLine(k), undo: k.button(), warning: newBoardLine(k),
	}
	p.all = group(p.bar.Rectangle, p.who, p.total, p.sync, p.close, p.calls, p.children, p.still, p.waitGround.Rectangle, p.waitNone, p.waitTitle, p.empty)
	for range maxTabs {
		t := newGroupTab(k)
		p.tabs = append(p.tabs, t)
		p.all.Add(t)
	}
	for range maxWaiting {
		t := newBoardTile(k)
		p.waiting = append(p.waiting, t)
		p.all.Add(t)
	}
	for range maxTiles {
		t := newBoardTile(k)
		p.tiles = append(p.tiles, t)
		p.all.Add(t)
	}
	for _, b := range []*button{p.tabsTurn, p.notes, p.waitTurn, p.back, p.next, p.undo} {
		p.all.Add(b)
	}
	p.all.Add(p.pageWord)
	p.all.Add(p.step)
	p.all.Add(p.warning)
	return p
}

func (p *boardPage) content() *fyne.Container { return p.all.Container }

func (p *boardPage) leave() { p.group, p.page, p.firstWait, p.firstTab = "", 0, 0, 0 }

func (p *boardPage) draw(v flow.View, w words, f frame) {
	again := func() {
		p.kit.Touched()
		p.draw(v, w, f)
	}
	if p.group != v.Board.Group {
		p.group, p.page = v.Board.Group, 0
	}
	// Every part has a place of its own, whether there is anything in it or not:
	// a tap must never make the children move under the next one.
	b := f.box
	p.drawHead(b.cutTop(f.touch(72)+f.u(20)), v, w, f)
	b = b.inset(f.u(28), 0)
	b.cutTop(f.u(16))
	b.cutBottom(f.u(18))
	gap := f.u(12)

	p.drawTabs(b.cutTop(f.touch(78)), v, w, f, again)
	b.cutTop(f.u(14))
	if len(v.Board.Warnings) > 0 {
		p.warning.draw(b.cutBottom(f.u(44)), "warning", warningText(v.Board.Warnings, w), amber, paper, f)
		b.cutBottom(f.u(8))
	} else {
		show(p.warning, false)
	}
	show(p.still, v.Board.StillHere > 0)
	if v.Board.StillHere > 0 {
		p.still.draw(b.cutBottom(f.touch(72)), paint{amberSoft, amberEdge, amber}, "state-gone-home", stillHere(v, w), f.u(26), "still-here", p.kit.OpenEvening)
		b.cutBottom(gap)
	}
	if f.portrait {
		p.drawStep(b.cutBottom(f.touch(72)), v, w, f)
		b.cutBottom(gap)
	}
	p.drawWaiting(b.cutTop(waitingHeight(f)), v, w, f, again)
	b.cutTop(f.u(16))
	p.drawGrid(b, v, w, f, gap, again)
}

func (p *boardPage) drawHead(b box, v flow.View, w words, f frame) {
	p.bar.draw(b, plumSoft, none, 0, 0)
	b = b.inset(f.u(28), f.u(10))
	look := paint{white, plumEdge, plum}
	if f.portrait { // no room for words
		p.close.draw(b.cutRight(f.touch(72)), look, "close", "", f.u(26), "close", p.kit.Leave)
		b.cutRight(f.u(12))
		p.children.draw(b.cutRight(f.touch(72)), look, "search", "", f.u(26), "children", p.kit.OpenChildren)
	} else {
		p.close.draw(b.cutRight(max(f.u(170), minTouch*2)), look, "close", w.say("button.close"), f.u(26), "close", p.kit.Leave)
	}
	b.cutRight(f.u(12))
	p.calls.draw(b.cutRight(f.touch(72)), paint{white, plumEdge, plum}, "count", "", f.u(26), "roll-calls", p.kit.OpenRollCalls)
	b.cutRight(f.u(16))
	step := !f.portrait && (v.Board.Undo != nil || v.Board.Failed)
	show(p.sync, !step)
	switch {
	case step:
		p.drawStep(b.cutRight(b.w*0.64), v, w, f)
	case f.portrait:
		p.drawSync(&b, v, w, f)
	default:
		p.drawStep(box{}, v, w, f)
		p.drawSync(&b, v, w, f)
	}
	b.cutRight(f.u(16))
	present, expected := 0, 0
	for _, g := range v.Board.Groups {
		present += g.Present
		expected += g.Expected
	}
	title := w.say("board.title", "Time", clock(v.Now))
	if v.Board.By != "" {
		title = w.say("board.title-by", "Name", v.Board.By, "Time", clock(v.Now))
	}
	// How many children are in the house is what a glance is for.
	p.total.draw(b.cutTop(b.h*0.58), w.say("board.total", "Present", present, "Expected", expected), f.u(30), ink)
	p.who.draw(b, title, f.u(20), ink)
}

func (p *boardPage) drawSync(b *box, v flow.View, w words, f frame) {
	b.cutRight(f.u(8))
	p.sync.draw(b.cutRight(min(p.sync.wants(v, w, f), b.w*0.4)), v, w, plumSoft, f)
}

// drawStep tells what the last tap did, while it can be taken back, or that it
// could not be saved.
func (p *boardPage) drawStep(b box, v flow.View, w words, f frame) {
	undo := v.Board.Undo
	show(p.undo, undo != nil)
	show(p.step, undo != nil || v.Board.Failed)
	if undo != nil {
		p.undo.draw(b.cutRight(max(f.u(180), minTouch*2)), secondary, "undo", w.say("button.undo"), f.u(26), "undo-"+undo.Name, p.kit.Undo)
		b.cutRight(f.u(10))
	}
	switch {
	case v.Board.Failed:
		p.step.draw(b, "warning", w.say("board.failed"), amber, amberSoft, f)
	case undo != nil:
		key := "board.released"
		if comes(undo.Action) {
			key = "board.received"
		}
		p.step.draw(b, "tick", w.say(key, "Name", undo.Name), teal, tealSoft, f)
	}
}

func (p *boardPage) drawTabs(b box, v flow.View, w words, f frame, again func()) {
	groups, gap := v.Board.Groups, f.u(12)
	if !f.portrait {
		p.children.draw(b.cutRight(max(f.u(170), minTouch*2)), paint{white, plumEdge, plum}, "search", w.say("board.children"), f.u(26), "children", p.kit.OpenChildren)
		b.cutRight(gap)
	}
	p.drawNotes(b.cutRight(f.touch(112)), v, f)
	b.cutRight(gap)
	cells := turning(b, p.tabsTurn, "tabs", len(groups), len(p.tabs), f.u(200), gap, &p.firstTab, f, again)
	for i, t := range p.tabs {
		n := p.firstTab + i
		show(t, i < len(cells) && n < len(groups))
		if t.Visible() {
			t.draw(cells[i], groups[n], groups[n].ID == v.Board.Group, w, f, p.kit)
		}
	}
}

// drawNotes turns to what families have told. It has its place whether there is
// anything new or not.
func (p *boardPage) drawNotes(b box, v flow.View, f frame) {
	look, text := quiet, ""
	if v.Board.Notes > 0 {
		look, text = paint{amberSoft, amberEdge, amber}, strconv.Itoa(v.Board.Notes)
	}
	p.notes.draw(b, look, "note", text, f.u(28), "notes", p.kit.OpenNotes)
}

// waitingHeight is what the families who wait take of the board.
func waitingHeight(f frame) float32 {
	if f.portrait { // their title above them
		return f.touch(112) + f.u(36)
	}
	return f.touch(112)
}

func (p *boardPage) drawWaiting(b box, v flow.View, w words, f frame, again func()) {
	list, gap := v.Board.Waiting, f.u(12)
	none := ""
	if len(list) == 0 {
		none = w.say("board.nobody-waits")
	}
	show(p.waitGround.Rectangle, len(list) == 0)
	p.waitGround.draw(b.inset(1, 1), paper, edge, 2, f.u(18))
	p.waitNone.draw(b, none, f.u(20), soft)
	show(p.waitTitle, len(list) > 0)
	show(p.waitTurn, false)
	n, cells := 0, []box(nil)
	if len(list) > 0 {
		title := b
		if f.portrait {
			title = b.cutTop(f.u(36))
		} else {
			title = b.cutLeft(f.u(112))
			b.cutLeft(gap)
		}
		p.waitTitle.draw(title, w.count("board.waiting", len(list)), f.u(22), amber)
		fits := func() int { return max(1, min(len(p.waiting), int((b.w+gap)/(f.u(240)+gap)))) }
		n = fits()
		if len(list) > n {
			p.waitTurn.draw(b.cutRight(f.touch(72)), quiet, "right", "", f.u(26), "wait", func() {
				if p.firstWait += n; p.firstWait >= len(list) {
					p.firstWait = 0
				}
				again()
			})
			b.cutRight(gap)
			n = fits()
		}
		cells = b.grid(n, 1, gap)
	}
	if p.firstWait >= len(list) {
		p.firstWait = 0
	}
	for i, t := range p.waiting {
		of := p.firstWait + i
		show(t, i < n && of < len(list))
		if t.Visible() {
			t.draw(cells[i], list[of], true, w, f, p.kit)
		}
	}
}

func (p *boardPage) drawGrid(b box, v flow.View, w words, f frame, gap float32, again func()) {
	list := v.Board.Children
	text := ""
	if len(list) == 0 {
		text = w.say("board.empty")
	}
	p.empty.draw(b, text, f.u(28), soft)
	columns := 6
	if f.portrait {
		columns = 4
	}
	least := f.touch(98)
	rowsIn := func(h float32) int { return max(1, min(maxTiles/columns, int((h+gap)/(least+gap)))) }
	rows := rowsIn(b.h)
	pages := 1
	if len(list) > rows*columns {
		foot := b.cutBottom(f.touch(72))
		b.cutBottom(gap)
		rows = rowsIn(b.h)
		pages = (len(list) + rows*columns - 1) / (rows * columns)
		p.page = min(p.page, pages-1)
		cells := foot.grid(3, 1, f.u(16))
		turn := func(by int) func() {
			return func() {
				p.page = (p.page + by + pages) % pages
				again()
			}
		}
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
	height := min((b.h-gap*float32(used-1))/float32(used), f.u(150))
	b.h = height*float32(used) + gap*float32(used-1)
	cells := b.grid(columns, used, gap)
	for i, t := range p.tiles {
		show(t, i < len(some))
		if i < len(some) {
			t.draw(cells[i], some[i], false, w, f, p.kit)
		}
	}
}

// groupTab turns the board to a group and shows its counts.
type groupTab struct {
	part
	ground       card
	symbol       icon
	name, counts *label
	tile         *tile
}

func newGroupTab(k *kit) *groupTab {
	t := &groupTab{ground: newCard(), symbol: k.icon(), name: newLabel(1, true, fyne.TextAlignLeading), counts: newLabel(1, false, fyne.TextAlignLeading), tile: k.tile()}
	t.part = group(t.ground.Rectangle, t.symbol.Image, t.name, t.counts, t.tile)
	return t
}

func (t *groupTab) draw(at box, g flow.BoardGroup, chosen bool, w words, f frame, k *kit) {
	at.put(t)
	b := box{0, 0, at.w, at.h}
	fill, stroke, width := white, edge, float32(2)
	if chosen {
		fill, stroke, width = tealSoft, teal, max(3, f.u(3))
	}
	t.ground.draw(b.inset(width/2, width/2), fill, stroke, width, f.u(18))
	b.put(t.tile)
	t.tile.bind("group-"+string(g.ID), f.u(18), func() { k.ShowGroup(g.ID) })
	side := min(f.u(40), b.w*0.15)
	b = b.inset(side*0.35, f.u(9))
	t.symbol.draw(b.cutLeft(side).middle(side, side), symbol("group", g.Symbol), ink, fill)
	b.cutLeft(side * 0.3)
	t.name.draw(b.cutTop(b.h*0.52), g.Name, f.u(23), ink)
	counts := w.say("board.counts", "Present", g.Present, "Expected", g.Expected, "Total", g.Total)
	if measure(counts, f.u(16), false) > b.w {
		counts = w.say("board.counts-short", "Present", g.Present, "Total", g.Total)
	}
	t.counts.draw(b, counts, f.u(18), ink)
}
