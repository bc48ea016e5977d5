package journal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"

	"go.etcd.io/bbolt"

	"tambur/kiosk/attendance"
	"tambur/sync/wire"
)

// written makes a closed journal of nine events over three days: 3 and 6 have
// words, 7 corrects 2, and 4 is confirmed.
func written(t *testing.T) *rig {
	t.Helper()
	r := newBareRig(t)
	r.open()
	if err := r.SetIdentity(testIdentity()); err != nil {
		t.Fatal(err)
	}
	var events []attendance.Event
	for seq := 1; seq <= 9; seq++ {
		d := received(seq)
		switch seq {
		case 3, 6:
			d.Words = "said by somebody"
		case 7:
			d.Corrects = events[1].ID
		}
		events = append(events, r.record(d)...)
		if seq%3 == 0 {
			r.clock.set(r.o.Clock().Wall.AddDate(0, 0, 1))
		}
	}
	if err := r.Confirm(r.epoch, 4, r.digestOf(4)); err != nil {
		t.Fatal(err)
	}
	r.close()
	return r
}

func TestVerifyReportsWhatIsThere(t *testing.T) {
	r := written(t)
	r.open()
	if erased, err := r.Erase(6); err != nil || erased != 1 {
		t.Fatalf("erased %d, %v", erased, err)
	}
	want := Report{Epoch: r.epoch, Events: 9, Head: r.head.Digest, Confirmed: 4, Private: 1, Erased: 1}
	r.close()
	before := readFile(t, r.path())
	got, err := Verify(r.dir, r.o)
	if err != nil || got != want {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
	if !bytes.Equal(before, readFile(t, r.path())) {
		t.Error("verifying changed the file")
	}
}

// core reads, changes and seals a core again, as somebody with the key can.
func core(tx *bbolt.Tx, s sealer, seq uint64, change func(*wire.Core)) error {
	encoded, err := s.get(tx, coreBucket, seqKey(seq))
	if err != nil {
		return err
	}
	var c wire.Core
	if err := json.Unmarshal(encoded, &c); err != nil {
		return err
	}
	change(&c)
	if encoded, err = json.Marshal(c); err != nil {
		return err
	}
	return s.put(tx, coreBucket, seqKey(seq), encoded)
}

// swap exchanges two sealed values as they are, or opened and sealed again.
func swap(tx *bbolt.Tx, s sealer, bucket string, a, b uint64, sealAgain bool) error {
	values := make(map[uint64][]byte)
	for _, seq := range []uint64{a, b} {
		value := bytes.Clone(tx.Bucket([]byte(bucket)).Get(seqKey(seq)))
		if sealAgain {
			opened, err := s.open(bucket, seqKey(seq), value)
			if err != nil {
				return err
			}
			values[seq] = opened
			continue
		}
		values[seq] = value
	}
	put := func(seq uint64, value []byte) error {
		if sealAgain {
			return s.put(tx, bucket, seqKey(seq), value)
		}
		return tx.Bucket([]byte(bucket)).Put(seqKey(seq), value)
	}
	return errors.Join(put(a, values[b]), put(b, values[a]))
}

func TestVerifyNamesTheFirstBadRecord(t *testing.T) {
	remove := func(bucket string, key []byte) func(*bbolt.Tx, sealer) error {
		return func(tx *bbolt.Tx, _ sealer) error { return tx.Bucket([]byte(bucket)).Delete(key) }
	}
	flip := func(bucket string, key []byte) func(*bbolt.Tx, sealer) error {
		return func(tx *bbolt.Tx, _ sealer) error {
			value := bytes.Clone(tx.Bucket([]byte(bucket)).Get(key))
			value[len(value)/2] ^= 0x10
			return tx.Bucket([]byte(bucket)).Put(key, value)
		}
	}
	for _, tc := range []struct {
		name   string
		tamper func(*bbolt.Tx, sealer) error
		want   BadRecord
	}{
		{"a bit of a core", flip(coreBucket, seqKey(5)), BadRecord{5, altered}},
		{"the first core", flip(coreBucket, seqKey(1)), BadRecord{1, altered}},
		{"the last core", flip(coreBucket, seqKey(9)), BadRecord{9, altered}},
		{"a bit of some words", flip(privateBucket, seqKey(6)), BadRecord{6, privateAltered}},
		{"a record dropped", remove(coreBucket, seqKey(4)), BadRecord{4, missing}},
		{"the tail cut off", func(tx *bbolt.Tx, s sealer) error {
			return errors.Join(remove(coreBucket, seqKey(8))(tx, s), remove(coreBucket, seqKey(9))(tx, s))
		}, BadRecord{8, missing}},
		{"the tail cut off, with the key", func(tx *bbolt.Tx, s sealer) error {
			return errors.Join(remove(coreBucket, seqKey(9))(tx, s), core(tx, s, 8, func(*wire.Core) {}),
				s.writeHead(tx, head{Seq: 8, Digest: wire.Sum([]byte("guessed"))}))
		}, BadRecord{8, notHead}},
		{"a head set back, with the key", func(tx *bbolt.Tx, s sealer) error {
			record, _, err := s.record(tx, 8)
			return errors.Join(err, s.writeHead(tx, head{Seq: 8, Digest: record.Digest()}))
		}, BadRecord{9, beyondHead}},
		{"two values exchanged", func(tx *bbolt.Tx, s sealer) error { return swap(tx, s, coreBucket, 4, 5, false) }, BadRecord{4, altered}},
		{"two records exchanged, with the key", func(tx *bbolt.Tx, s sealer) error { return swap(tx, s, coreBucket, 4, 5, true) }, BadRecord{4, otherNumber}},
		{"two records renumbered, with the key", func(tx *bbolt.Tx, s sealer) error {
			return errors.Join(swap(tx, s, coreBucket, 4, 5, true),
				core(tx, s, 4, func(c *wire.Core) { c.Seq = 4 }), core(tx, s, 5, func(c *wire.Core) { c.Seq = 5 }))
		}, BadRecord{4, outOfChain}},
		{"a child exchanged, with the key", func(tx *bbolt.Tx, s sealer) error {
			return core(tx, s, 5, func(c *wire.Core) { c.Child = "another" })
		}, BadRecord{6, outOfChain}},
		{"a child exchanged in the last, with the key", func(tx *bbolt.Tx, s sealer) error {
			return core(tx, s, 9, func(c *wire.Core) { c.Child = "another" })
		}, BadRecord{9, notHead}},
		{"another kiosk, with the key", func(tx *bbolt.Tx, s sealer) error {
			return core(tx, s, 5, func(c *wire.Core) { c.Kiosk = "kiosk-2" })
		}, BadRecord{5, otherInstall}},
		{"another install, with the key", func(tx *bbolt.Tx, s sealer) error {
			return core(tx, s, 5, func(c *wire.Core) { c.Epoch = "another" })
		}, BadRecord{5, otherInstall}},
		{"no json, with the key", func(tx *bbolt.Tx, s sealer) error {
			return s.put(tx, coreBucket, seqKey(2), []byte("{"))
		}, BadRecord{2, malformed}},
		{"a record doubled", func(tx *bbolt.Tx, s sealer) error {
			b := tx.Bucket([]byte(coreBucket))
			return b.Put(seqKey(7), bytes.Clone(b.Get(seqKey(6))))
		}, BadRecord{7, altered}},
		{"a record added at the end", func(tx *bbolt.Tx, s sealer) error {
			b := tx.Bucket([]byte(coreBucket))
			return b.Put(seqKey(10), bytes.Clone(b.Get(seqKey(9))))
		}, BadRecord{10, beyondHead}},
		{"words of another event", func(tx *bbolt.Tx, s sealer) error { return swap(tx, s, privateBucket, 3, 6, false) }, BadRecord{3, privateAltered}},
		{"words of another event, with the key", func(tx *bbolt.Tx, s sealer) error { return swap(tx, s, privateBucket, 3, 6, true) }, BadRecord{3, privateForeign}},
		{"words forged, with the key", func(tx *bbolt.Tx, s sealer) error {
			forged, err := wire.Private{Salt: make([]byte, wire.MinSalt), Words: "never said"}.Encode()
			return errors.Join(err, s.put(tx, privateBucket, seqKey(6), forged))
		}, BadRecord{6, privateForeign}},
		{"words for an event without any, with the key", func(tx *bbolt.Tx, s sealer) error {
			forged, err := wire.Private{Salt: make([]byte, wire.MinSalt), Words: "never said"}.Encode()
			return errors.Join(err, s.put(tx, privateBucket, seqKey(5), forged))
		}, BadRecord{5, privateForeign}},
		{"missing in the index", remove(dayBucket, indexKey(noon.AddDate(0, 0, 1), 4)), BadRecord{4, notInIndex}},
		{"a run that begins in its middle", func(tx *bbolt.Tx, _ sealer) error {
			return tx.Bucket([]byte(dayBucket)).Put(indexKey(noon, 2), nil)
		}, BadRecord{2, wrongInIndex}},
		{"missing in the index of corrections", remove(correctedBucket, indexKey(noon, 7)), BadRecord{7, notInIndex}},
		{"twice in the index", func(tx *bbolt.Tx, _ sealer) error {
			return tx.Bucket([]byte(dayBucket)).Put(indexKey(noon.AddDate(0, 0, 9), 4), nil)
		}, BadRecord{4, wrongInIndex}},
		{"a correction of nothing in the index", func(tx *bbolt.Tx, _ sealer) error {
			return tx.Bucket([]byte(correctedBucket)).Put(indexKey(noon, 5), nil)
		}, BadRecord{5, wrongInIndex}},
		{"a stranger in the index", func(tx *bbolt.Tx, _ sealer) error {
			return tx.Bucket([]byte(dayBucket)).Put(indexKey(noon, 12), nil)
		}, BadRecord{12, beyondHead}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := written(t)
			r.raw(tc.tamper)
			_, err := Verify(r.dir, r.o)
			var bad *BadRecord
			if !errors.As(err, &bad) || *bad != tc.want {
				t.Errorf("got %v, want %v", err, &tc.want)
			}
			if !errors.Is(err, ErrDamaged) {
				t.Errorf("%v is not %v", err, ErrDamaged)
			}
		})
	}
}

func TestVerifyFindsItsOwnRecordsAltered(t *testing.T) {
	for _, key := range [][]byte{epochKey, headKey, confirmedKey, identityKey} {
		r := written(t)
		r.raw(func(tx *bbolt.Tx, _ sealer) error {
			b := tx.Bucket([]byte(metaBucket))
			value := bytes.Clone(b.Get(key))
			value[len(value)-1] ^= 1
			return b.Put(key, value)
		})
		if _, err := Verify(r.dir, r.o); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: Verify: got %v, want %v", key, err, ErrDamaged)
		}
		if _, err := Open(r.dir, r.o); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: Open: got %v, want %v", key, err, ErrDamaged)
		}
	}
	r := written(t)
	r.raw(func(tx *bbolt.Tx, s sealer) error { return s.put(tx, metaBucket, confirmedKey, seqKey(10)) })
	if _, err := Verify(r.dir, r.o); !errors.Is(err, ErrDamaged) {
		t.Errorf("more confirmed than there is: got %v", err)
	}
}

// TestABitFlippedInTheFileIsNoticed needs no key and no bbolt: it changes bytes
// of a record where they lie.
func TestABitFlippedInTheFileIsNoticed(t *testing.T) {
	r := written(t)
	whole := readFile(t, r.path())
	for _, tc := range []struct {
		bucket string
		want   BadRecord
	}{{coreBucket, BadRecord{6, altered}}, {privateBucket, BadRecord{6, privateAltered}}} {
		sealed := r.sealed(tc.bucket, 6)
		for i := 0; i < len(sealed); i += 7 {
			flipped := bytes.Clone(sealed)
			flipped[i] ^= 1 << (i % 8)
			// Free pages hold older copies of it; whichever counts is changed too.
			content := bytes.ReplaceAll(whole, sealed, flipped)
			if err := os.WriteFile(r.path(), content, 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := Verify(r.dir, r.o)
			var bad *BadRecord
			if !errors.As(err, &bad) || *bad != tc.want {
				t.Fatalf("byte %d of a value in %s: got %v, want %v", i, tc.bucket, err, &tc.want)
			}
		}
	}
}

// sealed is a value of the closed file as it lies there.
func (r *rig) sealed(bucket string, seq uint64) (value []byte) {
	r.t.Helper()
	r.raw(func(tx *bbolt.Tx, _ sealer) error {
		value = bytes.Clone(tx.Bucket([]byte(bucket)).Get(seqKey(seq)))
		return nil
	})
	if len(value) == 0 {
		r.t.Fatalf("there is no value of %d in %s", seq, bucket)
	}
	return value
}

func TestVerifySaysWhyItCanNotBegin(t *testing.T) {
	r := written(t)
	r.open()
	if _, err := Verify(r.dir, r.o); !errors.Is(err, ErrInUse) {
		t.Errorf("open elsewhere: got %v, want %v", err, ErrInUse)
	}
	r.close()
	if _, err := Verify(r.dir, Options{Key: Key{9}}); !errors.Is(err, ErrWrongKey) || errors.Is(err, ErrDamaged) {
		t.Errorf("another key: got %v, want %v", err, ErrWrongKey)
	}
	if _, err := Verify(t.TempDir(), r.o); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no journal: got %v, want %v", err, fs.ErrNotExist)
	}
}

func TestErrorsSpeakWithOneVoice(t *testing.T) {
	for _, reason := range []string{missing, altered, malformed, otherNumber, otherInstall, outOfChain, beyondHead,
		notHead, privateAltered, privateForeign, notInIndex, wrongInIndex} {
		text := fmt.Sprint(damaged("journal.db", &BadRecord{Seq: 7, Reason: reason}))
		if strings.ToLower(text) != text || strings.HasSuffix(text, ".") {
			t.Errorf("%q is not lower case without a full stop", text)
		}
	}
}
