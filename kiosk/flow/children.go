package flow

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"tambur/kiosk/attendance"
)

// Filter says which children the list shows.
type Filter string

// The filters of the list. A child who is asked for both waits and is here.
const (
	FilterAll      Filter = ""
	FilterExpected Filter = "expected"
	FilterWaiting  Filter = "waiting"
	FilterHere     Filter = "here"
	FilterGone     Filter = "gone"
	FilterAbsent   Filter = "absent"
)

// Filters lists them all.
func Filters() []Filter {
	return []Filter{FilterAll, FilterExpected, FilterWaiting, FilterHere, FilterGone, FilterAbsent}
}

func (f Filter) takes(s attendance.State) bool {
	switch f {
	case FilterExpected:
		return s == attendance.Expected
	case FilterWaiting:
		return s == attendance.AtDoor || s == attendance.PickupRequested
	case FilterHere:
		return s == attendance.Present || s == attendance.PickupRequested
	case FilterGone:
		return s == attendance.GoneHome
	case FilterAbsent:
		return s == attendance.Away
	}
	return true
}

// Order is how the list is sorted.
type Order string

const (
	// ByName sorts by name.
	ByName Order = "name"
	// ByPlan sorts by the planned time that comes next: of who isn't here when
	// they come, of who is when they leave. Without a plan is last.
	ByPlan Order = "plan"
	// ByState puts those first who wait, then those who are here, those who are
	// to come, and those who have gone or stay away.
	ByState Order = "state"
)

// Orders lists them all.
func Orders() []Order { return []Order{ByName, ByPlan, ByState} }

// ChildrenView is the staff's list of children, from which a child's sheet is
// opened or, in a correction, the right child is chosen.
type ChildrenView struct {
	// Instead is the name of the child for whom something was recorded by
	// mistake, while the right one is being chosen; empty otherwise.
	Instead string
	// Group is the name of the group shown. With WholeUnit, and while Letters
	// are looked for, it is all groups.
	Group     string
	WholeUnit bool
	// Letters are what the names looked for begin with, in capitals.
	Letters string
	Filter  Filter
	Order   Order
	// Counts are how many children each filter has, in the order of [Filters].
	Counts   []int
	Children []BoardChild
}

// ChildrenControls are the list of children and what leads there and away.
//
// A child's sheet is opened from a list of its own and not from the board's
// tiles, so that the board keeps one meaning for a tap: there the whole tile
// takes the next step. A tile split in two would leave 93 by 75 units for that
// on a small tablet, and who misses it records what nobody meant; who misses a
// tile here opens a sheet. A long press would be found by nobody. The button
// stands in the board's head, so a sheet is two taps away, and the list is
// where searching has room.
type ChildrenControls interface {
	// OpenChildren opens the list, on the board: the board's group first.
	OpenChildren()
	// ShowOnly filters the list by state, SortBy sorts it.
	ShowOnly(Filter)
	SortBy(Order)
	// WholeUnit turns between the group and all groups.
	WholeUnit(bool)
	// NameLetter adds a letter to what names are to begin with; EraseNameLetter takes
	// the last one off, ClearName all of them.
	NameLetter(string)
	EraseNameLetter()
	ClearName()
	// OpenChild opens a child's sheet, on the list; in a correction it is the
	// right child.
	OpenChild(attendance.ChildID)
	// StepBack goes back to the staff's screen before this one.
	StepBack()
}

// childList is how the list is looked at.
type childList struct {
	wholeUnit bool
	letters   string
	filter    Filter
	order     Order
}

// maxLetters is more than anybody looks for.
const maxLetters = 12

// OpenChildren implements [ChildrenControls].
func (d *Door) OpenChildren() {
	d.do(func() {
		if d.screen == Board && !d.settling() {
			d.work.list = childList{order: ByName}
			d.work.fix = fixing{}
			d.goTo(Children, BoardStays)
		}
	})
}

// onList changes how the list is looked at.
func (d *Door) onList(change func(*childList)) {
	d.do(func() {
		if d.screen == Children {
			change(&d.work.list)
			d.touched()
		}
	})
}

// ShowOnly implements [ChildrenControls].
func (d *Door) ShowOnly(f Filter) {
	d.onList(func(l *childList) {
		if slices.Contains(Filters(), f) {
			l.filter = f
		}
	})
}

// SortBy implements [ChildrenControls].
func (d *Door) SortBy(o Order) {
	d.onList(func(l *childList) {
		if slices.Contains(Orders(), o) {
			l.order = o
		}
	})
}

// WholeUnit implements [ChildrenControls].
func (d *Door) WholeUnit(all bool) { d.onList(func(l *childList) { l.wholeUnit = all }) }

// NameLetter implements [ChildrenControls].
func (d *Door) NameLetter(letter string) {
	d.onList(func(l *childList) {
		r, size := utf8.DecodeRuneInString(letter)
		if size == len(letter) && unicode.IsLetter(r) && utf8.RuneCountInString(l.letters) < maxLetters {
			l.letters += string(unicode.ToUpper(r))
		}
	})
}

// EraseNameLetter implements [ChildrenControls].
func (d *Door) EraseNameLetter() {
	d.onList(func(l *childList) {
		_, size := utf8.DecodeLastRuneInString(l.letters)
		l.letters = l.letters[:len(l.letters)-size]
	})
}

// ClearName implements [ChildrenControls].
func (d *Door) ClearName() { d.onList(func(l *childList) { l.letters = "" }) }

// OpenChild implements [ChildrenControls].
func (d *Door) OpenChild(child attendance.ChildID) {
	d.do(func() {
		if d.screen != Children || d.settling() {
			return
		}
		if _, here := d.child(child); !here {
			return
		}
		if d.work.fix.choosing {
			d.itWas(child)
			return
		}
		d.openSheet(child)
	})
}

// StepBack implements [ChildrenControls].
func (d *Door) StepBack() {
	d.do(func() {
		if d.settling() {
			return
		}
		switch d.screen {
		case Children:
			if d.work.fix.choosing {
				d.work.fix.choosing = false
				d.goTo(Correct, BoardStays)
				return
			}
			d.goTo(Board, BoardStays)
		case Child:
			d.endUndo()
			d.goTo(Children, BoardStays)
		case Correct:
			d.goTo(Child, BoardStays)
		case Evening:
			d.endUndo()
			d.lookBackAtDays()
			d.goTo(Board, BoardStays)
		}
	})
}

func (d *Door) child(id attendance.ChildID) (c attendance.Child, ok bool) {
	d.look(func(x *attendance.Index, _ *attendance.Day) { c, ok = x.Child(id) })
	return c, ok
}

func (d *Door) childrenView(x *attendance.Index, day *attendance.Day) ChildrenView {
	l := d.work.list
	v := ChildrenView{WholeUnit: l.wholeUnit, Letters: l.letters, Filter: l.filter, Order: l.order, Counts: make([]int, len(Filters()))}
	all, groups := d.boardChildren(x, day)
	for _, g := range groups {
		if g.ID == d.board.group {
			v.Group = g.Name
		}
	}
	children := x.Children()
	for i, tile := range all {
		c := children[i]
		if d.work.fix.choosing && c.ID == d.work.child {
			v.Instead = tile.Name
			continue
		}
		switch {
		case l.letters != "":
			if !beginsWith(c.GivenName, l.letters) && !beginsWith(c.FamilyName, l.letters) {
				continue
			}
		case !l.wholeUnit && tile.group != d.board.group:
			continue
		}
		for n, f := range Filters() {
			if f.takes(tile.State) {
				v.Counts[n]++
			}
		}
		if l.filter.takes(tile.State) {
			v.Children = append(v.Children, tile.BoardChild)
		}
	}
	slices.SortStableFunc(v.Children, l.order.compare)
	return v
}

// compare leaves those who are alike in the order of their names.
func (o Order) compare(a, b BoardChild) int {
	switch o {
	case ByPlan:
		return cmp.Compare(a.planned(), b.planned())
	case ByState:
		order := []attendance.State{attendance.AtDoor, attendance.PickupRequested, attendance.Present, attendance.Expected, attendance.GoneHome, attendance.Away}
		return cmp.Compare(slices.Index(order, a.State), slices.Index(order, b.State))
	}
	return 0
}

// planned is the planned time that matters next, or after the day's end.
func (c BoardChild) planned() attendance.TimeOfDay {
	switch {
	case !c.Planned:
		return attendance.Clock(24, 0)
	case c.State == attendance.Expected:
		return c.From
	}
	return c.Until
}

// beginsWith tells whether a name, or a part of it, begins with letters. Marks
// on letters count for Å, Ä and Ö alone, which are letters of their own.
func beginsWith(name, letters string) bool {
	for part := range strings.FieldsFuncSeq(name, func(r rune) bool { return !unicode.IsLetter(r) }) {
		if strings.HasPrefix(plainLetters(part), plainLetters(letters)) {
			return true
		}
	}
	return strings.HasPrefix(plainLetters(name), plainLetters(letters))
}

// plainLetters are capitals that a Swedish keyboard has.
func plainLetters(s string) string { return bare.Replace(strings.ToUpper(s)) }

var bare = strings.NewReplacer("É", "E", "È", "E", "Ê", "E", "Ë", "E", "Ę", "E", "Ě", "E", "Á", "A", "À", "A", "Â", "A", "Ã", "A", "Ą", "A",
	"Í", "I", "Ì", "I", "Î", "I", "Ï", "I", "İ", "I", "Ó", "O", "Ò", "O", "Ô", "O", "Õ", "O", "Ú", "U", "Ù", "U", "Û", "U", "Ü", "U", "Ů", "U",
	"Ý", "Y", "Ç", "C", "Ć", "C", "Č", "C", "Ñ", "N", "Ń", "N", "Š", "S", "Ś", "S", "Ş", "S", "Ž", "Z", "Ź", "Z", "Ż", "Z", "Ğ", "G", "Ł", "L",
	"Ř", "R", "Ď", "D", "Đ", "D", "Æ", "Ä", "Ø", "Ö")
