package clock

import (
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
)

func TestReadingsOfOneBootFollowEachOther(t *testing.T) {
	before := Read()
	if _, err := uuid.Parse(before.Boot); err != nil {
		t.Errorf("boot id %q: %v", before.Boot, err)
	}
	for range 1000 {
		after := Read()
		if after.Boot != before.Boot {
			t.Fatalf("the boot id went from %s to %s", before.Boot, after.Boot)
		}
		if after.SinceBoot < before.SinceBoot {
			t.Fatalf("the time since boot went from %v to %v", before.SinceBoot, after.SinceBoot)
		}
		before = after
	}
	if away := time.Since(before.Wall).Abs(); away > time.Minute {
		t.Errorf("the wall clock is %v away", away)
	}
}

// TestTheTimeSinceBootIsTheKernels compares with another place where Linux says
// the same.
func TestTheTimeSinceBootIsTheKernels(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux tells the time since boot in a second place")
	}
	text, err := os.ReadFile("/proc/uptime")
	if err != nil {
		t.Skipf("no /proc here: %v", err)
	}
	seconds, err := strconv.ParseFloat(strings.Fields(string(text))[0], 64)
	if err != nil {
		t.Fatal(err)
	}
	uptime := time.Duration(seconds * float64(time.Second))
	if away := (Read().SinceBoot - uptime).Abs(); away > time.Minute {
		t.Errorf("CLOCK_BOOTTIME is %v away from /proc/uptime", away)
	}
}

func TestTheProgramsOwnRunCountsUp(t *testing.T) {
	before := sinceProgram()
	if after := sinceProgram(); before < 0 || after < before {
		t.Errorf("went from %v to %v", before, after)
	}
}
