package journal

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.etcd.io/bbolt"
)

// sealedWords gives the sealed private part of an event, as it lies in the file.
func (r *rig) sealedWords(seq uint64) []byte {
	r.t.Helper()
	var sealed []byte
	err := r.read(func(tx *bbolt.Tx) error {
		sealed = bytes.Clone(tx.Bucket([]byte(privateBucket)).Get(seqKey(seq)))
		return nil
	})
	if err != nil || sealed == nil {
		r.t.Fatalf("event %d has no words, %v", seq, err)
	}
	return sealed
}

func TestErasedWordsAreGoneFromTheFile(t *testing.T) {
	r := newRig(t)
	want := r.record(withWords("stays"), withWords("goes"), received(1), withWords("goes too"))
	_, before, err := r.Records(0, 10)
	if err != nil {
		t.Fatal(err)
	}
	gone := [][]byte{r.sealedWords(2), r.sealedWords(4)}
	stays := r.sealedWords(1)

	// The reason for writing the file anew: a deletion leaves the bytes.
	if erased, err := r.forget([]uint64{2}); err != nil || erased != 1 {
		t.Fatalf("forgot %d, %v", erased, err)
	}
	if !bytes.Contains(readFile(t, r.path()), gone[0]) {
		t.Error("the control has lost its point: deleting alone removed the bytes")
	}
	if !r.ErasurePending() {
		t.Error("nothing says that the bytes are still there")
	}

	if erased, err := r.Erase(2, 3, 4); err != nil || erased != 1 {
		t.Fatalf("erased %d, %v", erased, err)
	}
	content := readFile(t, r.path())
	for _, sealed := range gone {
		if bytes.Contains(content, sealed) {
			t.Error("erased words are still in the file")
		}
	}
	if !bytes.Contains(content, stays) || r.ErasurePending() {
		t.Error("the wrong words went, or there is more to do")
	}
	want[1].Words, want[3].Words = "", ""
	for range 2 {
		if diff := cmp.Diff(want, r.all()); diff != "" {
			t.Errorf("events (-want +got):\n%s", diff)
		}
		_, after, err := r.Records(0, 10)
		if err != nil {
			t.Fatal(err)
		}
		for i := range after {
			if !bytes.Equal(after[i].Core, before[i].Core) || (after[i].Private == nil) != (want[i].Words == "") {
				t.Errorf("record %d changed by more than its words", i+1)
			}
		}
		r.reopen()
		if r.ErasurePending() {
			t.Error("a finished erasure is still to be done")
		}
	}
	if next := r.record(received(2)); next[0].Seq != 5 {
		t.Errorf("the next event got number %d", next[0].Seq)
	}
}

func TestErasingNothingDoesNothing(t *testing.T) {
	r := newRig(t)
	r.record(received(1))
	before, err := os.Stat(r.path())
	if err != nil {
		t.Fatal(err)
	}
	for _, seqs := range [][]uint64{nil, {1}, {1, 1}} {
		if erased, err := r.Erase(seqs...); err != nil || erased != 0 {
			t.Errorf("%v: erased %d, %v", seqs, erased, err)
		}
	}
	for _, seqs := range [][]uint64{{0}, {2}, {1, 2}} {
		if _, err := r.Erase(seqs...); err == nil {
			t.Errorf("%v: no error for an event that is not there", seqs)
		}
	}
	if after, err := os.Stat(r.path()); err != nil || !os.SameFile(before, after) {
		t.Errorf("the file was written anew for nothing, %v", err)
	}
}

// TestAnErasureThatIsCutOffIsFinishedLater leaves the folder as a power cut
// would at each step of the work.
func TestAnErasureThatIsCutOffIsFinishedLater(t *testing.T) {
	for _, tc := range []struct {
		name string
		left func(t *testing.T, r *rig)
	}{
		{"before the new file", func(*testing.T, *rig) {}},
		{"with half a new file", func(t *testing.T, r *rig) {
			if err := os.WriteFile(filepath.Join(r.dir, compactName), readFile(t, r.path())[:9000], 0o600); err != nil {
				t.Fatal(err)
			}
		}},
		{"with an empty new file", func(t *testing.T, r *rig) {
			if err := os.WriteFile(filepath.Join(r.dir, compactName), nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}},
		{"with a whole new file", func(t *testing.T, r *rig) {
			fresh, err := openDatabase(filepath.Join(r.dir, compactName), r.o, forWriting)
			if err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(r.copyInto(fresh), fresh.close()); err != nil {
				t.Fatal(err)
			}
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := newRig(t)
			want := r.record(withWords("goes"), received(1))
			want[0].Words = ""
			sealed := r.sealedWords(1)
			if _, err := r.forget([]uint64{1}); err != nil {
				t.Fatal(err)
			}
			tc.left(t, r)
			crash(r)
			if diff := cmp.Diff(want, r.all()); diff != "" {
				t.Errorf("after the cut (-want +got):\n%s", diff)
			}
			if _, err := os.Lstat(filepath.Join(r.dir, compactName)); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("the half-made file is still there: %v", err)
			}
			if !r.ErasurePending() {
				t.Error("the erasure was forgotten")
			}
			if erased, err := r.Erase(); err != nil || erased != 0 || r.ErasurePending() {
				t.Errorf("erased %d, %v", erased, err)
			}
			if bytes.Contains(readFile(t, r.path()), sealed) {
				t.Error("erased words are still in the file")
			}
			if diff := cmp.Diff(want, r.all()); diff != "" {
				t.Errorf("in the end (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAnErasureWithoutRoomIsNotLost(t *testing.T) {
	r := newRig(t)
	r.record(withWords("goes"))
	// A folder in the way of the new file: it can be neither opened nor removed.
	blocked := filepath.Join(r.dir, compactName, "in the way")
	if err := os.MkdirAll(blocked, 0o700); err != nil {
		t.Fatal(err)
	}
	if erased, err := r.Erase(1); err == nil || erased != 1 {
		t.Errorf("erased %d, %v; want an error", erased, err)
	}
	if next := r.record(received(1)); next[0].Seq != 2 || !r.ErasurePending() {
		t.Error("a failed erasure stopped the journal or was forgotten")
	}
	if err := os.RemoveAll(filepath.Dir(blocked)); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Erase(); err != nil || r.ErasurePending() {
		t.Errorf("with room again: %v", err)
	}
}

// TestNobodySlipsInWhileTheFileIsExchanged keeps a second tambur waiting for the
// old file's lock, which it gets when that file is no longer the journal.
func TestNobodySlipsInWhileTheFileIsExchanged(t *testing.T) {
	r := newRig(t)
	r.record(withWords("goes"))
	second := make(chan error)
	for range 4 {
		go func() {
			j, err := Open(r.dir, Options{Key: testKey, Clock: r.clock.read, Random: seeded(9)})
			if err == nil {
				err = errors.Join(errors.New("a second tambur opened the journal"), j.Close())
			}
			second <- err
		}()
	}
	if _, err := r.Erase(1); err != nil {
		t.Error(err)
	}
	for range 4 {
		if err := <-second; !errors.Is(err, ErrInUse) {
			t.Errorf("got %v, want %v", err, ErrInUse)
		}
	}
}
