package clock

import (
	"time"

	"golang.org/x/sys/windows"
)

// boot is the program's own id: Windows has no id of a start of the machine,
// and one made from the time of the start would move with the wall clock.
func boot() string { return program.id }

// sinceBoot is GetTickCount64, to about 16 ms.
func sinceBoot() time.Duration { return windows.DurationSinceBoot() }
