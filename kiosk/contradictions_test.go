package main

import (
	"bytes"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"

	"tambur/kiosk/attendance"
	"tambur/kiosk/clock"
)

// TestStaffHearOfADirectoryThatContradictsItself: the door opens with it, what is
// wrong is counted for the board and named in the log, and nobody's name is.
func TestStaffHearOfADirectoryThatContradictsItself(t *testing.T) {
	school, err := demoPreschool(0)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(*attendance.Directory)
		want   bool
	}{
		"the demo's own": {func(*attendance.Directory) {}, false},
		"a child in no group": {func(d *attendance.Directory) {
			d.Children = append([]attendance.Child(nil), d.Children...)
			d.Children[0].Group = "nowhere"
		}, true},
		"a guardian who is blocked": {func(d *attendance.Directory) {
			d.Rights = append([]attendance.Right{{Person: d.Rights[0].Person, Child: d.Rights[0].Child, Kind: attendance.Blocked}}, d.Rights...)
		}, true},
	} {
		t.Run(name, func(t *testing.T) {
			dir, made := t.TempDir(), school
			c.change(&made.Directory)
			var log bytes.Buffer
			opened, err := openTablet(tabletOptions{
				folder: folder{data: filepath.Join(dir, "kiosk"), keyFile: filepath.Join(dir, "key")},
				clock:  clock.Read, demo: &made, log: slog.New(slog.NewTextHandler(&log, nil)),
			})
			if err != nil {
				t.Fatal(err)
			}
			defer opened.closeInto(&err)
			if n := opened.contradictions(); (n > 0) != c.want {
				t.Errorf("%d contradictions: %s", n, log.String())
			}
			for _, child := range made.Directory.Children {
				if strings.Contains(log.String(), child.FamilyName) {
					t.Errorf("the log names somebody: %s", log.String())
				}
			}
		})
	}
}
