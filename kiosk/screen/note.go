package screen

import (
	"fyne.io/fyne/v2"

	"tambur/kiosk/attendance"
	"tambur/kiosk/flow"
)

// notePage offers what can be told to staff: one tap on a picture is enough, and
// nothing has to be read but a word or two.
type notePage struct {
	kit      *kit
	all      part
	sign     icon
	title    *label
	children []*button
	phrases  []*phraseTile
	cancel   *button
}

func newNote(k *kit) *notePage {
	p := &notePage{kit: k, sign: k.icon(), title: newLabel(2, true, fyne.TextAlignLeading), children: k.buttons(maxFamily), cancel: k.button()}
	p.all = group(p.sign.Image, p.title, p.cancel)
	for _, b := range p.children {
		p.all.Add(b)
	}
	for range len(attendance.Phrases()) + 1 { // and one to write with
		t := newPhraseTile(k)
		p.phrases = append(p.phrases, t)
		p.all.Add(t)
	}
	return p
}

func (p *notePage) content() *fyne.Container { return p.all.Container }
func (p *notePage) leave()                   {}

func (p *notePage) draw(v flow.View, w words, f frame) {
	b := f.inset(f.u(40), f.u(28))
	head := b.cutTop(f.touch(76))
	p.cancel.draw(head.cutRight(max(f.u(210), minTouch*2)), secondary, "close", w.say("button.cancel"), f.u(26), "cancel", p.kit.Leave)
	head.cutRight(f.u(20))
	side := f.u(52)
	p.sign.draw(head.cutLeft(side).middle(side, side), "note", teal, paper)
	head.cutLeft(f.u(18))
	var names []string
	for _, c := range v.Note.Children {
		if c.Chosen {
			names = append(names, c.GivenName)
		}
	}
	p.title.draw(head, w.say("note.title", "Names", w.list(names)), f.u(40), ink)
	b.cutTop(f.u(18))
	p.drawChildren(&b, v.Note.Children, f)

	tiles := len(v.Note.Phrases) + 1
	columns := 5
	switch {
	case f.portrait:
		columns = 3
	case tiles <= 8:
		columns = 4
	}
	rows := (tiles + columns - 1) / columns
	gap := f.u(14)
	cells := b.middle(b.w, min(b.h, f.u(220)*float32(rows)+gap*float32(rows-1))).grid(columns, rows, gap)
	for i, t := range p.phrases {
		show(t, i < tiles)
		switch {
		case i < tiles-1:
			phrase := v.Note.Phrases[i]
			sign, word := phraseSign(phrase, w)
			t.draw(cells[i], quiet, sign, word, f, "phrase-"+string(phrase), func() { p.kit.SendPhrase(phrase) })
		case i == tiles-1:
			t.draw(cells[i], secondary, "pen", w.say("note.write"), f, "write", p.kit.OpenWriting)
		}
	}
}

// drawChildren lets siblings be told apart; of one child there is nothing to
// choose.
func (p *notePage) drawChildren(b *box, children []flow.NoteChild, f frame) {
	n := min(len(children), len(p.children))
	if n < 2 {
		n = 0
	}
	var cells []box
	if n > 0 {
		columns := n
		if f.portrait {
			columns = min(n, 3)
		}
		gap := f.u(14)
		rows := (n + columns - 1) / columns
		row := b.cutTop((f.touch(72)+gap)*float32(rows) - gap)
		b.cutTop(f.u(16))
		cells = row.middle(min(row.w, f.u(300)*float32(columns)), row.h).grid(columns, rows, gap)
	}
	for i, c := range p.children {
		show(c, i < n)
		if i >= n {
			continue
		}
		child, look, sign := children[i], quiet, "check-off"
		if child.Chosen {
			look, sign = paint{tealSoft, teal, teal}, "check-on"
		}
		c.draw(cells[i], look, sign, child.GivenName, f.u(26), "about-"+string(child.ID), func() { p.kit.NoteAbout(child.ID) })
	}
}

// phraseSign is a phrase's drawing and its words; of a phrase that this version
// doesn't know, its code is better than nothing.
func phraseSign(p attendance.Phrase, w words) (sign, word string) {
	key, ok := phraseWords[p]
	if !ok {
		return "note", string(p)
	}
	return symbol("phrase", string(p)), w.say(key)
}

var phraseWords = map[attendance.Phrase]string{
	attendance.SleptBadly:       "phrase.slept-badly",
	attendance.SleptWell:        "phrase.slept-well",
	attendance.WokeEarly:        "phrase.woke-early",
	attendance.HasEaten:         "phrase.has-eaten",
	attendance.NotEaten:         "phrase.not-eaten",
	attendance.Tired:            "phrase.tired",
	attendance.HappyDay:         "phrase.happy-day",
	attendance.HardGoodbye:      "phrase.hard-goodbye",
	attendance.PickedUpEarly:    "phrase.picked-up-early",
	attendance.SomeoneElse:      "phrase.someone-else-collects",
	attendance.ExtraClothesLeft: "phrase.extra-clothes-left",
	attendance.ToyFromHome:      "phrase.toy-from-home",
	attendance.CallMe:           "phrase.call-me",
	attendance.TalkAtPickup:     "phrase.talk-at-pickup",
}

// phraseTile is a picture with its words below.
type phraseTile struct {
	part
	ground card
	sign   icon
	word   *label
	tile   *tile
}

func newPhraseTile(k *kit) *phraseTile {
	t := &phraseTile{ground: newCard(), sign: k.icon(), word: newLabel(2, true, fyne.TextAlignCenter), tile: k.tile()}
	t.part = group(t.ground.Rectangle, t.sign.Image, t.word, t.tile)
	return t
}

func (t *phraseTile) draw(at box, p paint, sign, word string, f frame, key string, tap func()) {
	at.put(t)
	b := box{0, 0, at.w, at.h}
	t.ground.draw(b.inset(1, 1), p.fill, p.edge, 2, f.u(22))
	b.put(t.tile)
	t.tile.bind(key, f.u(22), tap)
	b = b.inset(f.u(12), f.u(10))
	words := b.cutBottom(max(b.h*0.42, f.u(44)))
	side := min(f.u(76), b.h)
	t.sign.draw(b.middle(side, side), sign, teal, p.fill)
	t.word.draw(words, word, f.u(23), p.text)
}
