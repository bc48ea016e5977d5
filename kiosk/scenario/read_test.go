package scenario

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tambur/kiosk/attendance"
)

// line is a line of a file and where it stands.
type line struct {
	place string
	text  string
}

// story is a file: what it is about, what its preschool is like, and its days.
type story struct {
	name      string
	about     string
	preschool []line
	days      []section
}

type section struct {
	date  attendance.Date
	lines []line
}

// read reads one file in the txtar format. The sections are "preschool" and days.
func read(path string) (story, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return story{}, err
	}
	return parse(filepath.Base(path), string(text))
}

func parse(name, text string) (story, error) {
	s := story{name: strings.TrimSuffix(name, ".txtar")}
	var about []line
	into := &about // the section that is being read
	for i, l := range strings.Split(text, "\n") {
		at := line{fmt.Sprintf("%s:%d", name, i+1), strings.TrimSpace(l)}
		if title, ok := strings.CutPrefix(at.text, "-- "); ok && strings.HasSuffix(title, " --") {
			title = strings.TrimSuffix(title, " --")
			if title == "preschool" {
				into = &s.preschool
				continue
			}
			date, err := attendance.ParseDate(title)
			if err != nil {
				return story{}, fmt.Errorf("%s: a section is preschool or a day, not %q", at.place, title)
			}
			if n := len(s.days); n > 0 && date.Before(s.days[n-1].date) {
				return story{}, fmt.Errorf("%s: time doesn't run backwards", at.place)
			}
			s.days = append(s.days, section{date: date})
			into = &s.days[len(s.days)-1].lines
			continue
		}
		if at.text != "" && !strings.HasPrefix(at.text, "#") {
			*into = append(*into, at)
		}
	}
	for _, l := range about {
		s.about = strings.TrimSpace(s.about + " " + l.text)
	}
	if s.about == "" || len(s.days) == 0 {
		return story{}, fmt.Errorf("%s: a story says what it is about and has a day", name)
	}
	return s, nil
}

// stories are all the files.
func stories(t testing.TB) []story {
	t.Helper()
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	var all []story
	for _, path := range paths {
		s, err := read(path)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	return all
}

// usual is the preschool that the stories are about.
func usual(t testing.TB) []line {
	t.Helper()
	text, err := os.ReadFile("testdata/preschool.txt")
	if err != nil {
		t.Fatal(err)
	}
	var all []line
	for i, l := range strings.Split(string(text), "\n") {
		if l = strings.TrimSpace(l); l != "" && !strings.HasPrefix(l, "#") {
			all = append(all, line{fmt.Sprintf("preschool.txt:%d", i+1), l})
		}
	}
	return all
}
