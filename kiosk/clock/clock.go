// Package clock reads what a tablet knows about time: what its wall clock
// shows, and how long the machine has run, which nobody can set.
//
// The second tells the portal what the first was worth. Two readings with one
// [Reading.Boot] lie as far apart as their [Reading.SinceBoot] say, whatever
// was done to the wall clock between them; readings of different boots can't be
// compared that way. The package never corrects a clock and never asks the
// network for the time.
package clock

import "time"

// Reading is what the clocks show at one moment.
type Reading struct {
	// Wall is the wall clock in the machine's time zone. It may be wrong.
	Wall time.Time
	// Boot is a random id of the run that SinceBoot counts in: of this start of
	// the machine on Linux, of this start of the program elsewhere.
	Boot string
	// SinceBoot never runs backwards within one boot. On Linux and Windows it
	// counts the time asleep too.
	SinceBoot time.Duration
}

// Read reads the clocks. It never fails: where the system does not tell how
// long it has run, the run is that of the program.
func Read() Reading {
	return Reading{Wall: time.Now(), Boot: boot(), SinceBoot: sinceBoot()}
}
