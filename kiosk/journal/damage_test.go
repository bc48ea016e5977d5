package journal

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"tambur/kiosk/attendance"
)

// TestADamagedFileIsAnErrorOrWorks cuts and overwrites a journal page by page.
// Opening it, reading the day, recording and verifying must answer each time; no
// panic may get out, and the file's lock must be free afterwards. A journal
// that could not be opened must be as it was found.
func TestADamagedFileIsAnErrorOrWorks(t *testing.T) {
	r := newBareRig(t)
	r.o.noSync = true // many commits, and no power is cut
	r.open()
	if err := r.SetIdentity(testIdentity()); err != nil {
		t.Fatal(err)
	}
	for i := range 40 { // enough for branch pages
		r.record(received(i), withWords("said by somebody"))
	}
	if _, err := r.SaveDirectory(attendance.Directory{Version: 1, Unit: attendance.Unit{ID: "unit-1", Name: strings.Repeat("x", 9000)}}); err != nil {
		t.Fatal(err)
	}
	page, used := os.Getpagesize(), 0
	err := r.read(func(tx *bbolt.Tx) error {
		used = int(tx.Size())
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	r.close()
	whole := readFile(t, r.path())
	pages := len(whole) / page

	outcomes := make(map[string]int)
	try := func(name string, content []byte) string {
		t.Helper()
		if err := os.WriteFile(r.path(), content, 0o600); err != nil {
			t.Fatal(err)
		}
		outcome := useDamaged(t, r, name, content)
		outcomes[outcome]++
		return outcome
	}
	random := seeded(5)
	for _, size := range []int{0, 1, 100, page, 2*page - 1, 2 * page, 3 * page, 4 * page, 5*page + 1, used / 2, used - page, used - 1, used, len(whole) - 1} {
		want := refused
		if size >= used {
			want = works // only room for more is gone
		}
		if outcome := try(fmt.Sprintf("cut to %d bytes", size), whole[:size]); outcome != want {
			t.Errorf("cut to %d of %d bytes, of which %d are used: %s, want %s", size, len(whole), used, outcome, want)
		}
	}
	step := 2
	if testing.Short() {
		step = 7
	}
	for p := 0; p < pages; p += step {
		noise := make([]byte, page)
		if _, err := random.Read(noise); err != nil {
			t.Fatal(err)
		}
		for name, fill := range map[string][]byte{
			"zeros": make([]byte, page), "ones": bytes.Repeat([]byte{0xff}, page), "noise": noise,
			"half noise":    append(bytes.Clone(whole[p*page:p*page+page/2]), noise[:page/2]...),
			"its neighbour": bytes.Clone(whole[(p+1)%pages*page : (p+1)%pages*page+page]),
		} {
			content := bytes.Clone(whole)
			copy(content[p*page:], fill)
			try(fmt.Sprintf("page %d is %s", p, name), content)
		}
		// The page's own header and its first elements, one byte at a time.
		for offset := 0; offset < 48; offset += 6 {
			content := bytes.Clone(whole)
			content[p*page+offset] ^= 0x5a
			try(fmt.Sprintf("byte %d of page %d", offset, p), content)
		}
	}
	try("whole", whole)
	t.Log(outcomes)
	for _, want := range []string{works, refused, errsLater} {
		if outcomes[want] == 0 {
			t.Errorf("no damage of this table: %s", want)
		}
	}
}

// What comes of using a damaged journal.
const (
	works     = "works"
	refused   = "refused at opening"
	errsLater = "opens, and errs later"
)

// useDamaged does with a damaged journal what a tablet does, and tells what came
// of it.
func useDamaged(t *testing.T, r *rig, name string, content []byte) (outcome string) {
	t.Helper()
	defer func() {
		if p := recover(); p != nil {
			t.Fatalf("%s: panic: %v", name, p)
		}
	}()
	_, verifyErr := Verify(r.dir, r.o)
	if errors.Is(verifyErr, ErrInUse) {
		t.Errorf("%s: the lock was kept", name)
	}
	j, err := Open(r.dir, r.o)
	if err != nil {
		if !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrWrongKey) {
			t.Errorf("%s: got %v, want %v", name, err, ErrDamaged)
		}
		if !bytes.Equal(content, readFile(t, r.path())) {
			t.Errorf("%s: the damaged file was changed", name)
		}
		if verifyErr == nil {
			t.Errorf("%s: Verify found nothing, but opening failed: %v", name, err)
		}
		return refused
	}
	_, betweenErr := j.Between(noon, noon.Add(time.Hour))
	_, _, recordsErr := j.Records(0, 10)
	_, _, directoryErr := j.Directory()
	_, appendErr := j.Append(received(1))
	closeErr := j.Close()
	errs := []error{betweenErr, recordsErr, directoryErr, appendErr, closeErr}
	if slices.ContainsFunc(errs, func(err error) bool { return err != nil }) {
		return errsLater
	}
	return works
}
