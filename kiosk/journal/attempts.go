package journal

import (
	"encoding/json"
	"fmt"

	"go.etcd.io/bbolt"

	"tambur/kiosk/attendance"
	"tambur/kiosk/pin"
)

// Attempts is how often a person's PIN was entered wrongly; zero for nobody.
func (j *Journal) Attempts(person attendance.PersonID) (pin.Throttle, error) {
	var throttle pin.Throttle
	err := j.read(func(tx *bbolt.Tx) error {
		encoded, err := j.sealer.get(tx, attemptBucket, []byte(person))
		if err != nil || encoded == nil {
			return err
		}
		return json.Unmarshal(encoded, &throttle)
	})
	if err != nil {
		return pin.Throttle{}, fmt.Errorf("read how often a pin was tried: %w", err)
	}
	return throttle, nil
}

// SaveAttempts keeps how often a person's PIN was entered wrongly. It is on
// disk when SaveAttempts returns.
func (j *Journal) SaveAttempts(person attendance.PersonID, throttle pin.Throttle) error {
	encoded, err := json.Marshal(throttle)
	if err != nil {
		return fmt.Errorf("encode how often a pin was tried: %w", err)
	}
	j.writing.Lock()
	defer j.writing.Unlock()
	err = j.write(func(tx *bbolt.Tx) error {
		if throttle == (pin.Throttle{}) {
			return tx.Bucket([]byte(attemptBucket)).Delete([]byte(person))
		}
		return j.sealer.put(tx, attemptBucket, []byte(person), encoded)
	})
	if err != nil {
		return fmt.Errorf("save how often a pin was tried: %w", err)
	}
	return nil
}
