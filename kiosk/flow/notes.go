package flow

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"tambur/kiosk/attendance"
)

// NotesView is the staff's list of what families have told them today.
type NotesView struct {
	// Notes has those that were unseen when the list was opened first, each part
	// in the order in which they were left.
	Notes []BoardNote
	// Failed tells that the last tap could not be saved.
	Failed bool
}

// BoardNote is one note.
type BoardNote struct {
	ID     attendance.EventID
	Child  string
	Group  string
	Symbol string
	// By is the first name of who left it, At when.
	By string
	At time.Time
	// Phrase or Words is what was told; neither where the words were erased.
	Phrase attendance.Phrase
	Words  string
	// Seen tells that staff have acknowledged it; SeenBy is who did.
	Seen   bool
	SeenBy string
}

// NotesControls read what families have told.
type NotesControls interface {
	// OpenNotes turns from the board to the notes, BackToBoard back to it.
	OpenNotes()
	BackToBoard()
	// SeeNote acknowledges a note that the list shows.
	SeeNote(attendance.EventID)
}

// OpenNotes implements [NotesControls].
func (d *Door) OpenNotes() {
	d.do(func() {
		if d.screen != Board {
			return
		}
		d.board.read = make(map[attendance.EventID]bool)
		d.look(func(_ *attendance.Index, day *attendance.Day) {
			for _, n := range day.Notes() {
				d.board.read[n.ID] = n.Seen
			}
		})
		d.goTo(Notes, BoardStays)
	})
}

// BackToBoard implements [NotesControls].
func (d *Door) BackToBoard() {
	d.do(func() {
		if d.screen == Notes {
			d.goTo(Board, BoardStays)
		}
	})
}

// SeeNote implements [NotesControls].
func (d *Door) SeeNote(id attendance.EventID) {
	d.do(func() {
		if d.screen != Notes {
			return
		}
		d.touched()
		var note attendance.Note
		d.look(func(_ *attendance.Index, day *attendance.Day) {
			for _, n := range day.Notes() {
				if n.ID == id {
					note = n
				}
			}
		})
		if note.ID == "" || note.Seen {
			return
		}
		_, err := d.o.Desk.take(d.board.visit, nil, []attendance.Draft{attendance.SeeNote(note, d.board.visit.by)}, false)
		switch {
		case errors.Is(err, ErrChanged):
			d.chime(SoundAttention)
			if !d.o.Desk.worksHere(d.board.visit) {
				d.forget()
				d.message(StaffComing)
			}
		case err != nil:
			d.fault(err)
			d.board.failed = true
			d.chime(SoundAttention)
		default:
			d.board.failed = false
		}
	})
}

func (d *Door) notesView(x *attendance.Index, day *attendance.Day) NotesView {
	v := NotesView{Failed: d.board.failed}
	names := namesApart(x.Children())
	notes := day.Notes()
	slices.SortStableFunc(notes, func(a, b attendance.Note) int {
		// A note that is acknowledged stays where it is under the finger.
		before := func(n attendance.Note) int {
			if d.board.read[n.ID] {
				return 1
			}
			return 0
		}
		return cmp.Or(before(a)-before(b), a.At.Compare(b.At), cmp.Compare(a.ID, b.ID))
	})
	name := func(id attendance.PersonID) string {
		p, _ := x.Person(id)
		return p.GivenName
	}
	for _, n := range notes {
		child, ok := x.Child(n.Child)
		if !ok {
			continue
		}
		group, _ := x.Group(child.Group)
		note := BoardNote{
			ID: n.ID, Child: names[child.ID], Group: group.Name, Symbol: group.Symbol,
			By: name(n.By.Person), At: inZone(n.At, x.Location()), Phrase: n.Phrase, Words: n.Words, Seen: n.Seen,
		}
		if n.Seen {
			note.SeenBy = name(n.SeenBy.Person)
		}
		v.Notes = append(v.Notes, note)
	}
	return v
}

// countNotes tells on the board how many notes nobody has seen.
func (v *BoardView) countNotes(day *attendance.Day) {
	for _, n := range day.Notes() {
		if n.Seen {
			continue
		}
		v.Notes++
		for _, list := range [][]BoardChild{v.Children, v.Waiting} {
			for i := range list {
				if list[i].ID == n.Child {
					list[i].Notes++
				}
			}
		}
	}
}
