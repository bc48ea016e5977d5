package fallback

import (
	_ "embed"
	"encoding/csv"
	"html/template"
	"io"
	"time"

	"tambur/kiosk/attendance"
)

//go:embed list.html
var pageText string

var page = template.Must(template.New("list").Funcs(template.FuncMap{
	"clock": clock, "state": stateWord, "reason": reasonWord,
	"date": func(t time.Time) string { return t.Format("2006-01-02") },
}).Parse(pageText))

// The paper is the staff's, and speaks Swedish.
func stateWord(s attendance.State) string {
	switch s {
	case attendance.AtDoor:
		return "Vid dörren"
	case attendance.PickupRequested:
		return "Ska hem"
	}
	return "Här"
}

func reasonWord(reason string) string {
	switch reason {
	case attendance.Real:
		return "Skarpt läge"
	case attendance.Outing:
		return "Utflykt"
	}
	return "Övning"
}

func clock(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("15:04")
}

// WriteHTML writes the list as one page that needs nothing beside it.
func (l List) WriteHTML(w io.Writer) error { return page.Execute(w, l) }

// WriteCSV writes the list as CSV with a line of headings, in UTF-8.
func (l List) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	rows := [][]string{{"avdelning", "namn", "läge", "sedan", "hämtas", "läget kl"}}
	for _, g := range l.Groups {
		for _, c := range g.Children {
			state := stateWord(c.State)
			if l.Report != nil {
				state = "Saknas"
				if c.Safe {
					state = "Är med"
				}
			}
			rows = append(rows, []string{plain(g.Name), plain(c.Name), state, clock(c.Since), c.Pickup, l.AsOf.Format("2006-01-02 15:04")})
		}
	}
	if err := out.WriteAll(rows); err != nil {
		return err
	}
	return out.Error()
}

// plain keeps a spreadsheet from taking a name for a formula.
func plain(text string) string {
	if text != "" && (text[0] == '=' || text[0] == '+' || text[0] == '-' || text[0] == '@' || text[0] == '\t') {
		return "'" + text
	}
	return text
}
