package main

import (
	"bufio"
	"bytes"
	"context"
	crand "crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tambur/kiosk/attendance"
	"tambur/kiosk/clock"
	"tambur/kiosk/flow"
	"tambur/kiosk/journal"
	"tambur/kiosk/preschool"
)

// playVariable makes the test binary play one of plays.
const playVariable = "TAMBUR_TEST_PLAYS"

var plays = map[string]func(context.Context, []string, streams) int{
	"kiosk": run,
	// A kiosk that prints before it commits: what the test must catch.
	"hasty kiosk": func(ctx context.Context, args []string, s streams) int {
		school, err := demoPreschool(0)
		if err != nil {
			return exitFailed
		}
		hasty := &hastyRecorder{out: s.out}
		t, err := openTablet(tabletOptions{
			folder: folder{data: args[0], keyFile: args[1]}, clock: clock.Read, demo: &school,
			through: func(j flow.Journal) flow.Journal { hasty.Journal = j; return hasty },
		})
		if err != nil {
			fmt.Fprintln(s.err, err)
			return exitFailed
		}
		codes := bufio.NewScanner(s.in)
		for codes.Scan() {
			_, d, err := t.desk.Answer(codes.Text())
			if err != nil {
				return exitFailed
			}
			_, err = t.desk.Take(attendance.By{Person: d.Person.ID, How: attendance.ByBadge}, d.Steps)
			if err != nil && !errors.Is(err, attendance.ErrNoStep) {
				return exitFailed
			}
		}
		return 0
	},
}

type hastyRecorder struct {
	flow.Journal
	out  io.Writer
	last uint64
}

func (r *hastyRecorder) Append(drafts ...attendance.Draft) ([]attendance.Event, error) {
	for i, d := range drafts {
		if r.last == 0 {
			break // the first number isn't known before the first commit
		}
		line := recorded{Seq: r.last + uint64(i) + 1, Kind: d.Kind, Child: d.Child}
		if err := json.NewEncoder(r.out).Encode(line); err != nil {
			return nil, err
		}
	}
	events, err := r.Journal.Append(drafts...)
	if err == nil {
		r.last = events[len(events)-1].Seq
	}
	return events, err
}

// TestKilledDoorHasEverythingItPrinted kills a door under load at random
// moments, on one data folder, and looks for every line that it printed in the
// journal that it left.
func TestKilledDoorHasEverythingItPrinted(t *testing.T) {
	kills := 100
	if testing.Short() {
		kills = 10
	}
	dir, lost, printed := t.TempDir(), 0, 0
	data, key := filepath.Join(dir, "door"), filepath.Join(dir, "key")
	killRepeatedly(t, kills, "kiosk", []string{"door", "--data", data, "--key-file", key, "--demo"},
		func(lines []recorded) {
			printed += len(lines)
			lost += len(missing(t, data, key, lines, true))
		})
	if lost > 0 {
		t.Errorf("%d of %d printed events are not in the journal", lost, printed)
	}
	if printed < kills {
		t.Errorf("only %d events were printed in %d runs: there was no load", printed, kills)
	}
	t.Logf("%d kills, %d printed events, %d lost", kills, printed, lost)
}

// TestKillingFindsADoorThatPrintsTooEarly is the control: the same kills must
// catch a door that prints first and saves then.
func TestKillingFindsADoorThatPrintsTooEarly(t *testing.T) {
	dir, lost := t.TempDir(), 0
	data, key := filepath.Join(dir, "door"), filepath.Join(dir, "key")
	for run := 0; run < 10 && lost == 0; run++ {
		killRepeatedly(t, 10, "hasty kiosk", []string{data, key}, func(lines []recorded) {
			lost += len(missing(t, data, key, lines, false))
		})
	}
	if lost == 0 {
		t.Error("a door that prints before it saves was not caught")
	}
}

func killRepeatedly(t *testing.T, kills int, play string, args []string, killed func([]recorded)) {
	t.Helper()
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	chance := rand.New(rand.NewPCG(seed, 0))
	school, err := demoPreschool(0)
	if err != nil {
		t.Fatal(err)
	}
	for range kills {
		lines := killOnce(t, play, args, codesAtRandom(chance, school), func(out *bufio.Scanner) []byte {
			return readSome(out, 1+chance.IntN(40))
		}, time.Duration(chance.IntN(3000))*time.Microsecond)
		killed(lines)
	}
}

// readSome reads n lines, or what there is.
func readSome(out *bufio.Scanner, n int) []byte {
	var text []byte
	for i := 0; i < n && out.Scan(); i++ {
		text = append(append(text, out.Bytes()...), '\n')
	}
	return text
}

// killOnce runs a door until it has printed some lines and a moment more, kills
// it, and returns all that it printed.
func killOnce(t *testing.T, play string, args []string, codes string, some func(*bufio.Scanner) []byte, moment time.Duration) []recorded {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(exe, args...)
	c.Env = append(os.Environ(), playVariable+"="+play)
	c.Stdin = strings.NewReader(codes)
	var errs bytes.Buffer
	c.Stderr = &errs
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	text := some(lines)
	kill := time.NewTimer(moment)
	<-kill.C
	if err := c.Process.Kill(); err != nil {
		t.Fatalf("%v: %s", err, errs.Bytes())
	}
	for lines.Scan() {
		text = append(append(text, lines.Bytes()...), '\n')
	}
	_ = c.Wait() // it was killed
	var printed []recorded
	for line := range bytes.Lines(text) {
		var r recorded
		if err := json.Unmarshal(line, &r); err != nil {
			t.Fatalf("%q is not a line of a door: %v; it said %s", line, err, errs.Bytes())
		}
		printed = append(printed, r)
	}
	if len(printed) == 0 {
		t.Fatalf("the door printed nothing and said %s", errs.Bytes())
	}
	return printed
}

// codesAtRandom are everybody's codes: families come and go, staff receive and
// release, and somebody who may not collect leaves a record with every scan.
func codesAtRandom(chance *rand.Rand, school preschool.Preschool) string {
	var codes strings.Builder
	for range 3000 {
		codes.WriteString(school.Cards[chance.IntN(len(school.Cards))].Code.Text() + "\n")
	}
	return codes.String()
}

// missing are those of the printed lines that the journal doesn't have, whose
// whole chain must verify.
func missing(t *testing.T, data, keyFile string, printed []recorded, byID bool) []recorded {
	t.Helper()
	key, err := folder{data: data, keyFile: keyFile}.key(false)
	if err != nil {
		t.Fatal(err)
	}
	o := journal.Options{Key: key.Derive("journal"), Clock: clock.Read, Random: crand.Reader}
	if _, err := journal.Verify(data, o); err != nil {
		t.Fatal(err)
	}
	j, err := journal.Open(data, o)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := j.Close(); err != nil {
			t.Error(err)
		}
	}()
	_, records, err := j.Records(printed[0].Seq-1, len(printed)+1)
	if err != nil {
		t.Fatal(err)
	}
	var lost []recorded
	for i, p := range printed {
		if i >= len(records) {
			lost = append(lost, p)
			continue
		}
		core, err := records[i].Decode()
		if err != nil {
			t.Fatal(err)
		}
		if core.Seq != p.Seq || core.Kind != p.Kind || core.Child != p.Child || byID && (core.ID != p.ID || !core.At.Equal(p.At)) {
			lost = append(lost, p)
		}
	}
	return lost
}
