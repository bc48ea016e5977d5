package screen

import (
	"strconv"

	"fyne.io/fyne/v2"

	"tambur/kiosk/attendance"
	"tambur/kiosk/flow"
)

// maxHall is how many cards of waiting children are made: more than any window
// shows at once.
const maxHall = 24

// hallBand is the families who wait for staff, on Home. Cards have fixed places
// in fixed columns, so that one more or less moves none of the others.
type hallBand struct {
	part
	kit              *kit
	ground, bar      card
	sign             icon
	title, line      *label
	undo, board, end *button
	cards            []*waitingCard
	turn             *button
	first            int
	laid             hallPlan
}

// hallPlan is how the cards are laid out.
type hallPlan struct{ columns, rows, pages int }

func newHallBand(k *kit) *hallBand {
	h := &hallBand{
		kit: k, ground: newCard(), bar: newCard(), sign: k.icon(),
		title: newLabel(1, true, fyne.TextAlignLeading), line: newLabel(2, false, fyne.TextAlignLeading),
		undo: k.button(), board: k.button(), end: k.button(), turn: k.button(),
	}
	h.part = group(h.ground.Rectangle, h.bar.Rectangle, h.sign.Image, h.title, h.line, h.undo, h.board, h.end)
	for range maxHall {
		c := newWaitingCard(k)
		h.cards = append(h.cards, c)
		h.Add(c)
	}
	h.Add(h.turn)
	return h
}

const (
	hallPad  = 14 // units
	hallGap  = 12
	hallCard = 178 // the least width of a card
)

// plan finds the rows that the children take of a page so wide; none without
// any child or member of staff.
func (h *hallBand) plan(v flow.HallView, wide float32, f frame) hallPlan {
	n := len(v.Waiting)
	if n == 0 && v.Staff == "" {
		return hallPlan{}
	}
	most := 2
	if f.portrait {
		most = 3
	}
	gap := f.u(hallGap)
	p := hallPlan{columns: max(2, int((wide-2*f.u(hallPad)+gap)/(f.touch(hallCard)+gap))), pages: 1}
	p.columns = min(p.columns, maxHall/most)
	p.rows = min(most, (max(n, 1)+p.columns-1)/p.columns)
	if n > p.rows*p.columns {
		on := p.rows*p.columns - 1 // the last place turns the page
		p.pages = (n + on - 1) / on
	}
	return p
}

func (h *hallBand) head(f frame) float32 { return max(f.u(76), minTouch+8) }
func (h *hallBand) row(f frame) float32  { return f.touch(104) }

// height is what the band takes of Home.
func (h *hallBand) height(v flow.HallView, wide float32, f frame) float32 {
	p := h.plan(v, wide, f)
	if p.rows == 0 {
		return 0
	}
	return h.head(f) + 2*f.u(hallPad) + float32(p.rows)*(h.row(f)+f.u(hallGap))
}

func (h *hallBand) draw(at box, v flow.View, w words, f frame) {
	hall := v.Home.Hall
	p := h.plan(hall, at.w, f)
	if p != h.laid {
		// What lay under a finger has moved.
		h.laid, h.kit.gate.changed = p, h.kit.gate.now()
	}
	show(h, p.rows > 0)
	if p.rows == 0 {
		return
	}
	at.put(h)
	b := box{0, 0, at.w, at.h}
	h.ground.draw(b, white, edge, 2, f.u(24))
	b = b.inset(f.u(hallPad), f.u(hallPad))
	h.drawHead(b.cutTop(h.head(f)), hall, w, f)
	b.cutTop(f.u(hallGap))
	h.drawCards(b, p, v, w, f)
}

func (h *hallBand) drawHead(b box, v flow.HallView, w words, f frame) {
	staffed := v.Staff != ""
	fill := white
	if staffed {
		fill = plum
	}
	h.bar.draw(b, fill, none, 0, f.u(18))
	show(h.undo, v.Undo != nil)
	show(h.board, staffed)
	show(h.end, staffed)
	b.cutLeft(f.u(12))
	side := f.u(36)
	if !staffed {
		h.sign.draw(b.cutLeft(side).middle(side, side), "state-announced", amber, fill)
		b.cutLeft(f.u(12))
		h.drawLines(b, w.count("hall.waiting", len(v.Waiting)), w.say("hall.how"), amber, soft, f)
		return
	}
	pad := min(f.u(6), (b.h-minTouch)/2)
	place := func(wide float32) box {
		cell := b.cutRight(max(wide, minTouch)).inset(0, pad)
		b.cutRight(f.u(8))
		return cell
	}
	b.cutRight(f.u(6))
	h.end.draw(place(f.u(140)), paint{plum, plumEdge, white}, "", w.say("hall.end"), f.u(22), "end", h.kit.Leave)
	h.board.draw(place(f.u(140)), paint{white, white, plum}, "", w.say("hall.board"), f.u(22), "staff", h.kit.OpenStaff)
	if v.Undo != nil {
		h.undo.draw(place(f.u(150)), paint{white, white, plum}, "undo", w.say("button.undo"), f.u(22), "undo", h.kit.Undo)
	}
	h.sign.draw(b.cutLeft(side).middle(side, side), "person", white, fill)
	b.cutLeft(f.u(12))
	h.drawLines(b, v.Staff, hallWords(v, w, b.w, f), white, white, f)
}

// hallWords are what the bar says to the member of staff who is there. Names
// that don't go into its width are counted.
func hallWords(v flow.HallView, w words, wide float32, f frame) string {
	switch {
	case v.Failed:
		return w.say("hall.failed")
	case v.Undo != nil:
		key, unnamed := "hall.released", "hall.released-unnamed"
		if comes(v.Undo.Action) {
			key, unnamed = "hall.received", "hall.received-unnamed"
		}
		text := w.count(key, v.Undo.Count, "Names", w.list(v.Undo.Names))
		lines, all := wrap(text, f.u(18), false, wide)
		if len(v.Undo.Names) < v.Undo.Count || !all || len(lines) > 1 {
			return w.count(unnamed, v.Undo.Count)
		}
		return text
	}
	for _, c := range v.Waiting {
		if !c.Taken {
			return w.say("hall.tap")
		}
	}
	return w.say("hall.nobody")
}

func (h *hallBand) drawLines(b box, title, line string, of, below colour, f frame) {
	b = b.inset(0, f.u(3))
	h.title.draw(b.cutTop(b.h*0.5), title, f.u(25), of)
	h.line.draw(b, line, f.u(18), below)
}

func (h *hallBand) drawCards(b box, p hallPlan, v flow.View, w words, f frame) {
	list := v.Home.Hall.Waiting
	cells := b.grid(p.columns, p.rows, f.u(hallGap))
	n := len(cells)
	show(h.turn, p.pages > 1)
	if p.pages > 1 {
		n--
		h.first = min(h.first/n, p.pages-1) * n
		more := "+" + strconv.Itoa(len(list)-min(n, len(list)-h.first))
		h.turn.draw(cells[n], quiet, "right", more, f.u(24), "hall", func() {
			h.kit.Touched()
			if h.first += n; h.first >= len(list) {
				h.first = 0
			}
			h.drawCards(b, p, v, w, f)
		})
	} else {
		h.first = 0
	}
	for i, c := range h.cards {
		of := h.first + i
		show(c, i < n && of < len(list))
		if c.Visible() {
			c.draw(cells[i], list[of], v.Home.Hall.Staff != "", w, f, h.kit)
		}
	}
}

// waitingCard is a child whose family waits; a tap takes its next step.
type waitingCard struct {
	part
	ground, disc, foot card
	symbol, sign, long icon
	name, text         *label
	tile               *tile
}

func newWaitingCard(k *kit) *waitingCard {
	c := &waitingCard{
		ground: newCard(), disc: newCard(), foot: newCard(), symbol: k.icon(), sign: k.icon(), long: k.icon(),
		name: newLabel(2, true, fyne.TextAlignLeading), text: newLabel(1, true, fyne.TextAlignLeading), tile: k.tile(),
	}
	c.part = group(c.ground.Rectangle, c.disc.Rectangle, c.symbol.Image, c.name, c.foot.Rectangle, c.sign.Image, c.text, c.long.Image, c.tile)
	return c
}

func (c *waitingCard) draw(at box, child flow.WaitingChild, staffed bool, w words, f frame, k *kit) {
	at.put(c)
	b := box{0, 0, at.w, at.h}
	s := stateSign(child.State)
	fill, stroke, width := s.fill, s.edge, float32(2)
	switch {
	case child.Taken:
		fill, stroke = paper, edge
	case child.Long:
		stroke, width = s.line, max(3, f.u(5))
	}
	c.ground.draw(b.inset(width/2, width/2), fill, stroke, width, f.u(18))
	b.put(c.tile)
	var take func()
	if !child.Taken && child.Action != attendance.Wait {
		take = func() { k.Take(child.ID) }
	}
	c.tile.bind("hall-"+string(child.Action)+"-"+string(child.ID), f.u(18), take)

	b = b.inset(f.u(10), f.u(9))
	foot := b.cutBottom(min(f.u(36), b.h*0.44))
	b.cutBottom(f.u(3))
	side := min(f.u(42), b.h)
	disc := b.cutLeft(side).middle(side, side)
	c.disc.draw(disc, white, none, 0, side/2)
	c.symbol.draw(disc.middle(side*0.72, side*0.72), symbol("group", child.Symbol), ink, white)
	b.cutLeft(f.u(8))
	late := child.Long && !child.Taken
	show(c.long, late)
	if late {
		c.long.draw(b.cutRight(f.u(26)).middle(f.u(26), f.u(26)), "warning", s.line, fill)
		b.cutRight(f.u(2))
	}
	name, of := child.Name, ink
	if name == "" {
		of = soft
		if lines, all := wrap(child.Group, f.u(19), true, b.w); all && len(lines) <= 2 {
			name = child.Group
		}
	}
	if child.Taken {
		of = soft
	}
	c.name.draw(b, name, f.u(23), of)
	c.drawFoot(foot, child, staffed, s, fill, w, f)
}

// drawFoot tells how long the family has waited, and to staff who are there what
// a tap does.
func (c *waitingCard) drawFoot(b box, child flow.WaitingChild, staffed bool, s sign, fill colour, w words, f frame) {
	ground, line := white, ink
	drawing, short := s.icon, clock(child.Since)
	text := w.say("board.since", "State", w.say(s.word), "Time", clock(child.Since))
	mark := s.line
	if child.Long {
		text = w.say("hall.waited", "Minutes", child.Minutes)
	}
	switch {
	case child.Taken:
		ground, line, mark, drawing = fill, soft, teal, "tick"
		text = w.say("hall.taken-released")
		if comes(child.Action) {
			text = w.say("hall.taken-received")
		}
	case staffed:
		ground, line, mark = s.line, white, white
		short = w.say(actionStep(child.Action).staff)
		text = w.say("hall.step", "Step", short, "Time", clock(child.Since))
		if child.Long {
			text = w.say("hall.step-waited", "Step", short, "Minutes", child.Minutes)
		}
	case child.Long:
		ground, line, mark = s.line, white, white
	}
	c.foot.draw(b, ground, none, 0, f.u(11))
	b = b.inset(f.u(8), 0)
	side := min(f.u(22), b.h)
	c.sign.draw(b.cutLeft(side).middle(side, side), drawing, mark, ground)
	b.cutLeft(f.u(6))
	if measure(text, f.u(17), true) > b.w {
		text = short
	}
	c.text.draw(b, text, f.u(18), line)
}
