package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"image"
	"image/color"
	"log/slog"
	"runtime"
	"slices"
	"sync"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"golang.org/x/sync/errgroup"

	"tambur/assets"
	"tambur/kiosk/attendance"
	"tambur/kiosk/flow"
	"tambur/kiosk/pin"
	"tambur/kiosk/scan"
	"tambur/kiosk/screen"
	"tambur/kiosk/sound"
	"tambur/sync/link"
)

// appID is the program's name towards the desktop.
const appID = "se.tambur.kiosk"

// windowOptions say how the door stands on the glass.
type windowOptions struct {
	windowed bool
	// badges are cards to tap in place of a scanner; nil for none.
	badges []screen.DemoBadge
	// play drives the door from the program, on a goroutine of its own; the
	// window closes when it returns. Nil for a door with people only.
	play func(context.Context, stage) error
}

// stage is an open door, to be driven and looked at.
type stage struct {
	door    *flow.Door
	shown   *onGlass
	picture func() (image.Image, error)
}

// openWindow runs a door with a window until the window is closed or ctx ends.
// The toolkit wants it on the program's first goroutine.
func (t *tablet) openWindow(ctx context.Context, broker string, o windowOptions) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()

	gui := app.NewWithID(appID)
	gui.Settings().SetTheme(screen.Theme())
	gui.SetIcon(fyne.NewStaticResource("icon.png", assets.Icon()))
	window := gui.NewWindow("Tambur")

	var glass *screen.Door
	shown := newOnGlass()
	speaker := openSpeaker(t.log)
	options := flow.Options{
		Desk: t.desk, Attempts: t.journal, Pepper: pin.Pepper(t.identity.Pepper), Random: rand.Reader,
		Languages: screen.Languages(),
		Show: func(v flow.View) {
			glass.Show(v)
			shown.show(v)
		},
		Chime: speaker.chime,
		Fault: func(err error) { t.log.Error("door", "error", err) },
		Now:   time.Now,
	}
	if t.paper != nil {
		options.Export = t.paper.export
	}
	door := flow.NewDoor(options)
	wedge, err := scan.NewWedge(runtime.GOOS)
	if err != nil {
		return err
	}
	glass = screen.New(screen.Options{
		Controls: door, Badges: o.badges,
		KeyDown: func(k screen.Key) { wedge.KeyDown(scan.Key{Scan: k.Scan, At: k.At, Chord: k.Chord}) },
	})
	glass.Attach(window, !o.windowed)
	if o.windowed {
		window.Resize(fyne.NewSize(1280, 800))
	}
	if today, found, err := t.journal.Today(); err != nil {
		t.log.Error("read the schedule and the menu", "error", err)
	} else if found {
		door.UseToday(today)
	}

	all, ctx := errgroup.WithContext(ctx)
	all.Go(func() error { door.Run(ctx); return nil })
	all.Go(func() error { t.keepPaper(ctx); return nil })
	all.Go(func() error {
		return ended(ctx, wedge.Run(ctx, func(r scan.Reading) { door.Scanned(r.Text) }))
	})
	warnings := &warnings{tell: door.Warn}
	warnings.set(flow.KeyInFile, t.keyInFile)
	warnings.set(flow.DirectoryContradicts, t.contradictions() > 0)
	all.Go(func() error {
		return ended(ctx, t.connect(ctx, broker, func(today *attendance.Today) {
			if today != nil {
				door.UseToday(*today)
				return
			}
			warnings.set(flow.DirectoryContradicts, t.contradictions() > 0)
			door.DirectoryChanged()
			t.paperChanged()
		}, func(s link.Status) {
			door.Synced(flow.SyncView{Waiting: s.Waiting, Since: s.Since, Online: s.Online})
			warnings.set(flow.SyncRefused, s.Refused != nil)
		}))
	})
	if o.play != nil {
		all.Go(func() error {
			defer cancel()
			return ended(ctx, o.play(ctx, stage{door, shown, func() (image.Image, error) { return capture(ctx, window) }}))
		})
	}
	// Whatever ends the work closes the window, and the other way round.
	go func() {
		<-ctx.Done()
		fyne.Do(gui.Quit)
	}()
	window.ShowAndRun()
	cancel()
	return ended(ctx, all.Wait())
}

// capture takes a picture of the window as it stands.
func capture(ctx context.Context, window fyne.Window) (image.Image, error) {
	// The toolkit draws at most once in 1/60 s, and only then is the new view
	// on the glass.
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-time.After(400 * time.Millisecond):
	}
	var seen image.Image
	fyne.DoAndWait(func() { seen = window.Canvas().Capture() })
	if seen == nil || seen.Bounds().Empty() {
		return nil, errors.New("the window gave no picture")
	}
	// The window's memory has an opacity that no display shows.
	picture := image.NewRGBA(seen.Bounds())
	for y := seen.Bounds().Min.Y; y < seen.Bounds().Max.Y; y++ {
		for x := seen.Bounds().Min.X; x < seen.Bounds().Max.X; x++ {
			c := color.NRGBAModel.Convert(seen.At(x, y)).(color.NRGBA)
			picture.SetRGBA(x, y, color.RGBA{R: c.R, G: c.G, B: c.B, A: 0xFF})
		}
	}
	return picture, nil
}

// warnings are what staff should know about the tablet, from several sources.
type warnings struct {
	tell func(...flow.Warning)

	mu sync.Mutex
	on []flow.Warning
}

func (w *warnings) set(name flow.Warning, on bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if slices.Contains(w.on, name) == on {
		return
	}
	if on {
		w.on = append(w.on, name)
	} else {
		w.on = slices.DeleteFunc(w.on, func(n flow.Warning) bool { return n == name })
	}
	w.tell(w.on...)
}

// speaker is the loudspeaker, or none.
type speaker struct {
	device *sound.Speaker
	log    *slog.Logger
}

// openSpeaker finds the loudspeaker. A door without one is said once.
func openSpeaker(log *slog.Logger) *speaker {
	device, err := sound.Open()
	if err != nil {
		log.Info("the door stays silent", "reason", err)
	}
	return &speaker{device: device, log: log}
}

func (s *speaker) chime(what flow.Sound) {
	if s.device == nil {
		return
	}
	wav := map[flow.Sound][]byte{
		flow.SoundOK: assets.SoundOK(), flow.SoundAttention: assets.SoundAttention(), flow.SoundReminder: assets.SoundReminder(),
	}[what]
	if err := s.device.Play(wav); err != nil {
		s.log.Warn("play a sound", "error", fmt.Errorf("%s: %w", what, err))
	}
}
