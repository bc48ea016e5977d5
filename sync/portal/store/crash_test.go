package store_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"tambur/kiosk/attendance"
	"tambur/sync/portal/store"
	"tambur/sync/portal/store/storetest"
	"tambur/sync/wire"
)

// What the killed process is told: the data folder, an epoch of its own, and
// whether it answers before it has stored, as no store may.
const (
	envFolder = "TAMBUR_TEST_KILLED_FOLDER"
	envEpoch  = "TAMBUR_TEST_KILLED_EPOCH"
	envHasty  = "TAMBUR_TEST_KILLED_HASTY"
)

const killedKiosks = 8

// putter is what stores for a kiosk.
type putter interface {
	Put(ctx context.Context, segment wire.Segment, cores []wire.Core) (store.Progress, error)
}

// hasty answers at once and stores later, when some have come together.
type hasty struct {
	putter
	mu      sync.Mutex
	pending []wire.Segment
}

func (h *hasty) Put(ctx context.Context, s wire.Segment, cores []wire.Core) (store.Progress, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.pending = append(h.pending, s); len(h.pending) == 100 {
		for _, late := range h.pending {
			var cores []wire.Core
			for _, r := range late.Records {
				core, err := r.Decode()
				if err != nil {
					return store.Progress{}, err
				}
				cores = append(cores, core)
			}
			if _, err := h.putter.Put(ctx, late, cores); err != nil {
				return store.Progress{}, err
			}
		}
		h.pending = nil
	}
	return store.Progress{Epoch: s.Epoch, Through: s.To, Head: s.Head}, nil
}

// TestKilledProcess is no test of its own: it is the process that is killed.
func TestKilledProcess(t *testing.T) {
	folder := os.Getenv(envFolder)
	if folder == "" {
		t.Skip("runs only as the process that TestWhatWasAnsweredSurvivesAKill kills")
	}
	s, err := store.Open(store.Options{Dir: folder})
	if err != nil {
		t.Fatal(err)
	}
	var to putter = s
	if os.Getenv(envHasty) != "" {
		to = &hasty{putter: s}
	}
	var storing sync.WaitGroup
	for i := range killedKiosks {
		k := storetest.NewKiosk(t, "oak", killedKiosk(i), os.Getenv(envEpoch))
		storing.Go(func() {
			for {
				k.AddMany(3)
				n := len(k.Records)
				segment := k.Segment(n-2, n)
				p, err := to.Put(context.Background(), segment, storetest.Cores(t, segment))
				if err != nil {
					t.Errorf("put: %v", err)
					return
				}
				// One write, so that lines of several kiosks don't mix.
				if _, err := fmt.Printf("answered %d %d %s\n", i, p.Through, p.Head); err != nil {
					return
				}
			}
		})
	}
	storing.Wait()
}

func killedKiosk(i int) attendance.KioskID { return attendance.KioskID(fmt.Sprintf("k%d", i)) }

// answer is the last word that a kiosk heard.
type answer struct {
	through uint64
	head    string
}

// runAndKill lets a process store under load and kills it (SIGKILL) after some
// answers. It returns the last answer to each kiosk.
func runAndKill(t *testing.T, folder, epoch string, after int, hasty bool) map[int]answer {
	t.Helper()
	process := exec.Command(os.Args[0], "-test.run=^TestKilledProcess$", "-test.v=false")
	process.Env = append(os.Environ(), envFolder+"="+folder, envEpoch+"="+epoch)
	if hasty {
		process.Env = append(process.Env, envHasty+"=1")
	}
	process.Stderr = os.Stderr
	out, err := process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	heard, n := make(map[int]answer), 0
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		// What was said before the kill counts, also when it is read after.
		var kiosk int
		var a answer
		if _, err := fmt.Sscanf(lines.Text(), "answered %d %d %s", &kiosk, &a.through, &a.head); err != nil {
			t.Fatalf("the process said %q", lines.Text())
		}
		heard[kiosk] = a
		if n++; n == after {
			if err := process.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := process.Wait(); err == nil || !strings.Contains(err.Error(), "killed") {
		t.Fatalf("the process ended with %v, want that it was killed", err)
	}
	return heard
}

// lost counts the answers that the store knows nothing of after the kill.
func lost(t *testing.T, folder, epoch string, heard map[int]answer) int {
	t.Helper()
	s, err := store.Open(store.Options{Dir: folder})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Check(t.Context()); err != nil {
		t.Errorf("the store is not sound: %v", err)
	}
	digests := make(map[string]string)
	for position := uint64(0); ; {
		events, err := s.Since(t.Context(), "oak", position, 1000)
		if err != nil {
			t.Fatal(err)
		}
		if len(events) == 0 {
			break
		}
		for _, e := range events {
			position = e.Position
			digests[fmt.Sprintf("%s %s %d", e.Core.Kiosk, e.Core.Epoch, e.Core.Seq)] = e.Record.Digest().String()
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	n := 0
	for kiosk, a := range heard {
		// A chain without a gap holds everything before it too.
		if digests[fmt.Sprintf("%s %s %d", killedKiosk(kiosk), epoch, a.through)] != a.head {
			n++
		}
	}
	return n
}

func TestWhatWasAnsweredSurvivesAKill(t *testing.T) {
	random, folder := storetest.Chance(t), t.TempDir()
	for round := range 4 {
		epoch := fmt.Sprintf("e%d", round)
		after := 20 + random.IntN(150)
		heard := runAndKill(t, folder, epoch, after, false)
		if n := lost(t, folder, epoch, heard); n > 0 {
			t.Errorf("round %d, killed after %d answers: what %d of %d kiosks were told is gone", round, after, n, len(heard))
		}
	}
}

// The same trial must convict a store that answers before it has stored.
func TestAHastyStoreIsCaught(t *testing.T) {
	folder := t.TempDir()
	heard := runAndKill(t, folder, "e0", 50, true)
	if lost(t, folder, "e0", heard) == 0 {
		t.Error("nothing was lost by a store that answers first: the trial proves nothing")
	}
}
