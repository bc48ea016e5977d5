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
	syncSign   icon
	sync       *label
	close      *button
	tabs       []*groupTab
	tabsTurn   *button
	waitTitle  *label
	waiting    []*boardTile
	waitTurn   *button
	tiles      []*boardTile
	empty      *label
	back, next *button
	pageWord   *label
	strip      *boardStrip

	group     attendance.GroupID
	page      int
	firstWait int
	firstTab  int
}

func newBoard(k *kit) *boardPage {
	p := &boardPage{
		kit: k, bar: newCard(), who: newLabel(1, true, fyne.TextAlignLeading), total: newLabel(1, false, fyne.TextAlignLeading),
		syncSign: k.icon(), sync: newLabel(1, false, fyne.TextAlignLeading), close: k.button(), tabsTurn: k.button(),
		waitTitle: newLabel(2, true, fyne.TextAlignLeading), waitTurn: k.button(), back: k.button(), next: k.button(),
		pageWord: newLabel(1, false, fyne.TextAlignCenter), empty: newLabel(2, false, fyne.TextAlignCenter), strip: newBoardStrip(k),
	}
	p.all = group(p.bar.Rectangle, p.who, p.total, p.syncSign.Image, p.sync, p.close, p.waitTitle, p.empty)
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
	for _, b := range []*button{p.tabsTurn, p.waitTurn, p.back, p.next} {
		p.all.Add(b)
	}
	p.all.Add(p.pageWord)
	p.all.Add(p.strip)
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
	b := f.box
	p.drawHead(b.cutTop(f.touch(72)+f.u(20)), v, w, f)
	b = b.inset(f.u(28), 0)
	b.cutTop(f.u(16))
	b.cutBottom(f.u(18))
	gap := f.u(12)

	p.drawTabs(b.cutTop(f.touch(78)), v, w, f, again)
	b.cutTop(f.u(14))
	if h := p.strip.height(v.Board, f); h > 0 {
		show(p.strip, true)
		p.strip.draw(b.cutBottom(h), v, w, f, p.kit)
		b.cutBottom(gap)
	} else {
		show(p.strip, false)
	}
	if len(v.Board.Waiting) > 0 {
		p.drawWaiting(b.cutTop(f.touch(112)), v, w, f, again)
		b.cutTop(f.u(16))
	} else {
		p.drawWaiting(box{}, v, w, f, again)
	}
	p.drawGrid(b, v, w, f, gap, again)
}

func (p *boardPage) drawHead(b box, v flow.View, w words, f frame) {
	p.bar.draw(b, plumSoft, none, 0, 0)
	b = b.inset(f.u(28), f.u(10))
	p.close.draw(b.cutRight(max(f.u(190), minTouch*2)), staffly, "close", w.say("button.close"), f.u(26), "close", p.kit.Leave)
	b.cutRight(f.u(24))
	sign, text := "sync-sent", w.say("sync.sent")
	if v.Home.Sync.Waiting > 0 {
		sign = "sync-waiting"
		text = w.count("sync.waiting", count(v.Home.Sync.Waiting), "Since", clock(v.Home.Sync.Since))
	}
	if !v.Home.Sync.Online {
		sign = "sync-offline"
	}
	size := f.u(19)
	p.sync.draw(b.cutRight(min(measure(text, size, false)+1, b.w*0.34)), text, size, soft)
	b.cutRight(f.u(8))
	p.syncSign.draw(b.cutRight(f.u(28)).middle(f.u(28), f.u(28)), sign, soft, plumSoft)
	b.cutRight(f.u(20))
	present, expected := 0, 0
	for _, g := range v.Board.Groups {
		present += g.Present
		expected += g.Expected
	}
	title := w.say("board.title", "Time", clock(v.Now))
	if v.Board.By != "" {
		title = w.say("board.title-by", "Name", v.Board.By, "Time", clock(v.Now))
	}
	p.who.draw(b.cutTop(b.h*0.55), title, f.u(30), ink)
	p.total.draw(b, w.say("board.total", "Present", present, "Expected", expected), f.u(20), ink)
}

func (p *boardPage) drawTabs(b box, v flow.View, w words, f frame, again func()) {
	groups, gap := v.Board.Groups, f.u(12)
	least := f.u(200)
	fits := max(1, min(len(p.tabs), int((b.w+gap)/(least+gap))))
	show(p.tabsTurn, len(groups) > fits)
	if len(groups) > fits {
		p.tabsTurn.draw(b.cutRight(f.touch(72)), quiet, "right", "", f.u(26), "tabs", func() {
			if p.firstTab += fits; p.firstTab >= len(groups) {
				p.firstTab = 0
			}
			again()
		})
		b.cutRight(gap)
		fits = max(1, min(len(p.tabs), int((b.w+gap)/(least+gap))))
	}
	if p.firstTab >= len(groups) {
		p.firstTab = 0
	}
	cells := b.grid(max(1, min(fits, len(groups))), 1, gap)
	for i, t := range p.tabs {
		n := p.firstTab + i
		show(t, i < len(cells) && n < len(groups))
		if t.Visible() {
			t.draw(cells[i], groups[n], groups[n].ID == v.Board.Group, w, f, p.kit)
		}
	}
}

func (p *boardPage) drawWaiting(b box, v flow.View, w words, f frame, again func()) {
	list, gap := v.Board.Waiting, f.u(12)
	show(p.waitTitle, len(list) > 0)
	show(p.waitTurn, false)
	fits, cells := 0, []box(nil)
	if len(list) > 0 {
		p.waitTitle.draw(b.cutLeft(f.u(112)), w.count("board.waiting", len(list)), f.u(22), amber)
		b.cutLeft(gap)
		wide := f.u(264)
		fits = max(1, min(len(p.waiting), int((b.w+gap)/(wide+gap))))
		if len(list) > fits {
			p.waitTurn.draw(b.cutRight(f.touch(72)), quiet, "right", "", f.u(26), "wait", func() {
				if p.firstWait += fits; p.firstWait >= len(list) {
					p.firstWait = 0
				}
				again()
			})
			b.cutRight(gap)
			fits = max(1, min(len(p.waiting), int((b.w+gap)/(wide+gap))))
		}
		cells = b.grid(fits, 1, gap)
	}
	if p.firstWait >= len(list) {
		p.firstWait = 0
	}
	for i, t := range p.waiting {
		n := p.firstWait + i
		show(t, i < fits && n < len(list))
		if t.Visible() {
			t.draw(cells[i], list[n], true, w, f, p.kit)
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
	b = b.inset(f.u(16), f.u(9))
	side := f.u(40)
	t.symbol.draw(b.cutLeft(side).middle(side, side), symbol("group", g.Symbol), ink, fill)
	b.cutLeft(f.u(12))
	t.name.draw(b.cutTop(b.h*0.52), g.Name, f.u(23), ink)
	t.counts.draw(b, w.say("board.counts", "Present", strconv.Itoa(g.Present), "Expected", strconv.Itoa(g.Expected), "Total", strconv.Itoa(g.Total)), f.u(18), ink)
}
