package preschool

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"math/rand/v2"

	"tambur/assets"
	"tambur/kiosk/attendance"
)

// lists is what assets/demo holds.
type lists struct {
	names    []origin
	groups   []attendance.Group
	menu     []map[string]map[attendance.MealKind]dish
	schedule []slot
	notices  []notice
}

// origin is a set of names that go together, the share of families that have
// them, in percent, and the language that goes with them (BCP 47).
type origin struct {
	Language string   `json:"language"`
	Share    int      `json:"share"`
	Girls    []string `json:"girls"`
	Boys     []string `json:"boys"`
	Women    []string `json:"women"`
	Men      []string `json:"men"`
	Elders   []string `json:"elders"`
	Family   []string `json:"family"`
}

// dish is one meal; Unknown tells that nobody has declared its allergens.
type dish struct {
	words
	Allergens []attendance.Allergen `json:"allergens"`
	Unknown   bool                  `json:"unknown"`
}

// slot is one entry of the schedule, on the weekdays named, or on all.
type slot struct {
	words
	From   attendance.TimeOfDay `json:"from"`
	Until  attendance.TimeOfDay `json:"until"`
	Symbol string               `json:"symbol"`
	Days   []string             `json:"days"`
}

// notice is shown from and until so many days after today.
type notice struct {
	words
	From  int `json:"from"`
	Until int `json:"until"`
}

type words struct {
	Swedish string `json:"sv"`
	English string `json:"en"`
}

func (w words) text() attendance.Text {
	return attendance.Text{"sv": w.Swedish, "en": w.English}
}

func readLists() (lists, error) {
	var l lists
	for name, into := range map[string]any{
		"names.json": &l.names, "groups.json": &l.groups, "menu.json": &l.menu,
		"schedule.json": &l.schedule, "notices.json": &l.notices,
	} {
		text, err := fs.ReadFile(assets.Demo(), name)
		if err != nil {
			return lists{}, fmt.Errorf("read the demo's lists: %w", err)
		}
		if err := json.Unmarshal(text, into); err != nil {
			return lists{}, fmt.Errorf("read the demo's %s: %w", name, err)
		}
	}
	return l, nil
}

// anyOrigin draws one by its share.
func (l lists) anyOrigin(r *rand.Rand) origin {
	total := 0
	for _, o := range l.names {
		total += o.Share
	}
	at := r.IntN(total)
	for _, o := range l.names {
		if at -= o.Share; at < 0 {
			return o
		}
	}
	return l.names[0]
}

// name draws a given name that makes a full name nobody has yet; when the list
// runs out, as it does in a very large preschool, a double name.
func (m *maker) name(r *rand.Rand, given []string, family string) string {
	start := r.IntN(len(given))
	for i := range given {
		if full := given[(start+i)%len(given)]; m.take(full, family) {
			return full
		}
	}
	for i := range len(given) * len(given) {
		first, second := given[(start+i)%len(given)], given[(start+i/len(given))%len(given)]
		if first != second && m.take(first+"-"+second, family) {
			return first + "-" + second
		}
	}
	return given[start]
}

func (m *maker) take(given, family string) bool {
	full := given + " " + family
	if m.names[full] {
		return false
	}
	m.names[full] = true
	return true
}

// GroupSymbols lists the pictures that groups may have, in the order in which
// groups get them.
func GroupSymbols() ([]string, error) {
	l, err := readLists()
	if err != nil {
		return nil, err
	}
	var symbols []string
	for _, g := range l.groups {
		symbols = append(symbols, g.Symbol)
	}
	return symbols, nil
}
