package fallback

import (
	"bufio"
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"tambur/kiosk/attendance"
)

var update = flag.Bool("update", false, "write the golden pages in testdata anew")

const keepWriting = "TAMBUR_TEST_WRITE_LISTS_INTO"

// TestMain is also the program that is killed.
func TestMain(m *testing.M) {
	dir := os.Getenv(keepWriting)
	if dir == "" {
		os.Exit(m.Run())
	}
	w, err := NewWriter(dir, nil)
	for n := 1; err == nil; n++ {
		if err = w.Save(filler(n), "utrymningslista"); err == nil {
			fmt.Println(n)
		}
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// filler is a list whose length differs from the one before.
func filler(n int) List {
	g := Group{Name: "Stjärnan"}
	for i := range 20 + n%37*20 {
		g.Children = append(g.Children, Child{Name: fmt.Sprint("Barn ", i), State: attendance.Present})
	}
	return List{Unit: "Förskolan", Groups: []Group{g}}
}

func TestAKilledProgramLeavesAWholeList(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "lists")
	for kill := range 20 {
		c := exec.Command(os.Args[0])
		c.Env = append(os.Environ(), keepWriting+"="+dir)
		out, err := c.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		for range 1 + kill*3%11 {
			if !lines.Scan() {
				t.Fatal("it writes nothing")
			}
		}
		if err := c.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		if err := c.Wait(); err == nil {
			t.Fatal("it was not killed")
		}
		page := string(read(t, filepath.Join(dir, HTMLName)))
		if !strings.HasPrefix(page, "<!DOCTYPE html>") || !strings.HasSuffix(page, "</html>\n") {
			t.Fatalf("half a list of %d bytes", len(page))
		}
		if table := string(read(t, filepath.Join(dir, CSVName))); !strings.HasSuffix(table, "\n") || strings.Count(table, "Barn") < 20 {
			t.Fatalf("half a table of %d bytes", len(table))
		}
	}
}

func read(t *testing.T, file string) []byte {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestAFailedListLeavesTheOneBefore(t *testing.T) {
	file := filepath.Join(t.TempDir(), HTMLName)
	if err := Save(file, filler(1).WriteHTML); err != nil {
		t.Fatal(err)
	}
	before := read(t, file)
	if err := Save(file, func(w io.Writer) error { _, _ = io.WriteString(w, "half"); return io.ErrUnexpectedEOF }); err == nil {
		t.Error("nobody was told")
	}
	if !bytes.Equal(read(t, file), before) {
		t.Error("the list before is gone")
	}
	if names, err := os.ReadDir(filepath.Dir(file)); err != nil || len(names) != 1 {
		t.Errorf("left behind: %v %v", names, err)
	}
}

func TestOnlyTheOwnerReadsIt(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "lists")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	w, err := NewWriter(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Save(filler(1), "utrymningslista"); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]os.FileMode{dir: 0o700, filepath.Join(dir, HTMLName): 0o600, filepath.Join(dir, CSVName): 0o600} {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != want {
			t.Errorf("%s is %v", path, info.Mode())
		}
	}
}

func TestManyChangesAreOneList(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		written := 0
		w, err := NewWriter(dir, func() (List, bool) {
			mu.Lock()
			defer mu.Unlock()
			written++
			return filler(written), written > 1
		})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		go w.Run(ctx, func(err error) { t.Error(err) })
		synctest.Wait()
		for range 100 {
			w.Changed()
		}
		<-time.NewTimer(10 * between).C
		synctest.Wait()
		mu.Lock()
		if written != 2 {
			t.Errorf("%d lists", written)
		}
		mu.Unlock()
		w.Changed()
		synctest.Wait()
		cancel()
		synctest.Wait()
		if !strings.Contains(string(read(t, filepath.Join(dir, HTMLName))), "Barn 0") {
			t.Error("nothing was written")
		}
	})
}

func TestThePageLooksAsItDid(t *testing.T) {
	day := sampleDay(t)
	for name, l := range map[string]List{"here": Here(day.x, day.day, day.now), "report": ReportOf(day.x, day.day, day.call, day.now)} {
		for ext, write := range map[string]func(io.Writer) error{".html": l.WriteHTML, ".csv": l.WriteCSV} {
			var got bytes.Buffer
			if err := write(&got); err != nil {
				t.Fatal(err)
			}
			file := filepath.Join("testdata", name+ext)
			if *update {
				if err := os.WriteFile(file, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if !bytes.Equal(got.Bytes(), read(t, file)) {
				t.Errorf("%s%s differs; if it is right, run the test with -update:\n%s", name, ext, got.String())
			}
		}
	}
}

// sample is a day with a roll call: Alma and Bo are here, Cleo is at the door.
type sample struct {
	x    *attendance.Index
	day  *attendance.Day
	call attendance.RollCall
	now  time.Time
}

func sampleDay(t *testing.T) sample {
	t.Helper()
	date := attendance.Date{Year: 2026, Month: time.March, Day: 10}
	x, err := attendance.NewIndex(attendance.Directory{
		Unit:   attendance.Unit{ID: "u", Name: "Förskolan <Solängen>", TimeZone: "Europe/Stockholm"},
		Groups: []attendance.Group{{ID: "g-1", Name: "Stjärnan"}, {ID: "g-2", Name: "Månen"}},
		Children: []attendance.Child{
			{ID: "c-1", GivenName: "Alma", FamilyName: "Ekdahl", Group: "g-1", Marking: "Skyddad folkbokföring"},
			{ID: "c-2", GivenName: "Bo", FamilyName: "Ärlig", Group: "g-1"},
			{ID: "c-3", GivenName: "=Cleo", Group: "nowhere"},
			{ID: "c-4", GivenName: "Dag", FamilyName: "Ek", Group: "g-2"},
		},
		People:  []attendance.Person{{ID: "p", GivenName: "Tove", FamilyName: "Lindmark", Staff: true}},
		Planned: []attendance.PlannedTime{{Child: "c-1", Date: date, From: attendance.Clock(8, 0), Until: attendance.Clock(15, 30)}},
	})
	if err != nil {
		t.Fatal(err)
	}
	s := sample{x: x, day: attendance.NewDay(x, date)}
	for i, d := range []attendance.Draft{
		{Kind: attendance.Received, Child: "c-1"}, {Kind: attendance.Received, Child: "c-2"},
		{Kind: attendance.RollCallBegun, Reason: attendance.Drill}, {Kind: attendance.Announced, Child: "c-3"},
		{Kind: attendance.MarkedSafe, Child: "c-1", About: "e-2"},
		{Kind: attendance.RollCallClosed, About: "e-2", By: attendance.By{Person: "p", How: attendance.ByName}},
	} {
		s.now = date.At(attendance.Clock(8, i), x.Location())
		s.day.Add(attendance.Event{Draft: d, ID: attendance.EventID(fmt.Sprint("e-", i)), Kiosk: "k", Epoch: "1", Seq: uint64(i + 1), At: s.now})
	}
	call, ok := s.day.RollCall("e-2")
	if !ok {
		t.Fatal("there is no roll call")
	}
	s.call = call
	return s
}

func TestNothingTellsThatAChildIsProtected(t *testing.T) {
	day := sampleDay(t)
	var page bytes.Buffer
	if err := Here(day.x, day.day, day.now).WriteHTML(&page); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(page.String(), "kydd") || strings.Contains(page.String(), "Ekdahl") {
		t.Errorf("it tells:\n%s", page.String())
	}
	if !strings.Contains(page.String(), "Alma E") {
		t.Error("and yet nobody would look for her")
	}
}
