package clock

import (
	"os"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sys/unix"
)

// machine is the kernel's random id of this start of the machine; empty where
// /proc is not to be had. See random(4).
var machine = sync.OnceValue(func() string {
	text, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if err != nil {
		return ""
	}
	id, err := uuid.Parse(strings.TrimSpace(string(text)))
	if err != nil {
		return ""
	}
	return id.String()
})

// bootTime is CLOCK_BOOTTIME, which counts the time asleep; see
// clock_gettime(2).
func bootTime() (time.Duration, bool) {
	var ts unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_BOOTTIME, &ts); err != nil {
		return 0, false
	}
	return time.Duration(ts.Nano()), true
}

// known tells whether the kernel says both: an id of one run must never stand
// beside the time of another.
var known = sync.OnceValue(func() bool {
	_, ok := bootTime()
	return ok && machine() != ""
})

func boot() string {
	if known() {
		return machine()
	}
	return program.id
}

func sinceBoot() time.Duration {
	if since, ok := bootTime(); ok && known() {
		return since
	}
	return sinceProgram()
}
