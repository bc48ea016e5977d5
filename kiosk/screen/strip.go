package screen

import (
	"strconv"

	"fyne.io/fyne/v2"
)

// badgeStrip is the demo's cards to tap in place of a scanner, some at a time.
type badgeStrip struct {
	part
	gate   *gate
	badges []DemoBadge
	title  *label
	cards  []*badgeCard
	turn   *button
	first  int
}

type badgeCard struct {
	part
	ground     card
	sign       icon
	name, hint *label
	tile       *tile
}

// maxBadges is how many cards are made: more than any window shows at once.
const maxBadges = 10

func newBadgeStrip(k *kit, badges []DemoBadge) *badgeStrip {
	s := &badgeStrip{gate: k.gate, badges: badges, title: newLabel(1, false, fyne.TextAlignLeading), turn: k.button()}
	s.part = group(s.title)
	for range min(len(badges), maxBadges) {
		c := &badgeCard{ground: newCard(), sign: k.icon(), name: newLabel(1, true, fyne.TextAlignLeading), hint: newLabel(2, false, fyne.TextAlignLeading).atTop(), tile: k.tile()}
		c.part = group(c.ground.Rectangle, c.sign.Image, c.name, c.hint, c.tile)
		s.cards = append(s.cards, c)
		s.Add(c)
	}
	s.Add(s.turn)
	return s
}

func (s *badgeStrip) height(f frame) float32 { return f.touch(76) + f.u(30+20) }

func (s *badgeStrip) draw(at box, w words, f frame) {
	at.put(s)
	b := box{0, 0, at.w, at.h}
	b.cutBottom(f.u(20))
	s.title.draw(b.cutTop(f.u(28)), w.say("home.demo"), f.u(17), soft)
	b.cutTop(f.u(2))
	gap := f.u(12)
	fits := func() int { return max(1, min(len(s.cards), int((b.w+gap)/(f.u(206)+gap)))) }
	n := fits()
	show(s.turn, len(s.badges) > n)
	if len(s.badges) > n {
		s.turn.draw(b.cutRight(f.touch(72)), quiet, "right", "", f.u(24), "turn", func() {
			s.gate.touched()
			if s.first += n; s.first >= len(s.badges) {
				s.first = 0
			}
			s.draw(at, w, f)
		})
		b.cutRight(gap)
		n = fits()
	}
	if s.first >= len(s.badges) {
		s.first = 0
	}
	cells := b.grid(n, 1, gap)
	size := f.u(19)
	for i := range min(n, len(s.badges)-s.first) {
		size = min(size, s.cards[i].name.fits(s.badges[s.first+i].Name, f.u(19), badgeRoom(cells[i], f)))
	}
	for i, c := range s.cards {
		of := s.first + i
		show(c, i < n && of < len(s.badges))
		if c.Visible() {
			c.draw(cells[i], s.badges[of], strconv.Itoa(of), size, w, f)
		}
	}
}

func (c *badgeCard) draw(at box, badge DemoBadge, key string, size float32, w words, f frame) {
	at.put(c)
	b := box{0, 0, at.w, at.h}
	c.ground.draw(b, white, edge, 2, f.u(18))
	b.put(c.tile)
	c.tile.bind("badge-"+key, f.u(18), badge.Scan)
	side := f.u(32)
	c.sign.draw(box{f.u(12), 0, side, b.h}.middle(side, side), "badge", teal, white)
	b = badgeRoom(b, f)
	small := whole(f.u(16))
	text := badge.Hint.In(w.tag)
	lines, _ := wrap(text, small, false, b.w)
	hint := min(b.h*0.6, float32(min(2, len(lines)))*lineHeight(small, false))
	b = b.middle(b.w, lineHeight(size, true)+hint)
	c.name.draw(b.cutTop(b.h-hint), badge.Name, size, ink)
	c.hint.draw(b, text, small, soft)
}

// badgeRoom is what a card leaves for words.
func badgeRoom(b box, f frame) box {
	b.cutLeft(f.u(12 + 32 + 10))
	b.cutRight(f.u(10))
	return b.inset(0, f.u(8))
}
