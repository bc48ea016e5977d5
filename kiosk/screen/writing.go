package screen

import (
	"strings"

	"fyne.io/fyne/v2"

	"tambur/kiosk/flow"
)

// maxKeys is how many letters a row of the keyboard has at most: as many as a
// finger can tell apart on the narrowest tablet.
const maxKeys = 11

// digitRows are the keys behind "123"; they are the same in all languages.
var digitRows = [3]string{"1234567890", "-/:;()&@+%", "?!'\""}

// writingPage is a keyboard of our own: no other comes up on the tablet, and a
// field that takes the focus would swallow the next family's scan.
type writingPage struct {
	kit           *kit
	all           part
	title, hint   *label
	hintSign      icon
	paper         card
	words, left   *label
	rows          [3][]*button
	erase, turn   *button
	comma, period *button
	space         *button
	back, send    *button
	digits        bool
}

func newWriting(k *kit) *writingPage {
	p := &writingPage{
		kit: k, title: newLabel(2, true, fyne.TextAlignLeading), hint: newLabel(1, false, fyne.TextAlignTrailing), hintSign: k.icon(), paper: newCard(),
		words: newLabel(4, false, fyne.TextAlignLeading).atTop(), left: newLabel(1, false, fyne.TextAlignTrailing),
		erase: k.button(), turn: k.button(), comma: k.button(), period: k.button(), space: k.button(), back: k.button(), send: k.button(),
	}
	p.all = group(p.title, p.hintSign.Image, p.hint, p.paper.Rectangle, p.words, p.left)
	for i := range p.rows {
		p.rows[i] = k.buttons(maxKeys)
		for _, b := range p.rows[i] {
			p.all.Add(b)
		}
	}
	for _, b := range []*button{p.erase, p.turn, p.comma, p.period, p.space, p.back, p.send} {
		p.all.Add(b)
	}
	return p
}

func (p *writingPage) content() *fyne.Container { return p.all.Container }
func (p *writingPage) leave()                   { p.digits = false }

func (p *writingPage) draw(v flow.View, w words, f frame) {
	b := f.inset(f.u(40), f.u(24))
	high := f.u(56)
	if f.portrait {
		high = f.u(84)
	}
	head := b.cutTop(high)
	b.cutTop(f.u(10))
	hint := w.say("note.hint")
	wide := min(head.w*0.5, measure(hint, f.u(24), false)+f.u(44))
	right := head.cutRight(wide)
	side := f.u(28)
	p.hintSign.draw(right.cutLeft(side).middle(side, side), "warning", amber, paper)
	p.hint.draw(right, hint, f.u(24), amber)
	p.title.draw(head, w.say("note.writing", "Names", w.list(v.Writing.Children)), f.u(34), ink)

	foot := b.cutBottom(f.touch(88))
	b.cutBottom(f.u(14))
	p.drawFoot(foot, v, w, f)

	gap := f.u(6)
	row := min(max((b.h*0.7-3*gap)/4, minTouch), f.u(96))
	keys := b.cutBottom(4*row + 3*gap)
	b.cutBottom(f.u(14))
	p.drawWords(b.cutBottom(f.u(230)), v, w, f)
	// The keyboard is as wide as the glass lets it be.
	keys.x, keys.w = f.u(10), f.w-2*f.u(10)
	p.drawKeys(keys.middle(f.u(1200), keys.h), row, gap, v, w, f)
}

func (p *writingPage) drawWords(b box, v flow.View, w words, f frame) {
	p.paper.draw(b, white, edge, 2, f.u(20))
	b = b.inset(f.u(22), f.u(12))
	p.left.draw(b.cutBottom(f.u(24)), w.count("note.left", v.Writing.Left), f.u(18), soft)
	text, line := v.Writing.Words, ink
	if strings.TrimSpace(text) == "" {
		text, line = w.say("note.empty"), soft
	}
	p.words.draw(b, text, f.u(30), line)
}

func (p *writingPage) drawFoot(b box, v flow.View, w words, f frame) {
	p.back.draw(b.cutLeft(min(f.u(260), b.w*0.36)), secondary, "left", w.say("button.back"), f.u(28), "back", p.kit.OpenNote)
	b.cutLeft(f.u(20))
	if v.Writing.CanSend {
		p.send.draw(b, primary, "tick", w.say("note.send"), f.u(32), "send", p.kit.SendWords)
	} else {
		p.send.draw(b, off, "", w.say("note.send"), f.u(32), "", nil)
	}
}

func (p *writingPage) drawKeys(b box, row, gap float32, v flow.View, w words, f frame) {
	rows := [3]string{w.say("keyboard.first"), w.say("keyboard.second"), w.say("keyboard.third")}
	turn := w.say("note.digits")
	if p.digits {
		rows, turn = digitRows, w.say("note.letters")
	}
	key := (b.w - gap*(maxKeys-1)) / maxKeys
	size := f.u(34)
	for i, letters := range rows {
		line := b.cutTop(row)
		b.cutTop(gap)
		runes := []rune(letters)
		n := min(len(runes), maxKeys)
		if i == len(rows)-1 {
			p.erase.draw(line.cutRight(2*key+gap), quiet, "erase", "", size, "erase", p.kit.EraseLetter)
			line.cutRight(gap)
			n = min(n, maxKeys-2)
		}
		line = line.middle(float32(n)*key+float32(n-1)*gap, row)
		for j, k := range p.rows[i] {
			show(k, j < n)
			if j < n {
				p.drawKey(k, box{line.x + float32(j)*(key+gap), line.y, key, row}, string(runes[j]), v, size)
			}
		}
	}
	line := b
	p.turn.draw(line.cutLeft(2*key+gap), quiet, "", turn, f.u(28), "keys", func() {
		p.digits = !p.digits
		p.kit.Touched()
		p.draw(v, w, f)
	})
	line.cutLeft(gap)
	p.period.draw(line.cutRight(key), quiet, "", ".", size, "letter-.", func() { p.kit.Letter(".") })
	line.cutRight(gap)
	p.comma.draw(line.cutRight(key), quiet, "", ",", size, "letter-,", func() { p.kit.Letter(",") })
	line.cutRight(gap)
	p.space.draw(line, quiet, "", w.say("note.space"), f.u(24), "space", func() { p.kit.Letter(" ") })
}

func (p *writingPage) drawKey(k *button, at box, letter string, v flow.View, size float32) {
	text := letter
	if v.Writing.Capital {
		text = strings.ToUpper(letter)
	}
	k.draw(at, quiet, "", text, size, "letter-"+letter, func() { p.kit.Letter(letter) })
}
