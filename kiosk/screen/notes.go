package screen

import (
	"fyne.io/fyne/v2"

	"tambur/kiosk/flow"
)

// maxNotes is how many notes one page of the list holds.
const maxNotes = 8

// notesPage is what families have told staff today.
type notesPage struct {
	kit        *kit
	all        part
	bar        card
	sign       icon
	title      *label
	close      *button
	rows       []*noteRow
	empty      *label
	back, next *button
	pageWord   *label
	failed     *boardLine
	page       int
}

func newNotes(k *kit) *notesPage {
	p := &notesPage{
		kit: k, bar: newCard(), sign: k.icon(), title: newLabel(1, true, fyne.TextAlignLeading), close: k.button(),
		empty: newLabel(2, false, fyne.TextAlignCenter), back: k.button(), next: k.button(), pageWord: newLabel(1, false, fyne.TextAlignCenter), failed: newBoardLine(k),
	}
	p.all = group(p.bar.Rectangle, p.sign.Image, p.title, p.close, p.empty)
	for range maxNotes {
		r := newNoteRow(k)
		p.rows = append(p.rows, r)
		p.all.Add(r)
	}
	p.all.Add(p.back)
	p.all.Add(p.next)
	p.all.Add(p.pageWord)
	p.all.Add(p.failed)
	return p
}

func (p *notesPage) content() *fyne.Container { return p.all.Container }
func (p *notesPage) leave()                   { p.page = 0 }

func (p *notesPage) draw(v flow.View, w words, f frame) {
	list := v.Notes.Notes
	b := f.box
	head := b.cutTop(f.touch(72) + f.u(20))
	p.bar.draw(head, plumSoft, none, 0, 0)
	head = head.inset(f.u(28), f.u(10))
	p.close.draw(head.cutRight(max(f.u(250), minTouch*2)), paint{white, plumEdge, plum}, "left", w.say("notes.board"), f.u(26), "board", p.kit.BackToBoard)
	head.cutRight(f.u(16))
	side := f.u(48)
	p.sign.draw(head.cutLeft(side).middle(side, side), "note", plum, plumSoft)
	head.cutLeft(f.u(16))
	unseen := 0
	for _, n := range list {
		if !n.Seen {
			unseen++
		}
	}
	title := w.count("notes.title", unseen)
	if unseen == 0 {
		title = w.say("notes.none-new")
	}
	p.title.draw(head, title, f.u(34), ink)

	b = b.inset(f.u(28), f.u(20))
	if v.Notes.Failed {
		p.failed.draw(b.cutBottom(f.u(64)), "warning", w.say("board.failed"), amber, amberSoft, f)
		b.cutBottom(f.u(12))
	} else {
		show(p.failed, false)
	}
	empty := ""
	if len(list) == 0 {
		empty = w.say("notes.empty")
	}
	p.empty.draw(b, empty, f.u(28), soft)
	p.drawRows(b, v, w, f)
}

func (p *notesPage) drawRows(b box, v flow.View, w words, f frame) {
	list, gap := v.Notes.Notes, f.u(12)
	high := max(f.u(104), minTouch+f.u(22))
	if f.portrait {
		high = f.u(164)
	}
	fit := func() int { return max(1, min(len(p.rows), int((b.h+gap)/(high+gap)))) }
	pages, n := 1, fit()
	if len(list) > n {
		foot := b.cutBottom(f.touch(72))
		b.cutBottom(gap)
		n = fit()
		pages = (len(list) + n - 1) / n
		p.page = min(p.page, pages-1)
		cells := foot.grid(3, 1, f.u(16))
		turn := func(by int) func() {
			return func() {
				p.page = (p.page + by + pages) % pages
				p.kit.Touched()
				p.draw(v, w, f)
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
	some := list[p.page*n : min(len(list), (p.page+1)*n)]
	for i, r := range p.rows {
		show(r, i < len(some))
		if i < len(some) {
			r.draw(box{b.x, b.y + float32(i)*(high+gap), b.w, high}, some[i], w, f, p.kit)
		}
	}
}

// noteRow is one note and the button that acknowledges it.
type noteRow struct {
	part
	ground     card
	symbol     icon
	name, from *label
	sign       icon
	text       *label
	see        *button
	seenSign   icon
	seen       *label
}

func newNoteRow(k *kit) *noteRow {
	r := &noteRow{
		ground: newCard(), symbol: k.icon(), name: newLabel(1, true, fyne.TextAlignLeading), from: newLabel(1, false, fyne.TextAlignLeading),
		sign: k.icon(), text: newLabel(4, true, fyne.TextAlignLeading), see: k.button(), seenSign: k.icon(), seen: newLabel(2, false, fyne.TextAlignLeading),
	}
	r.part = group(r.ground.Rectangle, r.symbol.Image, r.name, r.from, r.sign.Image, r.text, r.seenSign.Image, r.seen, r.see)
	return r
}

func (r *noteRow) draw(at box, n flow.BoardNote, w words, f frame, k *kit) {
	at.put(r)
	b := box{0, 0, at.w, at.h}
	fill, border := amberSoft, amberEdge
	if n.Seen {
		fill, border = white, edge
	}
	r.ground.draw(b.inset(1, 1), fill, border, 2, f.u(18))
	b = b.inset(f.u(16), f.u(10))
	right := b.cutRight(max(f.u(180), minTouch*2))
	b.cutRight(f.u(14))
	r.drawSeen(right, n, fill, w, f, k)

	var who box
	if f.portrait { // what was told stands below who it is about
		who = b.cutTop(b.h * 0.48)
	} else {
		who = b.cutLeft(b.w * 0.38)
		b.cutLeft(f.u(14))
	}
	side := f.u(48)
	r.symbol.draw(who.cutLeft(side).middle(side, side), symbol("group", n.Symbol), ink, fill)
	who.cutLeft(f.u(14))
	who = who.middle(who.w, f.u(66))
	from := w.say("notes.from", "Group", n.Group, "By", n.By, "Time", clock(n.At))
	if n.By == "" {
		from = w.say("notes.from-nobody", "Group", n.Group, "Time", clock(n.At))
	}
	r.from.draw(who.cutBottom(f.u(27)), from, f.u(19), ink)
	r.name.draw(who, n.Child, f.u(29), ink)

	sign, text := "pen", n.Words
	if n.Phrase != "" {
		sign, text = phraseSign(n.Phrase, w)
		if n.Words != "" {
			text += ": " + n.Words
		}
	}
	if text == "" {
		text = w.say("notes.erased")
	}
	r.sign.draw(b.cutLeft(side).middle(f.u(44), f.u(44)), sign, plum, fill)
	b.cutLeft(f.u(14))
	r.text.draw(b, text, f.u(25), ink)
}

func (r *noteRow) drawSeen(b box, n flow.BoardNote, fill colour, w words, f frame, k *kit) {
	show(r.see, !n.Seen)
	show(r.seenSign, n.Seen)
	show(r.seen, n.Seen)
	if !n.Seen {
		r.see.draw(b.middle(b.w, max(f.u(100), minTouch)), paint{plum, plum, white}, "tick", w.say("notes.see"), f.u(28), "see-"+string(n.ID), func() { k.SeeNote(n.ID) })
		return
	}
	side := f.u(28)
	r.seenSign.draw(b.cutLeft(side).middle(side, side), "tick", soft, fill)
	b.cutLeft(f.u(8))
	text := w.say("notes.seen")
	if n.SeenBy != "" {
		text = w.say("notes.seen-by", "Name", n.SeenBy)
	}
	r.seen.draw(b, text, f.u(20), soft)
}
