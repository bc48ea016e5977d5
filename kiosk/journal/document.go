package journal

import (
	"encoding/json"
	"fmt"

	"go.etcd.io/bbolt"

	"tambur/kiosk/attendance"
)

// The keys in the documents bucket.
var (
	directoryKey = []byte("directory")
	todayKey     = []byte("today")
)

// SaveDirectory keeps a directory, unless the one that is kept has the same or
// a higher version; changed tells which. It is on disk when SaveDirectory
// returns. A kept one that can't be read any more is replaced.
func (j *Journal) SaveDirectory(dir attendance.Directory) (changed bool, err error) {
	return saveDocument(j, directoryKey, dir, func(d attendance.Directory) uint64 { return d.Version })
}

// Directory is the directory that is kept; false when none is. That it can't be
// read is an error of its own, which the next [Journal.SaveDirectory] mends.
func (j *Journal) Directory() (attendance.Directory, bool, error) {
	return document[attendance.Directory](j, directoryKey)
}

// SaveToday keeps the schedule, menu and notices, as [Journal.SaveDirectory]
// keeps a directory.
func (j *Journal) SaveToday(today attendance.Today) (changed bool, err error) {
	return saveDocument(j, todayKey, today, func(t attendance.Today) uint64 { return t.Version })
}

// Today is the schedule, menu and notices that are kept, as
// [Journal.Directory].
func (j *Journal) Today() (attendance.Today, bool, error) {
	return document[attendance.Today](j, todayKey)
}

func saveDocument[D any](j *Journal, key []byte, d D, version func(D) uint64) (bool, error) {
	encoded, err := json.Marshal(d)
	if err != nil {
		return false, fmt.Errorf("encode the %s: %w", key, err)
	}
	j.writing.Lock()
	defer j.writing.Unlock()
	kept, found, err := document[D](j, key)
	if err == nil && found && version(kept) >= version(d) {
		return false, nil
	}
	err = j.write(func(tx *bbolt.Tx) error { return j.sealer.put(tx, documentBucket, key, encoded) })
	return err == nil, err
}

func document[D any](j *Journal, key []byte) (D, bool, error) {
	var none D
	var encoded []byte
	err := j.read(func(tx *bbolt.Tx) (err error) {
		encoded, err = j.sealer.get(tx, documentBucket, key)
		return err
	})
	if err != nil {
		return none, false, fmt.Errorf("read the stored %s: %w", key, err)
	}
	if encoded == nil {
		return none, false, nil
	}
	var d D
	if err := json.Unmarshal(encoded, &d); err != nil {
		return none, false, fmt.Errorf("read the stored %s: %w", key, err)
	}
	return d, true, nil
}
