package screen

import (
	"time"

	"fyne.io/fyne/v2"

	"tambur/kiosk/attendance"
	"tambur/kiosk/flow"
)

// maxActivities is how many entries of the schedule are shown at most.
const maxActivities = 14

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
			title: newLabel(2, false, fyne.TextAlignLeading), word: newLabel(1, true, fyne.TextAlignLeading),
		}
		r.part = group(r.mark.Rectangle, r.at, r.sign.Image, r.title, r.word)
		s.rows = append(s.rows, r)
		s.Add(r)
	}
	return s
}

func (s *scheduleCard) draw(at box, v flow.View, w words, f frame) {
	plan, current := v.Home.Schedule, v.Home.Current
	show(s, len(plan) > 0)
	if len(plan) == 0 {
		return
	}
	at.put(s)
	b := box{0, 0, at.w, at.h}
	s.ground.draw(b, white, edge, 2, f.u(24))
	b = b.inset(f.u(14), f.u(12))
	cardTitle(b.cutTop(f.u(40)), s.sign, s.title, "schedule", w.say("home.schedule"), f)
	b.cutTop(f.u(4))

	// The row of what is on now has two lines. What is past is left out, if
	// not all of the day goes in.
	now := current >= 0 && current < len(plan)
	extra := float32(0)
	if now {
		extra = f.u(30)
	}
	least := f.u(41)
	fits := max(1, min(len(plan), len(s.rows), int((b.h-extra)/least)))
	first := max(0, min(current, len(plan)-fits))
	height := min((b.h-extra)/float32(fits), f.u(54))
	for i, r := range s.rows {
		show(r, i < fits)
		if i >= fits {
			continue
		}
		n := first + i
		if now && n == current {
			r.drawNow(b.cutTop(height+extra), plan[n], w, f)
		} else {
			r.draw(b.cutTop(height), plan[n], now && n < current, w, f)
		}
	}
}

func (r *scheduleRow) draw(at box, a attendance.Activity, past bool, w words, f frame) {
	at.put(r)
	b := box{0, 0, at.w, at.h}
	text := ink
	if past {
		text = soft
	}
	r.mark.draw(b, white, none, 0, f.u(14))
	show(r.word, false)
	show(r.at, true)
	b = b.inset(f.u(10), 0)
	r.at.draw(b.cutLeft(f.u(60)), a.From.String(), f.u(19), text)
	r.sign.draw(b.cutLeft(f.u(28)).middle(f.u(26), f.u(26)), symbol("activity", a.Symbol), soft, white)
	b.cutLeft(f.u(12))
	r.title.draw(b, a.Title.In(w.tag), f.u(20), text)
}

func (r *scheduleRow) drawNow(at box, a attendance.Activity, w words, f frame) {
	at.put(r)
	b := box{0, 0, at.w, at.h}
	r.mark.draw(b.inset(0, f.u(1)), teal, none, 0, f.u(16))
	b = b.inset(f.u(14), f.u(7))
	side := f.u(40)
	r.sign.draw(b.cutLeft(side).middle(side, side), symbol("activity", a.Symbol), white, teal)
	b.cutLeft(f.u(14))
	show(r.at, false)
	title := b.cutTop(b.h * 0.54)
	r.title.draw(title, a.Title.In(w.tag), f.u(23), white)
	r.word.draw(b, w.say("home.now", "Time", a.Until.String()), f.u(18), white)
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
	kind, dish, note *label
	chips            []*allergenChip
}

type allergenChip struct {
	part
	ground card
	sign   icon
	word   *label
}

func newMenuCard(k *kit) *menuCard {
	m := &menuCard{ground: newCard(), sign: k.icon(), title: newLabel(1, true, fyne.TextAlignLeading)}
	m.part = group(m.ground.Rectangle, m.sign.Image, m.title)
	for range maxMeals {
		p := &mealPart{
			kind: newLabel(1, true, fyne.TextAlignLeading), dish: newLabel(maxDishLines, false, fyne.TextAlignLeading).atTop(),
			note: newLabel(2, false, fyne.TextAlignLeading).atTop(),
		}
		p.part = group(p.kind, p.dish, p.note)
		for range attendance.Allergens() {
			c := &allergenChip{ground: newCard(), sign: k.icon(), word: newLabel(1, false, fyne.TextAlignLeading)}
			c.part = group(c.ground.Rectangle, c.sign.Image, c.word)
			p.chips = append(p.chips, c)
			p.Add(c)
		}
		m.meals = append(m.meals, p)
		m.Add(p)
	}
	return m
}

// maxDishLines is how many lines the name of a dish takes at most.
const maxDishLines = 4

func (m *menuCard) draw(at box, v flow.View, w words, f frame) {
	menu := v.Home.Menu[:min(len(v.Home.Menu), maxMeals)]
	show(m, len(menu) > 0)
	if len(menu) == 0 {
		return
	}
	at.put(m)
	b := box{0, 0, at.w, at.h}
	m.ground.draw(b, white, edge, 2, f.u(24))
	b = b.inset(f.u(14), f.u(12))
	cardTitle(b.cutTop(f.u(40)), m.sign, m.title, "menu", w.say("home.menu"), f)
	b.cutTop(f.u(4))
	b = b.inset(f.u(10), 0)

	// All meals are set in one size: the greatest at which the day goes in. Where
	// that would be small, meals that are over make room for those to come.
	menu, unit, heights := m.fit(menu, b, v.Now, w, f)
	var all float32
	for _, h := range heights {
		all += h
	}
	gap := min(f.u(30), max(f.u(8), (b.h-all)/float32(max(1, len(menu)-1))))
	for i, p := range m.meals {
		show(p, i < len(menu))
		if i < len(menu) {
			row := b.cutTop(heights[i])
			row.put(p)
			p.lay(box{0, 0, row.w, row.h}, menu[i], w, unit, true)
			b.cutTop(gap)
		}
	}
}

// fit finds the meals to show, how many pixels a unit has, and how high each is.
func (m *menuCard) fit(menu []attendance.Meal, b box, now time.Time, w words, f frame) (shown []attendance.Meal, unit float32, heights []float32) {
	const mealTakes = 60 // minutes
	for unit = f.u(1.06); ; unit *= 0.97 {
		heights = heights[:0]
		all := f.u(8) * float32(len(menu)-1)
		for i, meal := range menu {
			heights = append(heights, m.meals[i].lay(box{0, 0, b.w, 1e4}, meal, w, unit, false))
			all += heights[i]
		}
		switch {
		case all <= b.h || unit < f.u(0.62):
			return menu, unit, heights
		case unit < f.u(0.9) && len(menu) > 1 && menu[0].At+mealTakes < attendance.TimeOfDayOf(now):
			menu, unit = menu[1:], f.u(1.06)
		}
	}
}

// lay finds how high a meal is, set with so many pixels to a unit, and places
// it if asked.
func (p *mealPart) lay(b box, meal attendance.Meal, w words, unit float32, place bool) float32 {
	kind := string(meal.Kind)
	if key, ok := mealWords[meal.Kind]; ok {
		kind = w.say(key)
	}
	y := b.y
	next := func(h float32) box {
		row := box{b.x, y, b.w, h}
		y += h
		return row
	}
	row := next(25 * unit)
	if place {
		p.kind.draw(row, w.say("meal.at", "Meal", kind, "Time", meal.At.String()), 18*unit, teal)
	}
	size := whole(20 * unit)
	dish, _ := wrap(meal.Dish.In(w.tag), size, false, b.w)
	row = next(float32(min(len(dish), maxDishLines)) * lineHeight(size, false))
	if place {
		p.dish.draw(row, meal.Dish.In(w.tag), size, ink)
	}
	note, list := "", meal.Allergens
	switch {
	case !meal.AllergensKnown:
		note, list = w.say("allergens.unknown"), nil
	case len(meal.Allergens) == 0:
		note = w.say("allergens.none")
	}
	size = whole(17 * unit)
	if note == "" {
		y += 5 * unit
		return y + p.layChips(box{b.x, y, b.w, 0}, list, size, w, place)
	}
	lines, _ := wrap(note, size, false, b.w)
	row = next(float32(min(len(lines), 2)) * lineHeight(size, false))
	if place {
		p.note.draw(row, note, size, soft)
		p.layChips(box{}, nil, size, w, true)
	}
	return y
}

func (p *mealPart) layChips(b box, list []attendance.Allergen, size float32, w words, place bool) float32 {
	if place && len(list) > 0 {
		show(p.note, false)
	}
	x, y, height, gap := float32(0), float32(0), size*1.75, size*0.45
	side := size * 1.4
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
		wide := min(b.w, size*0.4+side+size*0.3+measure(text, size, false)+1+size*0.6)
		if x > 0 && x+wide > b.w {
			x, y = 0, y+height+gap*0.8
		}
		if place {
			show(c, true)
			box{b.x + x, b.y + y, wide, height}.put(c)
			in := box{0, 0, wide, height}
			c.ground.draw(in, paper, none, 0, height/2)
			in.cutLeft(size * 0.4)
			c.sign.draw(in.cutLeft(side).middle(side, side), symbol("allergen", string(list[i])), ink, paper)
			in.cutLeft(size * 0.3)
			c.word.draw(in, text, size, ink)
		}
		x += wide + gap
	}
	if len(list) == 0 {
		return 0
	}
	return y + height
}
