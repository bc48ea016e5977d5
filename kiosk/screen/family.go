package screen

import (
	"fyne.io/fyne/v2"

	"tambur/kiosk/attendance"
	"tambur/kiosk/flow"
)

// maxFamily is how many children one page of the family screen holds.
const maxFamily = 6

// pickupMinutes is how far one tap moves a planned pick-up.
const pickupMinutes = 15

// familyPage shows a guardian's children, all chosen, with one big button.
type familyPage struct {
	kit             *kit
	all             part
	sign            icon
	title, hint     *label
	message         *messageBanner
	pin             *button
	cards           [maxFamily]*childCard
	more            *button
	extras          *familyExtras
	cancel, confirm *button
	first           int
}

func newFamily(k *kit) *familyPage {
	p := &familyPage{
		kit: k, sign: k.icon(), title: newLabel(1, true, fyne.TextAlignLeading), hint: newLabel(2, false, fyne.TextAlignTrailing),
		message: newMessageBanner(k), pin: k.button(), more: k.button(), extras: newFamilyExtras(k), cancel: k.button(), confirm: k.button(),
	}
	p.all = group(p.sign.Image, p.title, p.hint, p.message)
	for i := range p.cards {
		p.cards[i] = newChildCard(k)
		p.all.Add(p.cards[i])
	}
	for _, b := range append(p.extras.buttons(), p.pin, p.more, p.cancel, p.confirm) {
		p.all.Add(b)
	}
	return p
}

func (p *familyPage) content() *fyne.Container { return p.all.Container }
func (p *familyPage) leave()                   { p.first = 0 }

func (p *familyPage) draw(v flow.View, w words, f frame) {
	b := f.inset(f.u(40), f.u(28))
	high := f.u(68)
	if len(v.Family.Messages) > 0 || v.Family.CanSetPIN {
		high = f.touch(84)
	}
	head := b.cutTop(high)
	b.cutTop(f.u(16))
	foot := b.cutBottom(f.touch(116))
	b.cutBottom(f.u(24))

	all := v.Family.Children
	takes, changed := false, v.Family.CollectorSaid || v.Family.Reports
	for _, c := range all {
		takes = takes || c.Action != attendance.Wait
		changed = changed || c.PickupChanged && c.CanChange && c.Selected
	}
	p.drawHead(head, v.Family, takes, w, f)
	if p.first >= len(all) {
		p.first = 0
	}
	show(p.more, len(all) > maxFamily)
	if len(all) > maxFamily {
		p.more.draw(b.cutRight(f.touch(84)), quiet, "right", "", f.u(28), "more", func() {
			if p.first += maxFamily; p.first >= len(all) {
				p.first = 0
			}
			p.kit.Touched()
			p.draw(v, w, f)
		})
		b.cutRight(f.u(20))
	}
	some := all[p.first:min(len(all), p.first+maxFamily)]
	inFoot := p.extras.inFoot(len(some), f)
	if !inFoot {
		p.extras.draw(&b, false, v, w, f)
	}
	cells := familyCells(b, len(some), f)
	for i, c := range p.cards {
		show(c, i < len(some))
		if i < len(some) {
			c.draw(cells[i], some[i], w, f, p.kit)
		}
	}
	p.drawFoot(foot, v, takes || changed, inFoot, w, f)
}

// drawHead says what the visit is about, or what staff have written to whoever is
// here: that takes the title's place, so that the big button stays where it is.
func (p *familyPage) drawHead(b box, v flow.FamilyView, takes bool, w words, f frame) {
	written := len(v.Messages) > 0
	show(p.message, written)
	show(p.pin, v.CanSetPIN && !written)
	if written {
		show(p.sign, false)
		show(p.title, false)
		show(p.hint, false)
		p.message.draw(b, v.Messages[0], w, f, p.kit)
		return
	}
	all := v.Children
	sign, title := familyTitle(w, all)
	line := teal
	if !takes {
		line = amber
	}
	side := f.u(56)
	if sign == "" {
		side = 0
	}
	p.sign.draw(b.cutLeft(side).middle(side, side), sign, line, paper)
	b.cutLeft(side / 3)
	hint := ""
	if takes && len(all) > 1 {
		hint = w.say("family.hint")
	}
	if v.CanSetPIN {
		p.pin.draw(b.cutRight(min(f.u(400), b.w*0.5)), secondary, "lock", w.say("family.set-pin"), f.u(24), "set-pin", p.kit.AskForPIN)
		b.cutRight(f.u(20))
		hint = ""
	}
	p.hint.draw(b.cutRight(b.w*0.42), hint, f.u(22), soft)
	p.title.draw(b, title, f.u(44), ink)
}

func (p *familyPage) drawFoot(b box, v flow.View, takes, extras bool, w words, f frame) {
	if !takes {
		if extras {
			p.extras.hide()
		}
		show(p.cancel, false)
		p.confirm.draw(b.middle(f.u(480), b.h), primary, "", w.say("button.ok"), f.u(36), "ok", p.kit.Leave)
		return
	}
	p.cancel.draw(b.cutLeft(min(f.u(240), b.w*0.27)), secondary, "", w.say("button.cancel"), f.u(30), "cancel", p.kit.Leave)
	b.cutLeft(f.u(22))
	if extras {
		p.extras.draw(&b, true, v, w, f)
	}
	sign, text := confirmWords(w, v.Family, b.w-f.u(140), f)
	if text == "" {
		p.confirm.draw(b, off, "", w.say("family.nobody"), f.u(32), "", nil)
		return
	}
	p.confirm.draw(b, primary, sign, text, f.u(40), "confirm", p.kit.Confirm)
}

// familyTitle says what the visit is about, from the steps of all children;
// with steps of both kinds no one drawing does.
func familyTitle(w words, all []flow.FamilyChild) (sign, title string) {
	come, fetch := false, false
	for _, c := range all {
		if c.Action != attendance.Wait {
			come = come || comes(c.Action)
			fetch = fetch || !comes(c.Action)
		}
	}
	switch {
	case come && !fetch:
		return "action-announce", w.say("family.drop-off")
	case fetch && !come:
		return "action-request", w.say("family.pick-up")
	case come && fetch:
		return "", w.say("family.both")
	}
	return "action-wait", w.say("family.wait")
}

// confirmWords are the drawing and the words of the big button; no words when
// nobody is chosen. Names are counted where they don't go into two lines of
// wide. A child who waits has no step, but may have a new pick-up.
func confirmWords(w words, v flow.FamilyView, wide float32, f frame) (sign, text string) {
	var names []string
	come, fetch, moved := false, false, false
	for _, c := range v.Children {
		switch {
		case !c.Selected:
		case c.Action == attendance.Wait:
			moved = true
		default:
			names = append(names, c.GivenName)
			come = come || comes(c.Action)
			fetch = fetch || !comes(c.Action)
		}
	}
	key, many := "confirm.drop-off", "confirm.drop-off-many"
	switch {
	case len(names) == 0 && v.Reports && !moved:
		return "at-home", reportWords(w, v)
	case len(names) == 0 && moved && (v.CollectorSaid || v.Reports):
		return "tick", w.say("confirm.save")
	case len(names) == 0 && moved:
		return "clock", w.say("confirm.moved")
	case len(names) == 0:
		return "", ""
	case come && fetch:
		return "tick", w.say("confirm.both")
	case fetch:
		sign, key, many = "action-request", "confirm.pick-up", "confirm.pick-up-many"
	default:
		sign = "action-announce"
	}
	text = w.say(key, "Names", w.list(names))
	if lines, all := wrap(text, f.u(30), true, wide); len(names) > 1 && (!all || len(lines) > 2) {
		text = w.count(many, len(names))
	}
	return sign, text
}

// reportWords are those of the big button when all that is said is who stays at
// home, or doesn't.
func reportWords(w words, v flow.FamilyView) string {
	for _, c := range v.Children {
		if c.Home != (flow.AtHome{}) {
			return w.say("confirm.absence")
		}
	}
	return w.say("confirm.save")
}

// familyCells finds a place for each card.
func familyCells(b box, n int, f frame) []box {
	gap := f.u(22)
	if f.portrait {
		switch {
		case n == 1:
			return b.middle(b.w, f.u(440)).grid(1, 1, 0)
		case n <= 3:
			return b.middle(b.w, f.u(318)*float32(n)+gap*float32(n-1)).grid(1, n, gap)
		}
		rows := (n + 1) / 2
		return b.middle(b.w, f.u(400)*float32(rows)+gap*float32(rows-1)).grid(2, rows, gap)
	}
	switch {
	case n == 1:
		return b.middle(f.u(700), f.u(460)).grid(1, 1, 0)
	case n <= 3:
		return b.middle(b.w, f.u(460)).grid(n, 1, gap)
	case n == 4:
		return b.grid(2, 2, gap)
	}
	return b.grid(3, 2, gap)
}
