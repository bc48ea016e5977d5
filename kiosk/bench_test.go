package main

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"tambur/kiosk/attendance"
	"tambur/kiosk/flow"
	"tambur/kiosk/journal"
	"tambur/kiosk/pin"
	"tambur/kiosk/screen"
)

// BenchmarkStartToFirstScreen opens a data folder with five years of a large
// preschool (330,000 events), which is what a tablet does after a power cut, and
// draws Home. It reports the time until the first view is there, and with the
// drawing of it (in software, so a tablet with a GPU is faster).
func BenchmarkStartToFirstScreen(b *testing.B) {
	const years, perDay = 5, 253
	dir := b.TempDir()
	school, err := demoPreschool(0)
	if err != nil {
		b.Fatal(err)
	}
	watch := new(stageClock)
	o := tabletOptions{
		folder: folder{data: filepath.Join(dir, "kiosk"), keyFile: filepath.Join(dir, "key")},
		clock:  watch.read, demo: &school,
		before: func(j *journal.Journal) error { return fillYears(j, school.Directory, watch, years, perDay) },
	}
	t, err := openTablet(o)
	if err != nil {
		b.Fatal(err)
	}
	if err := t.journal.Close(); err != nil {
		b.Fatal(err)
	}
	o.before = nil
	var toView time.Duration
	for b.Loop() {
		began := time.Now()
		t, err := openTablet(o)
		if err != nil {
			b.Fatal(err)
		}
		v := firstView(b, t)
		toView += time.Since(began)
		if _, err := screen.Render(v, fyne.NewSize(1280, 800), nil); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		if err := t.journal.Close(); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
	b.ReportMetric(float64(toView.Milliseconds())/float64(b.N), "ms-to-view")
}

func fillYears(j *journal.Journal, dir attendance.Directory, watch *stageClock, years, perDay int) error {
	last := time.Now()
	for day := last.AddDate(-years, 0, 0); day.Before(last); day = day.AddDate(0, 0, 1) {
		watch.set(day)
		if day.Weekday() == time.Saturday || day.Weekday() == time.Sunday {
			continue
		}
		drafts := make([]attendance.Draft, perDay)
		for i := range drafts {
			drafts[i] = attendance.Draft{
				Kind:  []attendance.Kind{attendance.Announced, attendance.Received, attendance.Requested, attendance.Released}[i%4],
				Child: dir.Children[i/4%len(dir.Children)].ID, By: attendance.By{Person: dir.People[i%len(dir.People)].ID, How: attendance.ByBadge},
			}
		}
		if _, err := j.Append(drafts...); err != nil {
			return err
		}
	}
	return nil
}

// firstView is what the door shows first.
func firstView(b *testing.B, t *tablet) flow.View {
	b.Helper()
	glass := newOnGlass()
	door := flow.NewDoor(flow.Options{
		Desk: t.desk, Attempts: t.journal, Pepper: pin.Pepper(t.identity.Pepper), Languages: screen.Languages(),
		Show: glass.show, Now: time.Now,
	})
	ctx, stop := context.WithCancel(b.Context())
	defer stop()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		door.Run(ctx)
	}()
	v, err := glass.wait(ctx, func(v flow.View) bool { return v.Screen == flow.Home && !v.Home.Unready })
	if err != nil {
		b.Fatal(err)
	}
	stop()
	<-ended
	return v
}
