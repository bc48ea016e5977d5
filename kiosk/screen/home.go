package screen

import (
	"fyne.io/fyne/v2"

	"tambur/kiosk/attendance"
	"tambur/kiosk/flow"
)

// homePage is what stands on the glass while nobody is at the door.
type homePage struct {
	kit            *kit
	all            part
	unit           *label
	sync           *syncLine
	language, lock *button
	roll           *button
	clock, date    *label
	hero           *heroCard
	schedule       *scheduleCard
	menu           *menuCard
	notices        *noticeCard
	hall           *hallBand
	strip          *badgeStrip
}

func newHome(k *kit, badges []DemoBadge) *homePage {
	p := &homePage{
		kit:  k,
		unit: newLabel(2, true, fyne.TextAlignLeading), sync: newSyncLine(k),
		language: k.button(), lock: k.button(), roll: k.button(),
		clock: newLabel(1, true, fyne.TextAlignLeading), date: newLabel(2, false, fyne.TextAlignLeading).atTop(),
		hero: newHeroCard(k), schedule: newScheduleCard(k), menu: newMenuCard(k), notices: newNoticeCard(k), hall: newHallBand(k),
	}
	p.all = group(p.unit, p.sync, p.language, p.lock, p.roll, p.clock, p.date,
		p.hero, p.schedule, p.menu, p.notices, p.hall)
	if len(badges) > 0 {
		p.strip = newBadgeStrip(k, badges)
		p.all.Add(p.strip)
	}
	return p
}

func (p *homePage) content() *fyne.Container { return p.all.Container }
func (p *homePage) leave()                   { p.hall.first = 0 }

func (p *homePage) draw(v flow.View, w words, f frame) {
	b := f.inset(f.u(36), 0)
	b.cutTop(f.u(24))
	p.drawHeader(b.cutTop(f.touch(68)), v, w, f)
	b.cutTop(f.u(18))
	if p.strip != nil {
		p.strip.draw(b.cutBottom(p.strip.height(f)), w, f)
		b.cutBottom(f.u(4))
	} else {
		b.cutBottom(f.u(36))
	}
	gap := f.u(20)
	if h := p.hall.height(v.Home.Hall, b.w, f); h > 0 {
		p.hall.draw(b.cutBottom(h), v, w, f)
		b.cutBottom(f.u(16))
		p.drawBeside(b, gap, v, w, f)
		return
	}
	p.hall.draw(box{}, v, w, f)
	planned := len(v.Home.Schedule) > 0 || len(v.Home.Menu) > 0
	show(p.schedule, planned)
	show(p.menu, planned)
	switch {
	case !planned:
		p.drawTime(b.cutTop(f.u(194)), v, w, f)
		b.cutTop(f.u(10))
		p.drawNotices(&b, gap, v, w, f)
		p.hero.draw(b, v.Home.Unready, w, f)
	case f.portrait:
		p.drawTime(b.cutTop(f.u(194)), v, w, f)
		b.cutTop(f.u(8))
		p.hero.draw(b.cutTop(min(f.u(250), b.h*0.32)), v.Home.Unready, w, f)
		b.cutTop(gap)
		p.drawNotices(&b, gap, v, w, f)
		p.drawPlans(b, gap, v, w, f)
	default:
		left := b.cutLeft(b.w * 0.365)
		b.cutLeft(f.u(28))
		p.drawTime(left.cutTop(min(f.u(194), left.h*0.4)), v, w, f)
		left.cutTop(f.u(14))
		p.hero.draw(left, v.Home.Unready, w, f)
		p.drawNotices(&b, gap, v, w, f)
		p.drawPlans(b, gap, v, w, f)
	}
}

// drawBeside draws the day in what the families who wait leave of the page: the
// notices make room, and where it gets low the menu and the schedule too.
func (p *homePage) drawBeside(b box, gap float32, v flow.View, w words, f frame) {
	show(p.notices, false)
	plans := b
	top := b
	if f.portrait {
		top = plans.cutTop(f.u(200))
		plans.cutTop(gap)
	} else {
		top = plans.cutLeft(b.w * 0.365)
		plans.cutLeft(f.u(28))
	}
	menu := len(v.Home.Menu) > 0 && plans.h >= f.u(400)
	fits := menu || len(v.Home.Schedule) > 0 && plans.h >= f.u(310)
	show(p.schedule, fits)
	show(p.menu, fits)
	switch {
	case fits && !f.portrait:
		p.drawTime(top.cutTop(max(f.u(150), min(f.u(194), top.h*0.4))), v, w, f)
		top.cutTop(f.u(10))
		p.hero.draw(top, v.Home.Unready, w, f)
	default:
		if !fits {
			top = b.middle(b.w, f.u(420))
		}
		p.drawTime(top.cutLeft(top.w*0.46).middle(top.w, f.u(194)), v, w, f)
		top.cutLeft(gap)
		p.hero.draw(top, v.Home.Unready, w, f)
	}
	switch {
	case menu:
		p.drawPlans(plans, gap, v, w, f)
	case fits:
		p.schedule.draw(plans, v, w, f)
		show(p.menu, false)
	}
}

// drawPlans draws schedule and menu side by side, or the one that there is.
func (p *homePage) drawPlans(b box, gap float32, v flow.View, w words, f frame) {
	switch {
	case len(v.Home.Menu) == 0:
		p.schedule.draw(b, v, w, f)
		p.menu.draw(box{}, v, w, f)
	case len(v.Home.Schedule) == 0:
		p.schedule.draw(box{}, v, w, f)
		p.menu.draw(b, v, w, f)
	default:
		p.schedule.draw(b.cutLeft((b.w-gap)*0.47), v, w, f)
		b.cutLeft(gap)
		p.menu.draw(b, v, w, f)
	}
}

func (p *homePage) drawHeader(b box, v flow.View, w words, f frame) {
	side := f.touch(68)
	p.lock.draw(b.cutRight(side), quiet, "lock", "", f.u(26), "staff", p.kit.OpenStaff)
	b.cutRight(f.u(12))
	if !f.portrait { // where it stands beside the clock
		p.drawRoll(b.cutRight(side), v, f)
		b.cutRight(f.u(12))
	}
	next := p.kit.words.after(w)
	p.language.draw(b.cutRight(max(f.u(168), side*1.9)), quiet, "language", next.say("language.name"), f.u(22),
		"language-"+next.tag, func() { p.kit.Language(next.tag) })
	b.cutRight(f.u(24))
	p.sync.draw(b.cutRight(min(p.sync.wants(v, w, f), b.w*0.5)), v, w, paper, f)
	b.cutRight(f.u(24))
	p.unit.draw(b, v.Unit, f.u(28), ink)
}

// drawRoll draws what begins a roll call.
func (p *homePage) drawRoll(b box, v flow.View, f frame) {
	look := paint{white, redEdge, red}
	if v.Home.Drill { // one goes on, and nobody is at it
		look = paint{plum, plum, white}
	}
	p.roll.draw(b, look, "evacuate", "", f.u(34), "roll-call", p.kit.OpenRollCall)
	show(p.roll, !v.Home.Unready)
}

func (p *homePage) drawTime(b box, v flow.View, w words, f frame) {
	if f.portrait {
		row := b.cutRight(f.touch(84))
		p.drawRoll(row.cutTop(f.touch(84)), v, f)
		b.cutRight(f.u(12))
	}
	size := min(f.u(124), b.h*0.62)
	p.clock.draw(b.cutTop(lineHeight(size, true)), clock(v.Now), size, ink)
	p.date.draw(b, w.date(v.Now), f.u(34), ink)
}

// drawNotices takes the notices' place off the bottom of rest.
func (p *homePage) drawNotices(rest *box, gap float32, v flow.View, w words, f frame) {
	h := p.notices.height(rest.w, rest.h*0.22, v, w, f)
	show(p.notices, h > 0)
	if h > 0 {
		p.notices.draw(rest.cutBottom(h), v, w, f)
		rest.cutBottom(gap)
	}
}

// syncLine tells quietly what has reached the portal.
type syncLine struct {
	part
	sign icon
	text *label
}

func newSyncLine(k *kit) *syncLine {
	s := &syncLine{sign: k.icon(), text: newLabel(2, false, fyne.TextAlignLeading)}
	s.part = group(s.sign.Image, s.text)
	return s
}

func syncWords(s flow.SyncView, w words) (sign, text string) {
	switch {
	case s.Waiting > 0 && s.Online:
		return "sync-waiting", w.count("sync.waiting", count(s.Waiting), "Since", clock(s.Since))
	case s.Waiting > 0:
		return "sync-offline", w.count("sync.waiting", count(s.Waiting), "Since", clock(s.Since))
	case s.Online:
		return "sync-sent", w.say("sync.sent")
	}
	return "sync-offline", w.say("sync.offline")
}

// wants is the width of the line if it stands on one.
func (s *syncLine) wants(v flow.View, w words, f frame) float32 {
	_, text := syncWords(v.Home.Sync, w)
	return measure(text, f.u(19), false) + f.u(38)
}

func (s *syncLine) draw(at box, v flow.View, w words, ground colour, f frame) {
	at.put(s)
	b := box{0, 0, at.w, at.h}
	sign, text := syncWords(v.Home.Sync, w)
	s.sign.draw(b.cutLeft(f.u(28)).middle(f.u(28), f.u(28)), sign, soft, ground)
	b.cutLeft(f.u(9))
	s.text.draw(b, text, f.u(19), soft)
}

// count is a number of events as a plural form takes it.
func count(n uint64) int {
	const most = 1 << 30
	if n > most {
		return most
	}
	return int(n)
}

// heroCard asks for a code, or tells that the tablet isn't ready for any.
type heroCard struct {
	part
	ground      card
	picture     icon
	title, hint *label
}

func newHeroCard(k *kit) *heroCard {
	h := &heroCard{ground: newCard(), picture: k.icon(), title: newLabel(2, true, fyne.TextAlignCenter).atTop(), hint: newLabel(3, false, fyne.TextAlignCenter).atTop()}
	h.part = group(h.ground.Rectangle, h.picture.Image, h.title, h.hint)
	return h
}

func (h *heroCard) draw(at box, unready bool, w words, f frame) {
	show(h, true)
	at.put(h)
	b := box{0, 0, at.w, at.h}
	h.ground.draw(b, teal, none, 0, f.u(28))
	picture, title, hint := "picture-scan", w.say("home.scan"), w.say("home.scan-hint")
	if unready {
		picture, title, hint = "picture-setup", w.say("home.unready"), w.say("home.unready-hint")
	}
	b = b.inset(f.u(28), f.u(20))
	size, small := f.u(44), f.u(24)
	beside := b.w > b.h*1.7 // wide and low: the picture beside the words
	var place box
	if beside {
		place = b.cutLeft(min(b.w*0.42, b.h*4/3))
		b.cutLeft(f.u(16))
	}
	size = h.title.fits(title, size, box{w: b.w, h: min(b.h, size*2.6)})
	small = h.hint.fits(hint, small, box{w: b.w, h: small * 2.6})
	heads, _ := wrap(title, size, true, b.w)
	lines, _ := wrap(hint, small, false, b.w)
	headHeight, height := float32(len(heads))*lineHeight(size, true), float32(len(lines))*lineHeight(small, false)
	need := headHeight + f.u(8) + height
	if beside && need > b.h { // the picture says it too
		hint, need = "", headHeight
	}
	if beside {
		b = b.middle(b.w, need)
	} else {
		place = b.cutTop(max(0, b.h-need-f.u(14)))
		b.cutTop(f.u(8))
	}
	h.picture.tinted(place.middle(min(place.w, place.h*4/3), place.h), picture, white, teal, rgb(0x5F9EA3))
	h.title.draw(b.cutTop(headHeight), title, size, white)
	b.cutTop(f.u(8))
	h.hint.draw(b, hint, small, white)
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
		n.lines[i] = newLabel(4, false, fyne.TextAlignLeading)
		n.Add(n.lines[i])
	}
	return n
}

// noticeLayout is the size at which the notices are set, the height of each and
// of the whole card.
func noticeLayout(some []attendance.Notice, w words, width, most float32, f frame) (size float32, each []float32, all float32) {
	for size = whole(f.u(20)); ; size-- {
		each, all = each[:0], f.u(26)+f.u(7)*float32(len(some)-1)
		for _, notice := range some {
			lines, _ := wrap(notice.Text.In(w.tag), size, false, width-f.u(20+34+16+20))
			h := float32(min(len(lines), 4)) * lineHeight(size, false)
			each = append(each, h)
			all += h
		}
		if all <= most || size < f.u(16) {
			return size, each, all
		}
	}
}

// height is what the notices take of a page, at most most; zero without any.
func (n *noticeCard) height(width, most float32, v flow.View, w words, f frame) float32 {
	some := v.Home.Notices[:min(len(v.Home.Notices), maxNotices)]
	if len(some) == 0 {
		return 0
	}
	_, _, all := noticeLayout(some, w, width, most, f)
	return max(f.u(68), min(all, most))
}

func (n *noticeCard) draw(at box, v flow.View, w words, f frame) {
	at.put(n)
	b := box{0, 0, at.w, at.h}
	n.ground.draw(b, tealSoft, none, 0, f.u(20))
	some := v.Home.Notices[:min(len(v.Home.Notices), maxNotices)]
	size, each, all := noticeLayout(some, w, at.w, at.h, f)
	b = b.inset(f.u(20), 0)
	n.sign.draw(b.cutLeft(f.u(34)).middle(f.u(34), f.u(34)), "notice", teal, tealSoft)
	b.cutLeft(f.u(16))
	b = b.middle(b.w, min(b.h, all-f.u(26)))
	for i, l := range n.lines {
		if i >= len(some) {
			show(l, false)
			continue
		}
		l.draw(b.cutTop(each[i]), some[i].Text.In(w.tag), size, ink)
		b.cutTop(f.u(7))
	}
}
