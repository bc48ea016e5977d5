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

// ReportAbsent is the event that says that a child stays away on the days of a,
// or in a part of each; no days is today only.
func ReportAbsent(a Absence, by By) Draft {
	return Draft{Kind: ReportedAbsent, Child: a.Child, By: by, From: a.From, Until: a.Until, FromTime: a.FromTime, UntilTime: a.UntilTime}
}

// WithdrawAbsence is the event that says that a child comes after all, on this
// day and on the days after it for which it was reported absent in one with it.
func (d *Day) WithdrawAbsence(child ChildID, by By) Draft {
	draft := Draft{Kind: AbsenceWithdrawn, Child: child, By: by}
	if until := d.absentUntil(child); d.date.Before(until) {
		draft.From, draft.Until = d.date, until
	}
	return draft
}

// absentUntil is the last day of all that was reported about this one.
func (d *Day) absentUntil(child ChildID) (until Date) {
	later := func(last Date) {
		if until.Before(last) {
			until = last
		}
	}
	if a, ok := d.index.Absence(child, d.date); ok {
		later(a.Until)
	}
	for _, e := range Standing(Merged(d.events[child])) {
		if e.Kind == ReportedAbsent && d.covers(e) {
			later(e.Until)
		}
	}
	return until
}
