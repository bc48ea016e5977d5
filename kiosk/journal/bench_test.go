//go:build linux

package journal

import (
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"tambur/kiosk/attendance"
)

// The benchmarks write to the folder for temporary files; set TMPDIR to measure
// another disk.

// BenchmarkAppend records one event at a time, and in the same run appends the
// same number of bytes to a plain file with fdatasync: the least that any record
// on this disk takes. Since fsync varies, only their ratio, x-bare, says much;
// it is that of the medians.
func BenchmarkAppend(b *testing.B) {
	j := benchJournal(b, b.TempDir(), &fakeClock{wall: noon})
	bare := newBare(b)
	var ours, plain []time.Duration
	for b.Loop() {
		start := time.Now()
		if _, err := j.Append(received(1)); err != nil {
			b.Fatal(err)
		}
		between := time.Now()
		bare.append(b)
		ours, plain = append(ours, between.Sub(start)), append(plain, time.Since(between))
	}
	b.ReportMetric(0, "ns/op") // would be the sum of both
	b.ReportMetric(float64(median(ours)), "append-ns")
	b.ReportMetric(float64(median(plain)), "bare-ns")
	b.ReportMetric(float64(median(ours))/float64(median(plain)), "x-bare")
}

// BenchmarkBareAppendFsync is the plain file of BenchmarkAppend by itself.
func BenchmarkBareAppendFsync(b *testing.B) {
	bare := newBare(b)
	for b.Loop() {
		bare.append(b)
	}
}

// bare is a plain file that gets one event's bytes at a time.
type bare struct {
	file  *os.File
	event []byte
}

func newBare(b *testing.B) *bare {
	b.Helper()
	j := benchJournal(b, b.TempDir(), &fakeClock{wall: noon})
	if _, err := j.Append(received(1)); err != nil {
		b.Fatal(err)
	}
	_, records, err := j.Records(0, 1)
	if err != nil {
		b.Fatal(err)
	}
	sealed, err := j.sealer.seal(coreBucket, seqKey(1), records[0].Core)
	if err != nil {
		b.Fatal(err)
	}
	file, err := os.Create(filepath.Join(b.TempDir(), "plain"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := file.Close(); err != nil {
			b.Error(err)
		}
	})
	return &bare{file, sealed}
}

func (f *bare) append(b *testing.B) {
	if _, err := f.file.Write(f.event); err != nil {
		b.Fatal(err)
	}
	if err := unix.Fdatasync(int(f.file.Fd())); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkOpenFiveYears is a tablet's start at noon after five years: open the
// journal, read the directory and today's events.
func BenchmarkOpenFiveYears(b *testing.B) {
	years, err := fiveYears()
	if err != nil {
		b.Fatal(err)
	}
	o := Options{Key: testKey, Clock: years.clock.read, Random: rand.Reader}
	midnight := time.Date(years.today.Year(), years.today.Month(), years.today.Day(), 0, 0, 0, 0, years.today.Location())
	for b.Loop() {
		j, err := Open(years.dir, o)
		if err != nil {
			b.Fatal(err)
		}
		if _, found, err := j.Directory(); err != nil || !found {
			b.Fatalf("directory: %v, %v", found, err)
		}
		events, err := j.Between(midnight, midnight.AddDate(0, 0, 1))
		if err != nil || len(events) != years.aDay {
			b.Fatalf("%d events today, %v", len(events), err)
		}
		if err := j.Close(); err != nil {
			b.Fatal(err)
		}
	}
	info, err := os.Stat(filepath.Join(years.dir, fileName))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(years.events), "events")
	b.ReportMetric(float64(info.Size())/float64(years.events), "B/event")
}

// BenchmarkVerifyFiveYears walks the same journal from end to end.
func BenchmarkVerifyFiveYears(b *testing.B) {
	years, err := fiveYears()
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		report, err := Verify(years.dir, Options{Key: testKey})
		if err != nil || report.Events != uint64(years.events) {
			b.Fatalf("%+v, %v", report, err)
		}
	}
}

type yearsOfUse struct {
	dir          string
	clock        *fakeClock
	today        time.Time
	events, aDay int
}

// fiveYears makes a journal of 330,000 events over five years, once in a run:
// every working day of 52 weeks has 254, and the directory one of 120 children.
var fiveYears = sync.OnceValues(func() (*yearsOfUse, error) {
	const events, aDay = 330_000, 254
	dir, err := os.MkdirTemp("", "five-years-")
	if err != nil {
		return nil, err
	}
	atExit = append(atExit, func() error { return os.RemoveAll(dir) })
	y := &yearsOfUse{dir: dir, clock: &fakeClock{wall: noon.AddDate(-5, 0, 0)}, aDay: aDay}
	j, err := Open(dir, Options{Key: testKey, Clock: y.clock.read, Random: rand.Reader})
	if err != nil {
		return nil, err
	}
	if err := j.SetIdentity(testIdentity()); err != nil {
		return nil, err
	}
	directory := attendance.Directory{Version: 1, Unit: attendance.Unit{ID: "unit-1"}}
	for i := range 120 {
		directory.Children = append(directory.Children, attendance.Child{ID: attendance.ChildID(fmt.Sprint(i)), GivenName: "Name"})
	}
	if _, err := j.SaveDirectory(directory); err != nil {
		return nil, err
	}
	drafts := make([]attendance.Draft, aDay)
	for i := range drafts {
		drafts[i] = received(i)
		if i%20 == 0 {
			drafts[i].Words = "said by somebody"
		}
	}
	for y.events+aDay <= events {
		switch y.clock.read().Wall.Weekday() {
		case time.Saturday, time.Sunday:
			y.clock.pass(24 * time.Hour)
			continue
		}
		recorded, err := j.Append(drafts...)
		if err != nil {
			return nil, err
		}
		y.events += len(recorded)
		y.today = recorded[0].At
		y.clock.pass(24 * time.Hour)
	}
	return y, j.Close()
})

func benchJournal(b *testing.B, dir string, c *fakeClock) *Journal {
	b.Helper()
	j, err := Open(dir, Options{Key: testKey, Clock: c.read, Random: rand.Reader})
	if err != nil {
		b.Fatal(err)
	}
	if err := j.SetIdentity(testIdentity()); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := j.Close(); err != nil {
			b.Error(err)
		}
	})
	return j
}

func median(d []time.Duration) time.Duration {
	slices.Sort(d)
	return d[len(d)/2]
}
