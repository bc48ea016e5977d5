package screen

import (
	"fyne.io/fyne/v2"

	"tambur/kiosk/attendance"
	"tambur/kiosk/flow"
)

// maxActivities is how many entries of the schedule are shown at most.
const maxActivities = 12

// scheduleCard is the day's schedule, with what is on now marked.
type scheduleCard struct {
	part
	ground card
	sign   icon
	title  *label
	rows   []*scheduleRow
}

type scheduleRow struct {
	part
	mark            card
	sign            icon
	at, title, word *label
}

func newScheduleCard(k *kit) *scheduleCard {
	s := &scheduleCard{ground: newCard(), sign: k.icon(), title: newLabel(1, true, fyne.TextAlignLeading)}
	s.part = group(s.ground.Rectangle, s.sign.Image, s.title)
	for range maxActivities {
		r := &scheduleRow{
			mark: newCard(), sign: k.icon(), at: newLabel(1, false, fyne.TextAlignLeading),
			title: newLabel(2, false, fyne.TextAlignLeading), word: newLabel(1, true, fyne.TextAlignTrailing),
		}
		r.part = group(r.mark.Rectangle, r.at, r.sign.Image, r.title, r.word)
		s.rows = append(s.rows, r)
		s.Add(r)
	}
	return s
}

func (s *scheduleCard) draw(at box, v flow.View, w words, f frame) {
	plan := v.Home.Schedule
	show(s, len(plan) > 0)
	if len(plan) == 0 {
		return
	}
	at.put(s)
	b := box{0, 0, at.w, at.h}
	s.ground.draw(b, white, edge, 2, f.u(24))
	b = b.inset(f.u(14), f.u(14))
	cardTitle(b.cutTop(f.u(44)), s.sign, s.title, "schedule", w.say("home.schedule"), f)
	b.cutTop(f.u(4))

	fits := max(1, min(len(plan), len(s.rows), int(b.h/f.u(44))))
	first := 0
	if v.Home.Current > 1 {
		first = v.Home.Current - 1
	}
	first = max(0, min(first, len(plan)-fits))
	height := min(b.h/float32(fits), f.u(54))
	for i, r := range s.rows {
		show(r, i < fits)
		if i >= fits {
			continue
		}
		r.draw(b.cutTop(height), plan[first+i], first+i == v.Home.Current, w, f)
	}
}

func (r *scheduleRow) draw(at box, a attendance.Activity, now bool, w words, f frame) {
	at.put(r)
	b := box{0, 0, at.w, at.h}
	fill, text, sign := white, ink, soft
	if now {
		fill, sign = tealSoft, teal
		text = teal
	}
	r.mark.draw(b.inset(0, f.u(1)), fill, none, 0, f.u(12))
	b = b.inset(f.u(10), 0)
	size := f.u(20)
	r.at.draw(b.cutLeft(f.u(64)), a.From.String(), f.u(19), text)
	r.sign.draw(b.cutLeft(f.u(28)).middle(f.u(26), f.u(26)), symbol("activity", a.Symbol), sign, fill)
	b.cutLeft(f.u(12))
	show(r.word, now)
	if now {
		r.word.draw(b.cutRight(f.u(38)), w.say("home.now"), f.u(18), teal)
		b.cutRight(f.u(6))
	}
	r.title.draw(b, a.Title.In(w.tag), size, text)
}

// cardTitle draws the head of a card: a drawing and a word.
func cardTitle(b box, sign icon, title *label, drawing, text string, f frame) {
	b.cutLeft(f.u(10))
	sign.draw(b.cutLeft(f.u(28)).middle(f.u(28), f.u(28)), drawing, teal, white)
	b.cutLeft(f.u(12))
	title.draw(b, text, f.u(24), ink)
}

// maxMeals is how many meals are shown at most.
const maxMeals = 4

// menuCard is the day's menu with its allergens, as drawing and word.
type menuCard struct {
	part
	ground card
	sign   icon
	title  *label
	meals  []*mealPart
}

type mealPart struct {
	part
	kind, dish, none *label
	chips            []*allergenChip
}

type allergenChip struct {
	part
	sign icon
	word *label
}

func newMenuCard(k *kit) *menuCard {
	m := &menuCard{ground: newCard(), sign: k.icon(), title: newLabel(1, true, fyne.TextAlignLeading)}
	m.part = group(m.ground.Rectangle, m.sign.Image, m.title)
	for range maxMeals {
		p := &mealPart{kind: newLabel(1, true, fyne.TextAlignLeading), dish: newLabel(3, false, fyne.TextAlignLeading), none: newLabel(2, false, fyne.TextAlignLeading)}
		p.dish.top = true
		p.part = group(p.kind, p.dish, p.none)
		for range attendance.Allergens() {
			c := &allergenChip{sign: k.icon(), word: newLabel(1, false, fyne.TextAlignLeading)}
			c.part = group(c.sign.Image, c.word)
			p.chips = append(p.chips, c)
			p.Add(c)
		}
		m.meals = append(m.meals, p)
		m.Add(p)
	}
	return m
}

func (m *menuCard) draw(at box, v flow.View, w words, f frame) {
	menu := v.Home.Menu[:min(len(v.Home.Menu), maxMeals)]
	show(m, len(menu) > 0)
	if len(menu) == 0 {
		return
	}
	at.put(m)
	b := box{0, 0, at.w, at.h}
	m.ground.draw(b, white, edge, 2, f.u(24))
	b = b.inset(f.u(14), f.u(14))
	cardTitle(b.cutTop(f.u(44)), m.sign, m.title, "menu", w.say("home.menu"), f)
	b.cutTop(f.u(6))
	b = b.inset(f.u(10), 0)
	rows := b.grid(1, len(menu), f.u(10))
	for i, p := range m.meals {
		show(p, i < len(menu))
		if i < len(menu) {
			row := rows[i]
			row.h = min(row.h, f.u(170))
			row.y = b.y + float32(i)*(row.h+f.u(10))
			p.draw(row, menu[i], w, f)
		}
	}
}

func (p *mealPart) draw(at box, meal attendance.Meal, w words, f frame) {
	at.put(p)
	b := box{0, 0, at.w, at.h}
	kind := string(meal.Kind)
	if key, ok := mealWords[meal.Kind]; ok {
		kind = w.say(key)
	}
	p.kind.draw(b.cutTop(f.u(24)), w.say("meal.at", "Meal", kind, "Time", meal.At.String()), f.u(18), teal)
	below := max(f.u(26), b.h*0.4)
	dish := box{b.x, b.y, b.w, max(f.u(26), b.h-below)}
	b.cutTop(p.dish.draw(dish, meal.Dish.In(w.tag), f.u(20), ink) + f.u(4))

	note := ""
	switch {
	case !meal.AllergensKnown:
		note = w.say("allergens.unknown")
	case len(meal.Allergens) == 0:
		note = w.say("allergens.none")
	}
	p.none.top = true
	p.none.draw(b, note, f.u(17), soft)
	var keys []attendance.Allergen
	if note == "" {
		keys = meal.Allergens
	}
	p.drawChips(b, keys, w, f)
}

// drawChips sets the allergens in rows, smaller if there are many.
func (p *mealPart) drawChips(b box, list []attendance.Allergen, w words, f frame) {
	size := f.u(16.5)
	for ; size > f.u(9); size *= 0.94 {
		if p.flowChips(b, list, size, w, false) <= b.h+0.5 {
			break
		}
	}
	p.flowChips(b, list, size, w, true)
}

func (p *mealPart) flowChips(b box, list []attendance.Allergen, size float32, w words, place bool) float32 {
	x, y, height := float32(0), float32(0), size*1.6
	for i, c := range p.chips {
		if i >= len(list) {
			if place {
				show(c, false)
			}
			continue
		}
		text := string(list[i])
		if key, ok := allergenWords[list[i]]; ok {
			text = w.say(key)
		}
		wide := size*1.45 + size*0.25 + measure(text, size, false) + 1
		if x > 0 && x+wide > b.w {
			x, y = 0, y+height
		}
		if place {
			show(c, true)
			box{b.x + x, b.y + y, min(wide, b.w), height}.put(c)
			in := box{0, 0, min(wide, b.w), height}
			side := size * 1.45
			c.sign.draw(in.cutLeft(side).middle(side, side), symbol("allergen", string(list[i])), ink, white)
			in.cutLeft(size * 0.25)
			c.word.draw(in, text, size, ink)
		}
		x += wide + size*0.9
	}
	if len(list) == 0 {
		return 0
	}
	return y + height
}
