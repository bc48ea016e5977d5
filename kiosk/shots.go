package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"tambur/kiosk/attendance"
	"tambur/kiosk/clock"
	"tambur/kiosk/flow"
	"tambur/kiosk/journal"
	"tambur/kiosk/pin"
	"tambur/kiosk/screen"
)

func shotsCommand(s streams) *cobra.Command {
	var out, lang, size, at string
	c := &cobra.Command{
		Use:   "shots --out DIR",
		Short: "Draw every screen of the demo preschool as PNG, without a display",
		Long: `Shots goes through the door of the demo preschool as families and staff do, on
the real state machine with a real journal in a temporary folder, and draws each
screen to a PNG. It needs no display.`,
		Example: `  kiosk shots --out /tmp/shots
  kiosk shots --out /tmp/shots --lang en --size 800x1280`,
		Args: noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			if out == "" {
				return fmt.Errorf("say where to put the pictures with --out: %w", errUsage)
			}
			if !slices.Contains(screen.Languages(), lang) {
				return fmt.Errorf("the screens speak %v, not %q: %w", screen.Languages(), lang, errUsage)
			}
			var pixels fyne.Size
			if n, err := fmt.Sscanf(size+" ", "%fx%f ", &pixels.Width, &pixels.Height); err != nil || n != 2 ||
				pixels.Width < 320 || pixels.Height < 320 || pixels.Width > 8192 || pixels.Height > 8192 {
				return fmt.Errorf("a size is width x height in pixels, such as 1280x800, not %q: %w", size, errUsage)
			}
			clockAt, err := attendance.ParseTimeOfDay(at)
			if err != nil {
				return fmt.Errorf("%w: %w", err, errUsage)
			}
			return takeShots(c.Context(), s.out, out, lang, pixels, clockAt)
		},
	}
	f := c.Flags()
	f.StringVar(&out, "out", "", "the folder to put the pictures in")
	f.StringVar(&lang, "lang", "sv", "the language of the screens: sv or en")
	f.StringVar(&size, "size", "1280x800", "width and height in pixels")
	f.StringVar(&at, "at", "07:52", "the time of day to play")
	return c
}

func takeShots(ctx context.Context, say io.Writer, out, lang string, size fyne.Size, at attendance.TimeOfDay) (err error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	if err := os.MkdirAll(out, 0o755); err != nil {
		return fmt.Errorf("make the folder for the pictures: %w", err)
	}
	temp, err := os.MkdirTemp("", "tambur-shots-")
	if err != nil {
		return fmt.Errorf("make a temporary folder: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(temp)) }()

	school, err := demoPreschool(0)
	if err != nil {
		return err
	}
	zone, err := time.LoadLocation(school.Directory.Unit.TimeZone)
	if err != nil {
		return fmt.Errorf("know the preschool's time zone: %w", err)
	}
	now := school.Date.At(at, zone)
	happened, err := school.Happened(now)
	if err != nil {
		return err
	}
	cast, err := castOf(school)
	if err != nil {
		return err
	}
	watch, disk := new(stageClock), new(failingDisk)
	t, err := openTablet(tabletOptions{
		folder: folder{data: filepath.Join(temp, "kiosk"), keyFile: filepath.Join(temp, "key")},
		clock:  watch.read, demo: &school, through: disk.wrap,
		before: func(j *journal.Journal) error {
			for _, m := range happened {
				if cast.plays(m.Draft.Child) {
					continue // whose day begins with the pictures
				}
				watch.set(m.At)
				if _, err := j.Append(m.Draft); err != nil {
					return err
				}
			}
			watch.set(now)
			return nil
		},
	})
	if err != nil {
		return err
	}
	defer t.closeInto(&err)

	glass := newOnGlass()
	door := flow.NewDoor(flow.Options{
		Desk: t.desk, Attempts: t.journal, Pepper: pin.Pepper(t.identity.Pepper),
		Languages: screen.Languages(), Show: glass.show, Now: func() time.Time { return watch.read().Wall },
	})
	door.UseToday(school.Today)
	all, ctx := errgroup.WithContext(ctx)
	ctx, stop := context.WithCancel(ctx)
	all.Go(func() error { door.Run(ctx); return nil })
	all.Go(func() error {
		defer stop()
		visit := &tour{Controls: door, shown: glass, cast: cast, failing: disk.fail, synced: door.Synced,
			pause: func() { watch.set(watch.read().Wall.Add(flow.Settles)) }}
		return visit.run(ctx, func(name string, v flow.View) error {
			v.Language = lang
			picture, err := screen.Render(v, size, nil)
			if err != nil {
				return err
			}
			file := filepath.Join(out, name+".png")
			fmt.Fprintln(say, file)
			return writePNG(file, picture)
		})
	})
	return all.Wait()
}

// stageClock stands where it is put.
type stageClock struct {
	mu   sync.Mutex
	wall time.Time
}

func (c *stageClock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.wall = t
}

func (c *stageClock) read() clock.Reading {
	c.mu.Lock()
	defer c.mu.Unlock()
	return clock.Reading{Wall: c.wall, Boot: "stage"}
}

// failingDisk is a journal whose disk can be made to fail, so that the screen
// for that can be seen.
type failingDisk struct {
	flow.Journal
	full atomic.Bool
}

var errDiskFull = errors.New("the disk is full")

func (d *failingDisk) wrap(j flow.Journal) flow.Journal {
	d.Journal = j
	return d
}

func (d *failingDisk) fail(on bool) { d.full.Store(on) }

// Append implements [flow.Journal].
func (d *failingDisk) Append(drafts ...attendance.Draft) ([]attendance.Event, error) {
	if d.full.Load() {
		return nil, errDiskFull
	}
	return d.Journal.Append(drafts...)
}
