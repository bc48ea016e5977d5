package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"tambur/kiosk/attendance"
	"tambur/kiosk/clock"
	"tambur/kiosk/flow"
	"tambur/kiosk/preschool"
	"tambur/kiosk/scan"
	"tambur/kiosk/screen"
	"tambur/sync/portal/receiver"
)

func demoCommand(s streams) *cobra.Command {
	var o demoOptions
	var policy string
	c := &cobra.Command{
		Use:   "demo",
		Short: "A whole preschool in one program: door, broker and portal",
		Long: `Demo opens a window with the door of a made preschool, and runs the broker and
the portal that it sends to, all on this machine only. A strip of badges below
Home is there to tap in place of a scanner; a keyboard scanner works as well.

It prints the address of the portal's page, where every event arrives a moment
after the green tick. Nobody in it is a real person. The PINs are 2468 for staff
and 1357 for guardians.`,
		Example: `  kiosk demo
  kiosk demo --windowed --data /tmp/tambur
  kiosk demo --broker tcp://127.0.0.1:1883`,
		Args: noArguments,
		RunE: func(c *cobra.Command, _ []string) (err error) {
			if o.policy, err = parsePolicy(policy); err != nil {
				return err
			}
			return runDemo(c.Context(), s, o)
		},
	}
	f := c.Flags()
	f.StringVar(&o.data, "data", "", "keep the data in this folder (default: a temporary one, which is named)")
	f.StringVar(&o.keyFile, "key-file", "", "a file outside the data folder for the key that seals the tablet's data")
	f.StringVar(&o.broker, "broker", "", "use this MQTT broker in place of the one inside, such as tcp://127.0.0.1:1883")
	f.StringVar(&o.http, "http", "127.0.0.1:0", "where the portal's page listens; port 0 takes a free one")
	f.IntVar(&o.children, "children", preschool.DefaultChildren, "how many children the preschool has")
	f.StringVar(&policy, "policy", "", policyHelp)
	f.BoolVar(&o.windowed, "windowed", false, "in a window of 1280x800 instead of the full screen")
	f.BoolVar(&o.plain, "no-badges", false, "without the strip of badges, as a real door looks")
	f.StringVar(&o.shots, "shots", "", "visit every screen, put pictures of the window in this folder, and end")
	return c
}

type demoOptions struct {
	tabletOptions
	broker, http, shots string
	children            int
	windowed, plain     bool
}

func runDemo(ctx context.Context, s streams, o demoOptions) (err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	log := slog.New(slog.NewTextHandler(s.err, &slog.HandlerOptions{Level: slog.LevelWarn}))
	school, err := demoPreschool(o.children)
	if err != nil {
		return err
	}
	home, err := o.place()
	if err != nil {
		return err
	}

	// The portal outlives the door, which has a last word for it.
	portalCtx, endPortal := context.WithCancel(context.WithoutCancel(ctx))
	defer endPortal()
	addresses := make(chan receiver.Addresses, 1)
	portal := make(chan error, 1)
	go func() {
		err := receiver.Run(portalCtx, receiver.Options{
			Data: filepath.Join(home, "portal"), Broker: o.broker, Listen: "127.0.0.1:0", HTTP: o.http, Log: log,
			Seed:  &receiver.Seed{Directory: school.Directory, Today: school.Today},
			Ready: func(a receiver.Addresses) { addresses <- a },
		})
		if err != nil {
			cancel(fmt.Errorf("the portal ended: %w", err))
		}
		portal <- err
	}()
	var at receiver.Addresses
	select {
	case at = <-addresses:
	case err := <-portal:
		return fmt.Errorf("start the portal: %w", err)
	}
	defer func() {
		endPortal()
		err = errors.Join(err, <-portal)
	}()

	o.clock, o.log, o.demo, o.data = clock.Read, log, &school, filepath.Join(home, "kiosk")
	t, err := openTablet(o.tabletOptions)
	if err != nil {
		return err
	}
	defer t.closeInto(&err)

	fmt.Fprintf(s.out, "portal page: %s\n", at.Web)
	fmt.Fprintf(s.out, "data folder: %s\n", home)
	fmt.Fprintf(s.out, "check it:    kiosk verify --data %s --key-file %s\n", o.data, o.keyFile)
	w, err := o.window(school, s.out)
	if err != nil {
		return err
	}
	return t.openWindow(ctx, at.Broker, w)
}

// place finds the folder for everything, and a place for the tablet's key beside
// the folder that the key seals.
func (o *demoOptions) place() (string, error) {
	home := o.data
	if home == "" {
		temp, err := os.MkdirTemp("", "tambur-demo-")
		if err != nil {
			return "", fmt.Errorf("make a temporary folder: %w", err)
		}
		home = temp
	}
	if o.keyFile == "" {
		o.keyFile = filepath.Join(home, "kiosk.key")
	}
	return home, nil
}

// window says what the demo's window has besides a real door's.
func (o *demoOptions) window(school preschool.Preschool, say io.Writer) (windowOptions, error) {
	w := windowOptions{windowed: o.windowed}
	cast, err := castOf(school)
	if err != nil {
		return w, err
	}
	strip := scan.NewFake("demo", time.Now)
	if !o.plain {
		w.badges = demoBadges(cast, school, strip.Scan)
	}
	w.play = func(ctx context.Context, on stage) error {
		if o.shots == "" {
			return strip.Run(ctx, func(r scan.Reading) { on.door.Scanned(r.Text) })
		}
		if err := os.MkdirAll(o.shots, 0o755); err != nil {
			return fmt.Errorf("make the folder for the pictures: %w", err)
		}
		visit := &tour{Controls: on.door, shown: on.shown, cast: cast, synced: on.door.Synced,
			pause: func() { <-time.After(flow.Settles + 100*time.Millisecond) }}
		return visit.run(ctx, func(name string, _ flow.View) error {
			picture, err := on.picture()
			if err != nil {
				return err
			}
			file := filepath.Join(o.shots, name+".png")
			fmt.Fprintln(say, file)
			return writePNG(file, picture)
		})
	}
	return w, nil
}

// demoBadges are the cards on the strip: one for every part, then some more
// families, so that there can be a queue.
func demoBadges(c cast, school preschool.Preschool, tap func(string)) []screen.DemoBadge {
	var strip []screen.DemoBadge
	add := func(name, swedish, english, text string) {
		hint := attendance.Text{"sv": swedish, "en": english}
		strip = append(strip, screen.DemoBadge{Name: name, Hint: hint, Scan: func() { tap(text) }})
	}
	for _, part := range []struct {
		card             preschool.Card
		swedish, english string
	}{
		{c.siblings, "Två syskon", "Two siblings"},
		{c.single, "Ett barn", "One child"},
		{c.staff, "Personal: tavlan", "Staff: the board"},
		{c.three, "Tre syskon", "Three siblings"},
		{c.collector, "Hämtar och lämnar", "Collector"},
		{c.revoked, "Spärrad bricka", "Revoked badge"},
		{c.blocked, "Får inte hämta", "May not collect"},
	} {
		if part.card.Name != "" {
			add(part.card.Name, part.swedish, part.english, part.card.Code.Text())
		}
	}
	add("Biobiljett", "Inte en av våra koder", "Not one of our codes", "TICKET20261124ROW7SEAT12")
	more := 12
	for _, card := range school.Cards {
		if more == 0 {
			break
		}
		if card.Role == preschool.Guardian && !card.Revoked && card.Person != c.siblings.Person && card.Person != c.single.Person && card.Person != c.three.Person {
			add(card.Name, "Vårdnadshavare", "Guardian", card.Code.Text())
			more--
		}
	}
	return strip
}
