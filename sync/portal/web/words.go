package web

import (
	"net/http"
	"strings"

	"golang.org/x/text/language"

	"tambur/kiosk/attendance"
)

// words are the page's words in one language. A language is complete when no
// field is empty; a test holds that.
type words struct {
	Tag, OtherTag, OtherLanguage string

	Live, Lost                        string
	NoUnits, NoUnitsHint, NoDirectory string
	NothingYet, NotFound              string

	Here, Expected, GoneHome, Absent, Waiting, OfGroup string
	Groups, Events, Kiosks, NoKiosks                   string

	Time, Child, What, By, Kiosk, State string
	Received, UndoneBy, Unsure, Unknown string

	Online, Offline, Seen, Unsent, AllSent, Aside string

	Weekdays [7]string
	Months   [12]string
	// Date puts weekday, day and month together: {w} {d} {m}.
	Date string

	Roles map[role]string
	Kinds map[attendance.Kind]string
	// Planned and Undid have a place {x} for the time and for what was undone.
	Planned, Undid, OtherKind string
}

// role is what somebody did something as.
type role string

const (
	guardian  role = "guardian"
	collector role = "collector"
	staff     role = "staff"
	kiosk     role = "kiosk"
	somebody  role = "somebody"
)

var swedish = words{
	Tag: "sv", OtherTag: "en", OtherLanguage: "English",

	Live: "Direkt", Lost: "Ingen kontakt med portalen, försöker igen",
	NoUnits:     "Ingen förskola ännu",
	NoUnitsHint: "Här syns förskolan när den har en katalog eller en kiosk har hört av sig.",
	NoDirectory: "Förskolans katalog saknas, så barnen visas utan namn.",
	NothingYet:  "Inget har hänt i dag ännu. Händelser visas här när de kommer.",
	NotFound:    "Den sidan finns inte.",

	Here: "Här nu", Expected: "Väntas", GoneHome: "Gått hem", Absent: "Frånvarande", Waiting: "Väntar på personal", OfGroup: "av",
	Groups: "Avdelningar", Events: "Händelser", Kiosks: "Kiosker", NoKiosks: "Ingen kiosk har hört av sig ännu.",

	Time: "Tid", Child: "Barn", What: "Händelse", By: "Av", Kiosk: "Kiosk", State: "Status",
	Received: "Inkom", UndoneBy: "Ångrat", Unsure: "Kioskens klocka gick fel", Unknown: "Okänt barn",

	Online: "Uppkopplad", Offline: "Inte uppkopplad", Seen: "Hördes", Unsent: "osända", AllSent: "Allt skickat", Aside: "avvisade, undersök",

	Weekdays: [7]string{"söndag", "måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag"},
	Months: [12]string{"januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti",
		"september", "oktober", "november", "december"},
	Date: "{w} {d} {m}",

	Roles: map[role]string{
		guardian: "Vårdnadshavare", collector: "Annan behörig", staff: "Personal", kiosk: "Kiosken", somebody: "Någon vid dörren",
	},
	Kinds: map[attendance.Kind]string{
		attendance.Announced:        "Anmäld vid dörren",
		attendance.Received:         "Mottagen",
		attendance.Requested:        "Hämtning begärd",
		attendance.Released:         "Utlämnad",
		attendance.ReportedAbsent:   "Anmäld frånvarande",
		attendance.StaffCalled:      "Personal tillkallad",
		attendance.Started:          "Kiosken startade",
		attendance.AbsenceWithdrawn: "Frånvaro återtagen",
		attendance.CollectorPlanned: "Hämtare vald för i dag",
		attendance.GroupMoved:       "Hos en annan avdelning i dag",
		attendance.NoteLeft:         "Meddelande till personalen",
		attendance.NoteSeen:         "Meddelande läst",
		attendance.NoticeRead:       "Besked läst",
		attendance.StaffIn:          "Personal kom",
		attendance.StaffOut:         "Personal gick",
		attendance.RollCallBegun:    "Upprop började",
		attendance.MarkedSafe:       "Avprickad",
		attendance.RollCallClosed:   "Upprop avslutat",
		attendance.Looked:           "Uppgifter visade för personal",
		attendance.PINSet:           "PIN-kod satt",
	},
	Planned: "Hämtas {x} i dag", Undid: "Ångrade: {x}", OtherKind: "Annan händelse",
}

var english = words{
	Tag: "en", OtherTag: "sv", OtherLanguage: "Svenska",

	Live: "Live", Lost: "No contact with the portal, trying again",
	NoUnits:     "No preschool yet",
	NoUnitsHint: "It shows here when it has a directory or a kiosk has been heard.",
	NoDirectory: "The preschool's directory is missing, so children are shown without names.",
	NothingYet:  "Nothing has happened yet today. Events show here as they arrive.",
	NotFound:    "There is no such page.",

	Here: "Here now", Expected: "Expected", GoneHome: "Gone home", Absent: "Absent", Waiting: "Waiting for staff", OfGroup: "of",
	Groups: "Groups", Events: "Events", Kiosks: "Kiosks", NoKiosks: "No kiosk has been heard yet.",

	Time: "Time", Child: "Child", What: "Event", By: "By", Kiosk: "Kiosk", State: "State",
	Received: "Received", UndoneBy: "Undone", Unsure: "The kiosk's clock was wrong", Unknown: "Unknown child",

	Online: "Online", Offline: "Offline", Seen: "Heard", Unsent: "unsent", AllSent: "All sent", Aside: "refused, look into it",

	Weekdays: [7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
	Months: [12]string{"January", "February", "March", "April", "May", "June", "July", "August",
		"September", "October", "November", "December"},
	Date: "{w} {d} {m}",

	Roles: map[role]string{
		guardian: "Guardian", collector: "Collector", staff: "Staff", kiosk: "The kiosk", somebody: "Somebody at the door",
	},
	Kinds: map[attendance.Kind]string{
		attendance.Announced:        "Announced at the door",
		attendance.Received:         "Taken into care",
		attendance.Requested:        "Pick-up requested",
		attendance.Released:         "Released to go home",
		attendance.ReportedAbsent:   "Reported absent",
		attendance.StaffCalled:      "Staff called",
		attendance.Started:          "Kiosk started",
		attendance.AbsenceWithdrawn: "Absence withdrawn",
		attendance.CollectorPlanned: "Collector chosen for today",
		attendance.GroupMoved:       "With another group today",
		attendance.NoteLeft:         "Note to staff",
		attendance.NoteSeen:         "Note read",
		attendance.NoticeRead:       "Notice read",
		attendance.StaffIn:          "Staff came",
		attendance.StaffOut:         "Staff left",
		attendance.RollCallBegun:    "Roll call began",
		attendance.MarkedSafe:       "Ticked off",
		attendance.RollCallClosed:   "Roll call closed",
		attendance.Looked:           "Shown to staff",
		attendance.PINSet:           "PIN set",
	},
	Planned: "Pick-up at {x} today", Undid: "Undid: {x}", OtherKind: "Another event",
}

var matcher = language.NewMatcher([]language.Tag{language.Swedish, language.English})

// wordsFor chooses the language: ?lang= before Accept-Language before Swedish.
func wordsFor(r *http.Request) *words {
	asked := r.Header.Get("Accept-Language")
	if lang := r.URL.Query().Get("lang"); lang != "" {
		asked = lang
	}
	tags, _, err := language.ParseAcceptLanguage(asked)
	if err != nil {
		return &swedish
	}
	if _, chosen, _ := matcher.Match(tags...); chosen == 1 {
		return &english
	}
	return &swedish
}

// date is "måndag 3 augusti".
func (w *words) date(d attendance.Date) string {
	return strings.NewReplacer("{w}", w.Weekdays[d.Weekday()], "{d}", itoa(d.Day), "{m}", w.Months[d.Month-1]).Replace(w.Date)
}
