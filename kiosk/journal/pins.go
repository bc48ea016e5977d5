package journal

import (
	"fmt"

	"go.etcd.io/bbolt"

	"tambur/kiosk/attendance"
)

// pinBucket holds the PINs that were set at this door, by person. A journal
// makes it with the first of them, so that one from before is whole without.
const pinBucket = "pins"

// PIN is the stored form of the PIN that a person has set at this door; empty
// for nobody. What the directory says goes before it.
func (j *Journal) PIN(person attendance.PersonID) (string, error) {
	var stored []byte
	err := j.read(func(tx *bbolt.Tx) (err error) {
		if tx.Bucket([]byte(pinBucket)) == nil {
			return nil
		}
		stored, err = j.sealer.get(tx, pinBucket, []byte(person))
		return err
	})
	if err != nil {
		return "", fmt.Errorf("read a pin that was set here: %w", err)
	}
	return string(stored), nil
}

// SavePIN keeps the stored form of a PIN that a person has set at this door, an
// argon2id PHC string. It is on disk when SavePIN returns, and stands in no event.
func (j *Journal) SavePIN(person attendance.PersonID, stored string) error {
	j.writing.Lock()
	defer j.writing.Unlock()
	err := j.write(func(tx *bbolt.Tx) error {
		if _, err := tx.CreateBucketIfNotExists([]byte(pinBucket)); err != nil {
			return err
		}
		return j.sealer.put(tx, pinBucket, []byte(person), []byte(stored))
	})
	if err != nil {
		return fmt.Errorf("save a pin that was set here: %w", err)
	}
	return nil
}
