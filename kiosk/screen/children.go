package screen

import (
	"strconv"

	"fyne.io/fyne/v2"

	"tambur/kiosk/attendance"
	"tambur/kiosk/flow"
)

// childrenPage is the staff's list of children, with a keyboard of its own to
// look one up: the toolkit has none for a touch screen.
type childrenPage struct {
	kit     *kit
	all     part
	head    *staffHead
	chips   []*button
	search  *button
	scope   *button
	orders  []*button
	letters *label
	field   card
	keys    []*button
	erase   *button
	hide    *button
	tiles   []*boardTile
	empty   *label
	pager   *pager
	typing  bool
	filter  flow.Filter
}

// keyboard are the letters of the Swedish alphabet.
var keyboard = []rune("ABCDEFGHIJKLMNOPQRSTUVWXYZÅÄÖ")

func newChildren(k *kit) *childrenPage {
	p := &childrenPage{
		kit: k, head: newStaffHead(k), chips: k.buttons(len(flow.Filters())), search: k.button(), scope: k.button(), orders: k.buttons(len(flow.Orders())),
		letters: newLabel(1, true, fyne.TextAlignLeading), field: newCard(), keys: k.buttons(len(keyboard)), erase: k.button(), hide: k.button(),
		empty: newLabel(2, false, fyne.TextAlignCenter), pager: newPager(k),
	}
	p.all = group(p.head, p.field.Rectangle, p.letters, p.empty, p.pager)
	for _, list := range [][]*button{p.chips, p.orders, p.keys, {p.search, p.scope, p.erase, p.hide}} {
		for _, b := range list {
			p.all.Add(b)
		}
	}
	for range maxTiles {
		t := newBoardTile(k)
		p.tiles = append(p.tiles, t)
		p.all.Add(t)
	}
	return p
}

func (p *childrenPage) content() *fyne.Container { return p.all.Container }

func (p *childrenPage) leave() { p.typing, p.filter, p.pager.page = false, "", 0 }

func (p *childrenPage) draw(v flow.View, w words, f frame) {
	c := v.Children
	if p.filter != c.Filter {
		p.filter, p.pager.page = c.Filter, 0
	}
	again := againOf(p.kit, p, v, w, f)
	b := f.box
	title, line := w.say("children.title"), w.say("children.hint")
	if c.Instead != "" {
		title, line = w.say("children.instead", "Name", c.Instead), w.say("children.instead-hint")
	}
	p.head.draw(b.cutTop(staffHeadHeight(f)), "", title, line, w, f)
	b = b.inset(f.u(28), 0)
	b.cutTop(f.u(12))
	b.cutBottom(f.u(18))
	gap := f.u(10)
	typing := p.typing || c.Letters != ""
	p.drawTools(&b, c, typing, gap, w, f, again)
	b.cutTop(f.u(12))
	p.drawGrid(b, v, w, f, again)
}

// drawTools shows the filters and how the list is sorted, or the keyboard in
// their place.
func (p *childrenPage) drawTools(b *box, c flow.ChildrenView, typing bool, gap float32, w words, f frame, again func()) {
	for _, list := range [][]*button{p.chips, p.orders, {p.search, p.scope}} {
		for _, one := range list {
			show(one, !typing)
		}
	}
	for _, one := range append([]*button{p.erase, p.hide}, p.keys...) {
		show(one, typing)
	}
	show(p.field.Rectangle, typing)
	show(p.letters, typing)
	if typing {
		p.drawKeyboard(b, c, gap, w, f, again)
		return
	}
	rows := 1
	if f.portrait {
		rows = 2
	}
	high := f.touch(72)
	cells := b.cutTop(high*float32(rows)+gap*float32(rows-1)).grid(len(p.chips)/rows, rows, gap)
	for i, filter := range flow.Filters() {
		sign := filterSigns[filter]
		p.chips[i].draw(cells[i], chosen(c.Filter == filter), sign.icon, w.say(sign.word, "Count", c.Counts[i]), f.u(22), "filter-"+string(filter),
			func() { p.kit.ShowOnly(filter) })
	}
	b.cutTop(gap)
	cells = b.cutTop(high).grid(2+len(p.orders), 1, gap)
	p.search.draw(cells[0], primary, "search", w.say("children.search"), f.u(24), "search", func() {
		p.typing = true
		again()
	})
	scope := w.say("children.whole-unit")
	if c.WholeUnit {
		scope = c.Group
	}
	p.scope.draw(cells[1], secondary, "", scope, f.u(22), "scope-"+strconv.FormatBool(!c.WholeUnit), func() { p.kit.WholeUnit(!c.WholeUnit) })
	for i, order := range flow.Orders() {
		p.orders[i].draw(cells[2+i], chosen(c.Order == order), "", w.say(orderWords[order]), f.u(22), "order-"+string(order), func() { p.kit.SortBy(order) })
	}
}

func (p *childrenPage) drawKeyboard(b *box, c flow.ChildrenView, gap float32, w words, f frame, again func()) {
	row := b.cutTop(f.touch(68))
	b.cutTop(gap)
	p.hide.draw(row.cutRight(max(f.u(190), minTouch*2)), secondary, "close", w.say("children.end-search"), f.u(24), "end-search", func() {
		p.typing = false
		p.kit.ClearName()
		again()
	})
	row.cutRight(gap)
	erase, look := p.kit.EraseNameLetter, quiet
	if c.Letters == "" {
		erase, look = nil, off
	}
	p.erase.draw(row.cutRight(f.touch(110)), look, "erase", "", f.u(30), "erase", erase)
	row.cutRight(gap)
	p.field.draw(row.inset(1, 1), white, teal, 2, f.u(16))
	row.cutLeft(f.u(20))
	text, line := c.Letters, ink
	if text == "" {
		text, line = w.say("children.type"), soft
	}
	p.letters.draw(row, text, f.u(26), line)
	columns, rows, between := 15, 2, f.u(3)
	if f.portrait {
		columns, rows = 10, 3
	}
	// Keys are as wide as the window lets them be: fifteen fingers' worth.
	all := *b
	if !f.portrait {
		all = box{f.u(10), b.y, f.w - 2*f.u(10), b.h}
	}
	keys := all.cutTop(f.touch(78)*float32(rows) + between*float32(rows-1))
	b.cutTop(keys.h)
	cells := keys.grid(columns, rows, between)
	for i, key := range p.keys {
		letter := string(keyboard[i])
		key.draw(cells[i], quiet, "", letter, f.u(30), "letter-"+letter, func() { p.kit.NameLetter(letter) })
	}
}

func (p *childrenPage) drawGrid(b box, v flow.View, w words, f frame, again func()) {
	list := v.Children.Children
	text := ""
	if len(list) == 0 {
		text = w.say("children.none")
	}
	p.empty.draw(b, text, f.u(26), soft)
	columns, gap := 6, f.u(12)
	if f.portrait {
		columns = 4
	}
	if room := float32(maxTiles/columns)*(f.touch(98)+gap) - gap; b.h > room*1.4 {
		b.h = room * 1.4
	}
	from, to, rows := p.pager.cut(&b, len(list), columns, f.touch(98), gap, w, f, again)
	rows = min(rows, maxTiles/columns)
	to = min(to, from+rows*columns)
	some := list[from:to]
	used := max(1, (len(some)+columns-1)/columns)
	if p.pager.Visible() {
		used = rows
	}
	b.h = min((b.h-gap*float32(used-1))/float32(used), f.u(150))*float32(used) + gap*float32(used-1)
	cells := b.grid(columns, used, gap)
	for i, t := range p.tiles {
		show(t, i < len(some))
		if i < len(some) {
			c := some[i]
			c.Action = attendance.Wait // here a tap opens the sheet
			t.draw(cells[i], c, v.Children.WholeUnit || v.Children.Letters != "", w, f, p.kit)
			t.tile.bind("open-"+string(c.ID), f.u(16), func() { p.kit.OpenChild(c.ID) })
		}
	}
}

// filterSigns are each filter's drawing and its word with a count.
var filterSigns = map[flow.Filter]struct{ icon, word string }{
	flow.FilterAll:      {"", "filter.all"},
	flow.FilterExpected: {"state-expected", "filter.expected"},
	flow.FilterWaiting:  {"state-announced", "filter.waiting"},
	flow.FilterHere:     {"state-present", "filter.here"},
	flow.FilterGone:     {"state-gone-home", "filter.gone"},
	flow.FilterAbsent:   {"state-absent", "filter.absent"},
}

var orderWords = map[flow.Order]string{flow.ByName: "order.name", flow.ByPlan: "order.plan", flow.ByState: "order.state"}
