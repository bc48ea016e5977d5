package journal

import (
	"tambur/kiosk/attendance"
	"tambur/kiosk/flow"
	"tambur/sync/wire"
)

// What the door asks of a journal, and what the link to the portal does.
var (
	_ flow.Journal  = (*Journal)(nil)
	_ flow.Attempts = (*Journal)(nil)
	_ flow.PINs     = (*Journal)(nil)
	_ interface {
		Outbox() (wire.Outbox, error)
		Records(after uint64, most int) (wire.Digest, []wire.Record, error)
		Confirm(epoch string, through uint64, head wire.Digest) error
		Grown() <-chan struct{}
		SaveDirectory(attendance.Directory) (bool, error)
	} = (*Journal)(nil)
)
