package screen

import (
	"strconv"

	"fyne.io/fyne/v2"

	"tambur/kiosk/flow"
)

// homePage is what stands on the glass while nobody is at the door.
type homePage struct {
	kit            *kit
	all            part
	unit           *label
	syncSign       icon
	sync           *label
	language, lock *button
	clock, date    *label
	hero           *heroCard
	schedule       *scheduleCard
	menu           *menuCard
	notices        *noticeCard
	strip          *badgeStrip
}

func newHome(k *kit, badges []DemoBadge) *homePage {
	p := &homePage{
		kit:  k,
		unit: newLabel(1, true, fyne.TextAlignLeading), syncSign: k.icon(), sync: newLabel(1, false, fyne.TextAlignLeading),
		language: k.button(), lock: k.button(),
		clock: newLabel(1, true, fyne.TextAlignLeading), date: newLabel(2, false, fyne.TextAlignLeading),
		hero: newHeroCard(k), schedule: newScheduleCard(k), menu: newMenuCard(k), notices: newNoticeCard(k),
	}
	p.all = group(p.unit, p.syncSign.Image, p.sync, p.language, p.lock, p.clock, p.date,
		p.hero, p.schedule, p.menu, p.notices)
	if len(badges) > 0 {
		p.strip = newBadgeStrip(k, badges)
		p.all.Add(p.strip)
	}
	return p
}

func (p *homePage) content() *fyne.Container { return p.all.Container }
func (p *homePage) leave()                   {}

func (p *homePage) draw(v flow.View, w words, f frame) {
	b := f.box.inset(f.u(36), 0)
	b.cutTop(f.u(20))
	p.drawHeader(b.cutTop(f.touch(72)), v, w, f)
	b.cutTop(f.u(14))
	if p.strip != nil {
		p.strip.draw(b.cutBottom(f.touch(86)+f.u(60)), w, f)
		b.cutBottom(f.u(8))
	} else {
		b.cutBottom(f.u(32))
	}
	gap := f.u(22)
	planned := len(v.Home.Schedule) > 0 || len(v.Home.Menu) > 0
	if f.portrait {
		p.drawTime(b.cutTop(f.u(180)), v, w, f)
		b.cutTop(f.u(10))
		if !planned {
			p.drawNotices(b.cutBottom(p.noticesHeight(v, f)), &b, gap, v, w, f)
			p.hero.draw(b, v.Home.Unready, w, f)
			show(p.schedule, false)
			show(p.menu, false)
			return
		}
		p.hero.draw(b.cutTop(min(f.u(250), b.h*0.34)), v.Home.Unready, w, f)
		b.cutTop(gap)
		p.drawNotices(b.cutBottom(p.noticesHeight(v, f)), &b, gap, v, w, f)
		cells := b.grid(2, 1, gap)
		p.schedule.draw(cells[0], v, w, f)
		p.menu.draw(cells[1], v, w, f)
		return
	}
	if !planned {
		p.drawNotices(b.cutBottom(p.noticesHeight(v, f)), &b, gap, v, w, f)
		p.drawTime(b.cutTop(f.u(190)), v, w, f)
		b.cutTop(gap)
		p.hero.draw(b, v.Home.Unready, w, f)
		show(p.schedule, false)
		show(p.menu, false)
		return
	}
	left := b.cutLeft(b.w * 0.385)
	b.cutLeft(f.u(28))
	p.drawTime(left.cutTop(f.u(190)), v, w, f)
	left.cutTop(f.u(18))
	p.hero.draw(left, v.Home.Unready, w, f)
	p.drawNotices(b.cutBottom(p.noticesHeight(v, f)), &b, gap, v, w, f)
	wide := b.cutLeft((b.w - gap) * 0.47)
	b.cutLeft(gap)
	p.schedule.draw(wide, v, w, f)
	p.menu.draw(b, v, w, f)
}

func (p *homePage) drawHeader(b box, v flow.View, w words, f frame) {
	side := f.touch(68)
	p.lock.draw(b.cutRight(side).middle(side, side), bare, "lock", "", f.u(24), "staff", p.kit.OpenStaff)
	b.cutRight(f.u(10))
	next := p.kit.words.after(w)
	p.language.draw(b.cutRight(max(f.u(170), side*1.9)).middle(b.w, side), quiet, "language", next.say("language.name"), f.u(22),
		"language-"+next.tag, func() { p.kit.Language(next.tag) })
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
	wide := min(measure(text, size, false)+1, b.w*0.5)
	p.sync.draw(b.cutRight(wide), text, size, soft)
	b.cutRight(f.u(8))
	p.syncSign.draw(b.cutRight(f.u(28)).middle(f.u(28), f.u(28)), sign, soft, paper)
	b.cutRight(f.u(24))
	p.unit.draw(b, v.Unit, f.u(28), ink)
}

// count is a number of events as a plural form takes it.
func count(n uint64) int {
	const most = 1 << 30
	if n > most {
		return most
	}
	return int(n)
}

func (p *homePage) drawTime(b box, v flow.View, w words, f frame) {
	p.clock.draw(b.cutTop(b.h*0.74), clock(v.Now), f.u(124), ink)
	p.date.draw(b, w.date(v.Now), f.u(34), ink)
}

func (p *homePage) noticesHeight(v flow.View, f frame) float32 {
	switch n := len(v.Home.Notices); {
	case n == 0:
		return 0
	case n == 1:
		return f.u(70)
	default:
		return f.u(28 + 38*float32(min(n, maxNotices)))
	}
}

func (p *homePage) drawNotices(at box, rest *box, gap float32, v flow.View, w words, f frame) {
	show(p.notices, at.h > 0)
	if at.h > 0 {
		rest.cutBottom(gap)
		p.notices.draw(at, v, w, f)
	}
}

// heroCard asks for a code, or tells that the tablet isn't ready for any.
type heroCard struct {
	part
	ground      card
	picture     icon
	title, hint *label
}

func newHeroCard(k *kit) *heroCard {
	h := &heroCard{ground: newCard(), picture: k.icon(), title: newLabel(2, true, fyne.TextAlignCenter), hint: newLabel(3, false, fyne.TextAlignCenter)}
	h.part = group(h.ground.Rectangle, h.picture.Image, h.title, h.hint)
	return h
}

func (h *heroCard) draw(at box, unready bool, w words, f frame) {
	show(h, true)
	at.put(h)
	b := box{0, 0, at.w, at.h}
	h.ground.draw(b, teal, none, 0, f.u(28))
	b = b.inset(f.u(26), f.u(22))
	picture, title, hint := "picture-scan", w.say("home.scan"), w.say("home.scan-hint")
	if unready {
		picture, title, hint = "picture-setup", w.say("home.unready"), w.say("home.unready-hint")
	}
	var place box
	if b.w > b.h*1.9 { // wide and low: the picture beside the words
		place = b.cutLeft(min(b.w*0.42, b.h*4/3))
		b.cutLeft(f.u(20))
		b = b.middle(b.w, f.u(190))
	} else {
		place = b.cutTop(max(0, b.h-f.u(124)))
		b.cutTop(f.u(6))
	}
	h.picture.tinted(place.middle(min(place.w, place.h*4/3), place.h), picture, white, teal, rgb(0x5F9EA3))
	h.title.draw(b.cutTop(b.h*0.52), title, f.u(40), white)
	h.hint.draw(b, hint, f.u(22), white)
}

const maxNotices = 3

// noticeCard is a few words to everybody.
type noticeCard struct {
	part
	ground card
	sign   icon
	lines  [maxNotices]*label
}

func newNoticeCard(k *kit) *noticeCard {
	n := &noticeCard{ground: newCard(), sign: k.icon()}
	n.part = group(n.ground.Rectangle, n.sign.Image)
	for i := range n.lines {
		n.lines[i] = newLabel(2, false, fyne.TextAlignLeading)
		n.Add(n.lines[i])
	}
	return n
}

func (n *noticeCard) draw(at box, v flow.View, w words, f frame) {
	at.put(n)
	b := box{0, 0, at.w, at.h}
	n.ground.draw(b, tealSoft, none, 0, f.u(20))
	b = b.inset(f.u(20), f.u(10))
	n.sign.draw(b.cutLeft(f.u(32)).middle(f.u(32), f.u(32)), "notice", teal, tealSoft)
	b.cutLeft(f.u(16))
	some := v.Home.Notices[:min(len(v.Home.Notices), maxNotices)]
	rows := b.grid(1, len(some), 0)
	for i, l := range n.lines {
		if i >= len(some) {
			show(l, false)
			continue
		}
		l.draw(rows[i], some[i].Text.In(w.tag), f.u(20), ink)
	}
}

// badgeStrip is the demo's cards to tap in place of a scanner, some at a time.
type badgeStrip struct {
	part
	gate   *gate
	badges []DemoBadge
	title  *label
	cards  []*badgeCard
	turn   *button
	first  int
	again  func()
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
		c := &badgeCard{ground: newCard(), sign: k.icon(), name: newLabel(1, true, fyne.TextAlignLeading), hint: newLabel(2, false, fyne.TextAlignLeading), tile: k.tile()}
		c.part = group(c.ground.Rectangle, c.sign.Image, c.name, c.hint, c.tile)
		s.cards = append(s.cards, c)
		s.Add(c)
	}
	s.Add(s.turn)
	return s
}

func (s *badgeStrip) draw(at box, w words, f frame) {
	s.again = func() { s.draw(at, w, f) }
	at.put(s)
	b := box{0, 0, at.w, at.h}
	b.cutBottom(f.u(20))
	s.title.draw(b.cutTop(f.u(32)), w.say("home.demo"), f.u(18), soft)
	b.cutTop(f.u(4))
	gap := f.u(14)
	fits := max(1, min(len(s.cards), int((b.w+gap)/(f.u(214)+gap))))
	show(s.turn, len(s.badges) > fits)
	if len(s.badges) > fits {
		s.turn.draw(b.cutRight(f.touch(72)), quiet, "right", "", f.u(24), "turn", func() {
			s.first += fits
			if s.first >= len(s.badges) {
				s.first = 0
			}
			s.again()
		})
		b.cutRight(gap)
		fits = max(1, min(len(s.cards), int((b.w+gap)/(f.u(214)+gap))))
	}
	if s.first >= len(s.badges) {
		s.first = 0
	}
	cells := b.grid(fits, 1, gap)
	for i, c := range s.cards {
		n := s.first + i
		show(c, i < fits && n < len(s.badges))
		if !c.Visible() {
			continue
		}
		cells[i].put(c)
		in := box{0, 0, cells[i].w, cells[i].h}
		c.ground.draw(in, white, edge, 2, f.u(18))
		in.put(c.tile)
		c.tile.bind("badge-"+strconv.Itoa(n), f.u(18), s.badges[n].Scan)
		in = in.inset(f.u(14), f.u(8))
		side := f.u(38)
		c.sign.draw(in.cutLeft(side).middle(side, side), "badge", teal, white)
		in.cutLeft(f.u(12))
		c.name.draw(in.cutTop(in.h*0.5), s.badges[n].Name, f.u(20), ink)
		c.hint.draw(in, s.badges[n].Hint, f.u(16), soft)
	}
}
