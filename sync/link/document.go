package link

import (
	"fmt"

	"tambur/kiosk/attendance"
	"tambur/sync/bus"
	"tambur/sync/wire"
)

// document is what was last taken from one topic.
type document struct {
	version uint64
	digest  wire.Digest
}

// accept decodes a document and hands it over, unless it is the same again or
// older than what was taken.
func accept[D any](l *Link, m bus.Message, decode func([]byte, attendance.UnitID) (D, error),
	unit attendance.UnitID, version func(D) uint64, take func(D) error) {
	now := document{digest: wire.Sum(m.Payload)}
	last, known := l.accepted[m.Topic]
	if known && now.digest == last.digest {
		return
	}
	d, err := decode(m.Payload, unit)
	if err != nil {
		l.o.Fault(fmt.Errorf("%s: %w", m.Topic, err))
		return
	}
	now.version = version(d)
	if known && now.version < last.version {
		l.o.Fault(fmt.Errorf("%s: version %d came after version %d", m.Topic, now.version, last.version))
		return
	}
	if err := take(d); err != nil {
		l.o.Fault(fmt.Errorf("%s: version %d was not taken: %w", m.Topic, now.version, err))
		return
	}
	l.accepted[m.Topic] = now
}

func versionOfDirectory(d attendance.Directory) uint64 { return d.Version }
func versionOfToday(t attendance.Today) uint64         { return t.Version }
