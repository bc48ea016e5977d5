package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	bolt "go.etcd.io/bbolt"

	"tambur/sync/portal/store"
	"tambur/sync/portal/store/storetest"
)

func open(t testing.TB, dir string) *store.Store {
	t.Helper()
	s, err := store.Open(store.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestOnlyItsOwnUserReadsTheFile(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "folder")
	open(t, dir)
	for path, want := range map[string]os.FileMode{dir: 0o700, filepath.Join(dir, store.FileName): 0o600} {
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: mode %o, %v, want %o", path, info.Mode().Perm(), err, want)
		}
	}
}

func TestAStoreInUseSaysSo(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	for _, readOnly := range []bool{false, true} {
		if _, err := store.Open(store.Options{Dir: dir, ReadOnly: readOnly}); !errors.Is(err, store.ErrInUse) {
			t.Errorf("read only %v: %v, want that it is in use", readOnly, err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	open(t, dir)
}

func TestReadingChangesNothing(t *testing.T) {
	dir := t.TempDir()
	if _, err := store.Open(store.Options{Dir: filepath.Join(dir, "none"), ReadOnly: true}); !errors.Is(err, store.ErrNoStore) {
		t.Errorf("nothing there: %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "none")); !errors.Is(err, os.ErrNotExist) {
		t.Error("looking for a store made a folder")
	}
	k := storetest.NewKiosk(t, "oak", "door", "e1").AddMany(3)
	s := open(t, dir)
	put(t, s, k, 1, 2)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, store.FileName)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	reader, err := store.Open(store.Options{Dir: dir, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	if events, err := reader.Since(t.Context(), "oak", 0, 10); err != nil || len(events) != 2 {
		t.Errorf("%d events, %v", len(events), err)
	}
	segment := k.Segment(3, 3)
	if _, err := reader.Put(t.Context(), segment, storetest.Cores(t, segment)); err == nil {
		t.Error("a store that only reads took an event")
	}
	if err := reader.Close(); err != nil {
		t.Fatal(err)
	}
	after, err := os.ReadFile(path)
	if err != nil || string(before) != string(after) {
		t.Errorf("reading changed the file, %v", err)
	}
}

func TestDamageIsSaidInWords(t *testing.T) {
	whole := t.TempDir()
	s := open(t, whole)
	put(t, s, storetest.NewKiosk(t, "oak", "door", "e1").AddMany(50), 1, 50)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(filepath.Join(whole, store.FileName))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{
		"not a store": []byte(strings.Repeat("what is this\n", 2000)),
		"both metas":  append(make([]byte, 2*os.Getpagesize()), content[2*os.Getpagesize():]...),
	}
	used := bytes.LastIndexFunc(content, func(r rune) bool { return r != 0 })
	for cut := os.Getpagesize() / 2; cut < used; cut += os.Getpagesize() / 2 {
		files[fmt.Sprintf("cut to %d bytes", cut)] = content[:cut]
	}
	for name, file := range files {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, store.FileName), file, 0o600); err != nil {
				t.Fatal(err)
			}
			s, err := store.Open(store.Options{Dir: dir})
			if err == nil {
				t.Fatalf("opened, closed with %v", s.Close())
			}
			if !errors.Is(err, store.ErrDamaged) {
				t.Errorf("%v, want that it is damaged", err)
			}
		})
	}
}

func TestAFlippedBitIsFound(t *testing.T) {
	dir := t.TempDir()
	k := storetest.NewKiosk(t, "oak", "door", "e1").AddMany(3)
	s := open(t, dir)
	put(t, s, k, 1, 3)
	if err := s.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, store.FileName)
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	// A name in an event becomes another one; it is still JSON.
	changed := strings.ReplaceAll(string(content), `"child":"child"`, `"child":"chilD"`)
	if changed == string(content) {
		t.Fatal("the event is not in the file")
	}
	if err := os.WriteFile(path, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := open(t, dir).Check(t.Context()); !errors.Is(err, store.ErrDamaged) {
		t.Errorf("%v, want that it is damaged", err)
	}
}

func TestALayoutFromTheFutureIsLeftAlone(t *testing.T) {
	dir := t.TempDir()
	db, err := bolt.Open(filepath.Join(dir, store.FileName), 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bolt.Tx) error {
		b, err := tx.CreateBucket([]byte("format"))
		if err != nil {
			return err
		}
		return b.Put([]byte("number"), []byte{0, 0, 0, 0, 0, 0, 0, 9})
	})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(store.Options{Dir: dir}); err == nil || !strings.Contains(err.Error(), "another version") {
		t.Errorf("%v, want that another version wrote it", err)
	}
}

func put(t testing.TB, s *store.Store, k *storetest.Kiosk, from, to int) {
	t.Helper()
	segment := k.Segment(from, to)
	if _, err := s.Put(t.Context(), segment, storetest.Cores(t, segment)); err != nil {
		t.Fatal(err)
	}
}
