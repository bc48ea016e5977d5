package journal

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"go.etcd.io/bbolt"

	"tambur/kiosk/attendance"
	"tambur/sync/wire"
)

func TestANewJournalIsEmptyAndOnlyItsOwnersToRead(t *testing.T) {
	r := newBareRig(t)
	r.dir = filepath.Join(r.dir, "[not] a pattern")
	if there, err := Exists(r.dir); err != nil || there {
		t.Errorf("before it is made: %v, %v", there, err)
	}
	r.open()
	if there, err := Exists(r.dir); err != nil || !there {
		t.Errorf("after it is made: %v, %v", there, err)
	}
	if _, err := uuid.Parse(r.epoch); err != nil {
		t.Errorf("the epoch is %q", r.epoch)
	}
	epoch := r.epoch
	if out, err := r.Outbox(); err != nil || out.Head != 0 || out.Epoch != epoch || !out.Oldest.IsZero() {
		t.Errorf("outbox %+v, %v", out, err)
	}
	if _, found, err := r.Identity(); err != nil || found {
		t.Errorf("an identity: %v, %v", found, err)
	}
	if _, found, err := r.Directory(); err != nil || found {
		t.Errorf("a directory: %v, %v", found, err)
	}
	if err := r.Confirm(epoch, 0, r.head.Digest); err != nil {
		t.Errorf("a receipt for nothing: %v", err)
	}
	info, err := os.Stat(r.path())
	if err != nil || (info.Mode().Perm() != 0o600 && runtime.GOOS != "windows") {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	r.reopen()
	if r.epoch != epoch {
		t.Error("reopening made a new epoch")
	}
	r.close()
	names, err := os.ReadDir(r.dir)
	if err != nil || len(names) != 1 {
		t.Errorf("the folder holds %v, %v", names, err)
	}
	if _, err := Verify(r.dir, r.o); err != nil {
		t.Error(err)
	}
}

func TestASecondProcessIsToldAtOnce(t *testing.T) {
	r := newRig(t)
	if _, err := Open(r.dir, r.o); !errors.Is(err, ErrInUse) || !strings.HasPrefix(err.Error(), "another tambur is already running") {
		t.Errorf("got %v, want %v", err, ErrInUse)
	}
	r.record(received(1)) // the first is not disturbed
}

func TestManyStartsInAnEmptyFolderMakeOneJournal(t *testing.T) {
	r := newBareRig(t)
	opened := make([]*Journal, 8)
	var wg sync.WaitGroup
	for i := range opened {
		wg.Go(func() {
			j, err := Open(r.dir, Options{Key: testKey, Clock: r.clock.read, Random: rand.Reader})
			if err != nil && !errors.Is(err, ErrInUse) {
				t.Error(err)
			}
			opened[i] = j
		})
	}
	wg.Wait()
	epoch, winners := "", 0
	for _, j := range opened {
		if j == nil {
			continue
		}
		epoch = j.epoch
		winners++
		if err := j.Close(); err != nil {
			t.Error(err)
		}
	}
	r.open()
	defer r.close()
	if winners != 1 || r.epoch != epoch {
		t.Errorf("%d opened it, and the epoch went from %q to %q", winners, epoch, r.epoch)
	}
}

// startFirst is randomness that lets somebody else do something before it gives
// any: a journal is being made then, and not there yet.
type startFirst struct {
	io.Reader
	once  sync.Once
	first func()
}

func (s *startFirst) Read(p []byte) (int, error) {
	s.once.Do(s.first)
	return s.Reader.Read(p)
}

func TestASlowStartTakesTheJournalOfAFasterOne(t *testing.T) {
	r := newBareRig(t)
	var epoch string
	slow := &startFirst{Reader: seeded(8), first: func() {
		// The faster one removes the half-made file of the slower; put it back, as
		// if it had been made a moment later.
		made, err := filepath.Glob(filepath.Join(r.dir, newPrefix+"*"))
		if err != nil || len(made) != 1 {
			t.Fatalf("being made: %v, %v", made, err)
		}
		kept := filepath.Join(t.TempDir(), "kept")
		if err := os.Link(made[0], kept); err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := os.Link(kept, made[0]); err != nil {
				t.Fatal(err)
			}
		}()
		r.open()
		epoch = r.epoch
		if err := r.SetIdentity(testIdentity()); err != nil {
			t.Fatal(err)
		}
		r.record(received(1))
		r.close()
	}}
	j, err := Open(r.dir, Options{Key: testKey, Clock: r.clock.read, Random: slow})
	if err != nil {
		t.Fatal(err)
	}
	if out, err := j.Outbox(); err != nil || out.Epoch != epoch || out.Head != 1 {
		t.Errorf("got %+v, %v; want one event of %s", out, err, epoch)
	}
	if err := j.Close(); err != nil {
		t.Error(err)
	}
}

func TestOpeningLooksAtTheEndOfTheChain(t *testing.T) {
	for name, tamper := range map[string]func(*bbolt.Tx, sealer) error{
		"the last is missing": func(tx *bbolt.Tx, _ sealer) error { return tx.Bucket([]byte(coreBucket)).Delete(seqKey(9)) },
		"one more":            func(tx *bbolt.Tx, s sealer) error { return s.put(tx, coreBucket, seqKey(10), []byte("{}")) },
		"another last":        func(tx *bbolt.Tx, s sealer) error { return core(tx, s, 9, func(c *wire.Core) { c.Child = "another" }) },
		"all are missing": func(tx *bbolt.Tx, _ sealer) error {
			if err := tx.DeleteBucket([]byte(coreBucket)); err != nil {
				return err
			}
			_, err := tx.CreateBucket([]byte(coreBucket))
			return err
		},
		"a bucket is missing": func(tx *bbolt.Tx, _ sealer) error { return tx.DeleteBucket([]byte(dayBucket)) },
	} {
		r := written(t)
		r.raw(tamper)
		if _, err := Open(r.dir, r.o); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: got %v, want %v", name, err, ErrDamaged)
		}
	}
}

func TestOnlyAHigherVersionReplacesADocument(t *testing.T) {
	r := newRig(t)
	for _, tc := range []struct {
		version uint64
		want    bool
	}{{5, true}, {5, false}, {4, false}, {0, false}, {6, true}} {
		changed, err := r.SaveDirectory(attendance.Directory{Version: tc.version, Unit: attendance.Unit{ID: "unit-1"}})
		if err != nil || changed != tc.want {
			t.Errorf("directory %d: changed %v, %v", tc.version, changed, err)
		}
		changed, err = r.SaveToday(attendance.Today{Version: tc.version})
		if err != nil || changed != tc.want {
			t.Errorf("today %d: changed %v, %v", tc.version, changed, err)
		}
	}
}

func TestAnotherKeyIsNotCalledDamage(t *testing.T) {
	r := written(t)
	before := readFile(t, r.path())
	r.o.Key[31] ^= 1
	_, err := Open(r.dir, r.o)
	if !errors.Is(err, ErrWrongKey) || errors.Is(err, ErrDamaged) {
		t.Errorf("got %v, want %v", err, ErrWrongKey)
	}
	if !bytes.Equal(before, readFile(t, r.path())) {
		t.Error("the file was changed")
	}
	r.o.Key = testKey
	r.open() // and the right one works at once
	r.close()
}

func TestWhatAnInterruptedStartLeftIsRemoved(t *testing.T) {
	r := newBareRig(t)
	half := filepath.Join(r.dir, newPrefix+"123")
	other := filepath.Join(r.dir, "id")
	for _, name := range []string{half, other} {
		if err := os.WriteFile(name, make([]byte, 5000), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r.open()
	defer r.close()
	if _, err := os.Lstat(half); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the half-made journal is still there: %v", err)
	}
	if _, err := os.Lstat(other); err != nil {
		t.Errorf("somebody else's file: %v", err)
	}
}

func TestAnIdentityIsGivenOnce(t *testing.T) {
	r := newBareRig(t)
	r.open()
	defer r.close()
	identity := testIdentity()
	for name, wrong := range map[string]func(*Identity){
		"no unit":         func(i *Identity) { i.Unit = "" },
		"a kiosk's topic": func(i *Identity) { i.Kiosk = "a/b" },
		"no key":          func(i *Identity) { i.SigningKey = nil },
	} {
		bad := testIdentity()
		wrong(&bad)
		if err := r.SetIdentity(bad); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	for range 2 {
		if err := r.SetIdentity(identity); err != nil {
			t.Fatal(err)
		}
		r.reopen()
	}
	for name, other := range map[string]func(*Identity){
		"unit": func(i *Identity) { i.Unit = "unit-2" }, "kiosk": func(i *Identity) { i.Kiosk = "kiosk-2" },
		"badge key": func(i *Identity) { i.BadgeKey[0]++ }, "pepper": func(i *Identity) { i.Pepper[0]++ },
		"signing key": func(i *Identity) { i.SigningKey = append(bytes.Clone(i.SigningKey[1:]), 0) },
	} {
		changed := testIdentity()
		other(&changed)
		if err := r.SetIdentity(changed); !errors.Is(err, ErrOtherIdentity) {
			t.Errorf("%s: got %v, want %v", name, err, ErrOtherIdentity)
		}
	}
	got, found, err := r.Identity()
	if err != nil || !found || !got.equal(identity) {
		t.Errorf("got %v, %v, %v", got, found, err)
	}
	clear(got.SigningKey) // the caller's own copy
	if again, _, err := r.Identity(); err != nil || !again.equal(identity) {
		t.Errorf("a caller changed the identity: %v", err)
	}
}

func TestSecretsHideFromEveryPrinter(t *testing.T) {
	r := newRig(t)
	identity := testIdentity()
	seed := identity.SigningKey.Seed()
	var shown bytes.Buffer
	log := slog.New(slog.NewJSONHandler(&shown, nil))
	log.Info("x", "identity", identity, "pointer", &identity, "key", r.o.Key, "options", r.o.Key)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d"} {
		fmt.Fprintf(&shown, verb+verb+verb+verb, identity, &identity, struct{ Identity Identity }{identity}, struct{ Key Key }{r.o.Key})
		fmt.Fprintf(&shown, verb, r.Journal)
	}
	encoded, err := json.Marshal(identity)
	if err != nil {
		t.Fatal(err)
	}
	shown.Write(encoded)
	text := shown.String()
	for name, secret := range map[string][]byte{"key": testKey[:4], "seed": seed[8:12], "badge key": identity.BadgeKey[:4], "pepper": identity.Pepper[:4]} {
		for _, form := range []string{"%d", "%x", "%v", "%#v"} {
			if s := strings.Trim(fmt.Sprintf(form, secret), "[]"); strings.Contains(text, s) {
				t.Errorf("the %s shows as %q", name, s)
			}
		}
	}
	if !strings.Contains(text, "kiosk kiosk-1 of unit unit-1") {
		t.Error("an identity does not say whose it is")
	}
}

// TestNothingInTheFileCanBeReadWithoutTheKey looks for every text that went in.
func TestNothingInTheFileCanBeReadWithoutTheKey(t *testing.T) {
	r := newRig(t)
	secrets := []string{"Gunilla", "said-by-somebody", "child-77", "Regnbågen", "kiosk-1", "unit-1", r.epoch, string(attendance.Received)}
	draft := received(77)
	draft.Words = "said-by-somebody"
	secrets = append(secrets, string(r.record(draft)[0].ID))
	if _, err := r.SaveDirectory(attendance.Directory{
		Version: 1, Unit: attendance.Unit{ID: "unit-1", Name: "Regnbågen"},
		People: []attendance.Person{{ID: "person-1", GivenName: "Gunilla"}},
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := r.SaveToday(attendance.Today{Version: 1, Notices: []attendance.Notice{{Text: attendance.Text{"sv": "Regnbågen"}}}}); err != nil {
		t.Fatal(err)
	}
	if err := r.SaveAttempts("person-1", pinAttempts(3)); err != nil {
		t.Fatal(err)
	}
	r.close()
	content := readFile(t, r.path())
	for _, secret := range secrets {
		if bytes.Contains(content, []byte(secret)) {
			t.Errorf("%q can be read in the file", secret)
		}
	}
	if !bytes.Contains(content, []byte("person-1")) || !bytes.Contains(content, []byte("2026-11-24")) {
		t.Error("the control has lost its point: keys can't be found either")
	}
}

// TestEveryValueIsTiedToItsPlace moves each value of the file to each other's
// place of the same bucket, and to the same key of the other buckets.
func TestEveryValueIsTiedToItsPlace(t *testing.T) {
	r := written(t)
	moved := 0
	r.raw(func(tx *bbolt.Tx, s sealer) error {
		return tx.ForEach(func(from []byte, b *bbolt.Bucket) error {
			return b.ForEach(func(key, sealed []byte) error {
				if len(sealed) == 0 {
					return nil // an index entry
				}
				if _, err := s.open(string(from), key, sealed); err != nil {
					t.Errorf("%s/%x can't be opened where it lies", from, key)
				}
				return tx.ForEach(func(to []byte, b *bbolt.Bucket) error {
					return b.ForEach(func(other, _ []byte) error {
						if bytes.Equal(from, to) && bytes.Equal(key, other) {
							return nil
						}
						moved++
						if _, err := s.open(string(to), other, sealed); !errors.Is(err, errSeal) {
							t.Errorf("%s/%x opens as %s/%x: %v", from, key, to, other, err)
						}
						return nil
					})
				})
			})
		})
	})
	if moved == 0 {
		t.Error("nothing was moved")
	}
}

func TestADocumentThatCanNotBeReadStopsNothingElse(t *testing.T) {
	r := newRig(t)
	event := r.record(received(1))
	dir := attendance.Directory{Version: 7, Unit: attendance.Unit{ID: "unit-1"}}
	if _, err := r.SaveDirectory(dir); err != nil {
		t.Fatal(err)
	}
	r.close()
	r.raw(func(tx *bbolt.Tx, _ sealer) error {
		return tx.Bucket([]byte(documentBucket)).Put(directoryKey, []byte("damaged in a way that seals notice"))
	})
	r.open()
	if _, _, err := r.Directory(); err == nil {
		t.Error("a damaged directory was read")
	}
	if diff := cmp.Diff(event, r.all()); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	if changed, err := r.SaveDirectory(dir); err != nil || !changed {
		t.Errorf("saved again: %v, %v", changed, err)
	}
	if got, found, err := r.Directory(); err != nil || !found || !cmp.Equal(got, dir) {
		t.Errorf("got %+v, %v, %v", got, found, err)
	}
}
