package journal

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"tambur/kiosk/attendance"
	"tambur/kiosk/clock"
)

func TestAKilledProcessLosesNothing(t *testing.T) {
	dir := t.TempDir()
	var acknowledged []attendance.EventID
	for round := 1; round <= 3; round++ {
		part := filepath.Join(dir, strconv.Itoa(round))
		acknowledged = recordUntil(t, part, 40*round, false, func(p *os.Process) error { return p.Kill() })
		if n := lost(t, part, acknowledged); n > 0 {
			t.Errorf("round %d: %d of %d acknowledged events are lost", round, n, len(acknowledged))
		}
		checkFile(t, part)
	}
}

// recordForEver writes a line with seq and id for each event, once Append has
// returned.
func recordForEver(dir string, noSync bool) error {
	j, err := Open(dir, Options{Key: testKey, Clock: clock.Read, Random: rand.Reader, noSync: noSync})
	if err != nil {
		return err
	}
	if err := j.SetIdentity(testIdentity()); err != nil {
		return err
	}
	for i := 0; ; i++ {
		draft := received(i)
		if i%5 == 0 {
			draft.Words = "said by somebody"
		}
		events, err := j.Append(draft)
		if err != nil {
			return err
		}
		if _, err := fmt.Println(events[0].Seq, events[0].ID); err != nil {
			return err
		}
	}
}

// recordUntil runs the child until it has acknowledged so many events, stops it
// as told, and gives all that it acknowledged.
func recordUntil(t *testing.T, dir string, enough int, noSync bool, stop func(*os.Process) error) []attendance.EventID {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	child := exec.CommandContext(ctx, os.Args[0])
	child.Env = append(os.Environ(), childDir+"="+dir)
	if noSync {
		child.Env = append(child.Env, childNoSync+"=1")
	}
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var complaint strings.Builder
	child.Stderr = &complaint
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	var acknowledged []attendance.EventID
	for lines := bufio.NewScanner(out); lines.Scan(); {
		seq, id, ok := strings.Cut(lines.Text(), " ")
		if !ok || seq != strconv.Itoa(len(acknowledged)+1) {
			break // cut off in the middle of a line
		}
		acknowledged = append(acknowledged, attendance.EventID(id))
		if len(acknowledged) == enough {
			if err := stop(child.Process); err != nil {
				t.Fatal(err)
			}
		}
	}
	err = child.Wait()
	if len(acknowledged) < enough {
		t.Fatalf("the child ended after %d events: %v: %s", len(acknowledged), err, complaint.String())
	}
	return acknowledged
}

// lost is how many acknowledged events a journal does not have; all, when it
// can't be used.
func lost(t *testing.T, dir string, acknowledged []attendance.EventID) int {
	t.Helper()
	o := Options{Key: testKey, Clock: clock.Read, Random: rand.Reader}
	if _, err := Verify(dir, o); err != nil {
		t.Logf("after the cut: %v", err)
		return len(acknowledged)
	}
	j, err := Open(dir, o)
	if err != nil {
		t.Logf("after the cut: %v", err)
		return len(acknowledged)
	}
	events, err := j.Between(time.Now().Add(-time.Hour), time.Now().Add(time.Hour))
	if err := errors.Join(err, j.Close()); err != nil {
		t.Fatal(err)
	}
	missing := 0
	for i, id := range acknowledged {
		if i >= len(events) || events[i].ID != id {
			missing++
		}
	}
	return missing
}
