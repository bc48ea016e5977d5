package attendance

// What people say at the door beside the steps they take.

// PlanCollector is the event that says who will collect a child today; nobody
// takes it back.
func PlanCollector(child ChildID, collector PersonID, by By) Draft {
	return Draft{Kind: CollectorPlanned, Child: child, By: by, Collector: collector}
}

// LeaveNote is the event that tells staff something about a child: a phrase,
// words, or both.
func LeaveNote(child ChildID, phrase Phrase, words string, by By) Draft {
	return Draft{Kind: NoteLeft, Child: child, By: by, Phrase: string(phrase), Words: words}
}

// SeeNote is the event that says that staff have read a note.
func SeeNote(n Note, by By) Draft {
	return Draft{Kind: NoteSeen, Child: n.Child, By: by, About: n.ID}
}
