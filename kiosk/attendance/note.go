package attendance

import (
	"cmp"
	"slices"
	"time"
)

// Note is what a guardian left for staff at the door.
type Note struct {
	// ID is the event that left it.
	ID    EventID
	Child ChildID
	By    By
	At    time.Time
	// Phrase is the code of a quick phrase, Words what was written; words that
	// were erased are empty.
	Phrase Phrase
	Words  string
	// Seen tells that staff have acknowledged it, and who first.
	Seen   bool
	SeenBy By
	SeenAt time.Time
}

// Notes lists the day's notes that stand, the unseen ones first, in the order in
// which they were left.
func (d *Day) Notes() []Note {
	var notes []Note
	seen := make(map[EventID]Event)
	for id := range d.events {
		for _, e := range Standing(d.Events(id)) {
			switch e.Kind {
			case NoteLeft:
				notes = append(notes, Note{ID: e.ID, Child: e.Child, By: e.By, At: e.At, Phrase: Phrase(e.Phrase), Words: e.Words})
			case NoteSeen:
				if first, ok := seen[e.About]; !ok || e.At.Before(first.At) || e.At.Equal(first.At) && e.ID < first.ID {
					seen[e.About] = e
				}
			}
		}
	}
	for i := range notes {
		if e, ok := seen[notes[i].ID]; ok {
			notes[i].Seen, notes[i].SeenBy, notes[i].SeenAt = true, e.By, e.At
		}
	}
	slices.SortFunc(notes, func(a, b Note) int {
		return cmp.Or(unseenFirst(a, b), a.At.Compare(b.At), cmp.Compare(a.ID, b.ID))
	})
	return notes
}

func unseenFirst(a, b Note) int {
	switch {
	case a.Seen == b.Seen:
		return 0
	case a.Seen:
		return 1
	}
	return -1
}

// HasRead tells whether a person has read a notice, on this day or on one of those
// whose standing events were added.
func (d *Day) HasRead(person PersonID, notice EventID) bool {
	for id := range d.events {
		for _, e := range Standing(Merged(d.events[id])) {
			if e.Kind == NoticeRead && e.About == notice && e.By.Person == person {
				return true
			}
		}
	}
	return false
}
