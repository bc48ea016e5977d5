package flow

import (
	"errors"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"tambur/kiosk/attendance"
)

// How long somebody may think about what to tell staff.
const (
	NoteStays    = 45 * time.Second
	WritingStays = 90 * time.Second
)

// MaxWords is how many characters a written note has at most.
const MaxWords = 140

// NoteView offers what can be told to staff with one tap.
type NoteView struct {
	// Children are those of the visit; the note is about the chosen ones.
	Children []NoteChild
	Phrases  []attendance.Phrase
}

// NoteChild is a child that a note may be about.
type NoteChild struct {
	ID        attendance.ChildID
	GivenName string
	Chosen    bool
}

// WritingView is a note that is being written.
type WritingView struct {
	// Children are the names of those it is about.
	Children []string
	Words    string
	// Left is how many characters still go in.
	Left int
	// Capital tells that the next letter begins a sentence; CanSend that there is
	// something to send.
	Capital, CanSend bool
}

// NoteControls tell staff something, after the steps have been recorded.
type NoteControls interface {
	// OpenNote offers the phrases, on Done or while writing.
	OpenNote()
	// NoteAbout includes or leaves out a child; one stays.
	NoteAbout(attendance.ChildID)
	// SendPhrase records a phrase.
	SendPhrase(attendance.Phrase)
	// OpenWriting turns to the keyboard.
	OpenWriting()
	// Letter enters one character on Writing; EraseLetter removes the last one;
	// SendWords records them.
	Letter(string)
	EraseLetter()
	SendWords()
}

// telling is what somebody may still tell staff after what they recorded.
type telling struct {
	visit    visit
	children []attendance.Child
	left     map[attendance.ChildID]bool // left out by a tap
	phrases  []attendance.Phrase
	words    string
}

// tellingOf is what can be told after these steps were offered and recorded.
func tellingOf(v visit, offered []attendance.Step, recorded []attendance.Event) telling {
	t := telling{visit: v, left: make(map[attendance.ChildID]bool)}
	came := false
	for _, s := range offered {
		about := slices.IndexFunc(recorded, func(e attendance.Event) bool { return e.Child == s.Child.ID })
		if about < 0 || s.Right == "" {
			continue
		}
		t.children = append(t.children, s.Child)
		came = came || comes(s.Action) || s.Now.State == attendance.AtDoor
	}
	for _, subject := range attendance.Subjects() {
		// How the night was is for whoever brings a child.
		if came || subject == attendance.AboutThings || subject == attendance.AboutTalk {
			t.phrases = append(t.phrases, attendance.PhrasesAbout(subject)...)
		}
	}
	return t
}

// about are the children that a note is about.
func (t telling) about() []attendance.Child {
	return slices.DeleteFunc(slices.Clone(t.children), func(c attendance.Child) bool { return t.left[c.ID] })
}

// OpenNote implements [NoteControls].
func (d *Door) OpenNote() {
	d.do(func() {
		switch {
		case len(d.telling.children) == 0 || d.settling():
		case d.screen == Done && !d.finished.Undone, d.screen == Writing:
			d.undoAt = time.Time{} // what was recorded is left behind
			d.goTo(NotePhrases, NoteStays)
		}
	})
}

// NoteAbout implements [NoteControls].
func (d *Door) NoteAbout(child attendance.ChildID) {
	d.do(func() {
		if d.screen != NotePhrases {
			return
		}
		d.touched()
		about := d.telling.about()
		if len(about) > 1 || len(about) == 1 && about[0].ID != child {
			d.telling.left[child] = !d.telling.left[child]
		}
	})
}

// SendPhrase implements [NoteControls].
func (d *Door) SendPhrase(p attendance.Phrase) {
	d.do(func() {
		if d.screen == NotePhrases && !d.settling() && slices.Contains(d.telling.phrases, p) {
			d.tell(p, "")
		}
	})
}

// OpenWriting implements [NoteControls].
func (d *Door) OpenWriting() {
	d.do(func() {
		if d.screen == NotePhrases && !d.settling() {
			d.goTo(Writing, WritingStays)
		}
	})
}

// Letter implements [NoteControls].
func (d *Door) Letter(text string) {
	d.do(func() {
		letter, size := utf8.DecodeRuneInString(text)
		if d.screen != Writing || size != len(text) || letter == utf8.RuneError || !unicode.IsPrint(letter) {
			return
		}
		d.touched()
		t := &d.telling
		if utf8.RuneCountInString(t.words) >= MaxWords || letter == ' ' && (t.words == "" || strings.HasSuffix(t.words, " ")) {
			return
		}
		if t.capital() {
			letter = unicode.ToUpper(letter)
		}
		t.words += string(letter)
	})
}

// capital tells that the next letter begins a sentence.
func (t telling) capital() bool {
	said := strings.TrimRight(t.words, " ")
	return said == "" || said != t.words && strings.ContainsRune(".!?", rune(said[len(said)-1]))
}

// EraseLetter implements [NoteControls].
func (d *Door) EraseLetter() {
	d.do(func() {
		if d.screen == Writing && d.telling.words != "" {
			d.touched()
			_, size := utf8.DecodeLastRuneInString(d.telling.words)
			d.telling.words = d.telling.words[:len(d.telling.words)-size]
		}
	})
}

// SendWords implements [NoteControls].
func (d *Door) SendWords() {
	d.do(func() {
		words := strings.TrimSpace(d.telling.words)
		if d.screen == Writing && words != "" && !d.settling() {
			d.tell("", words)
		}
	})
}

// tell records a note about each of the chosen children, all or none, and says so
// on Done.
func (d *Door) tell(phrase attendance.Phrase, words string) {
	v := d.telling.visit
	var notes []attendance.Draft
	for _, child := range d.telling.about() {
		notes = append(notes, attendance.LeaveNote(child.ID, phrase, words, v.by))
	}
	events, err := d.o.Desk.take(v, nil, notes, false)
	if errors.Is(err, ErrChanged) { // whoever may not fetch the child any more
		d.forget()
		d.message(StaffComing)
		return
	}
	if d.untold = err != nil; d.untold {
		d.notSaved(err, func() { d.tell(phrase, words) })
		return
	}
	d.retry = nil
	d.telling.words = ""
	d.taken, d.takenBy = events, v.by
	d.finished = DoneView{At: events[0].At, Told: true}
	d.undoAt = d.o.Now().Add(UndoFor)
	d.goTo(Done, UndoFor)
	d.chime(SoundOK)
}

func (t telling) view() NoteView {
	v := NoteView{Phrases: slices.Clone(t.phrases)}
	for _, c := range t.children {
		v.Children = append(v.Children, NoteChild{c.ID, c.GivenName, !t.left[c.ID]})
	}
	return v
}

func (t telling) writing() WritingView {
	v := WritingView{Words: t.words, Left: MaxWords - utf8.RuneCountInString(t.words), Capital: t.capital(), CanSend: strings.TrimSpace(t.words) != ""}
	for _, c := range t.about() {
		v.Children = append(v.Children, c.GivenName)
	}
	return v
}
