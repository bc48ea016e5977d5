package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"tambur/kiosk/attendance"
	"tambur/kiosk/clock"
	"tambur/kiosk/flow"
	"tambur/kiosk/preschool"
	"tambur/kiosk/scan"
)

func doorCommand(s streams) *cobra.Command {
	var where folder
	var demo bool
	var children int
	var policy, broker string
	c := &cobra.Command{
		Use:   "door --data DIR",
		Short: "The same door without a window, for a box with a scanner and no screen",
		Long: `Door reads one code a line from standard input and takes the next step of all
that person's children. For each event it prints one JSON line to standard
output, after the event is on disk and never before:

  {"seq":2,"id":"0199…","kind":"announced","child":"…","at":"2026-11-24T07:45:12.345+01:00"}

seq counts up without a gap, the tablet's own events (such as "started", which
has no child) included. A badge of staff takes the steps that wait for staff.
Since nobody can enter a PIN here, a pick-up is asked for and staff release.

What could not be done is said on standard error. It ends with the input.

Exit codes: 0 all codes led to a step, 1 something could not be saved or read,
2 the command line is wrong, 3 some code led to no step.`,
		Example: `  kiosk badges --demo --out /tmp/badges
  cut -d, -f2 /tmp/badges/badges.csv | tail -n +2 | kiosk door --data /tmp/door --demo`,
		Args: noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			o := tabletOptions{folder: where, clock: clock.Read, log: slog.New(slog.NewTextHandler(s.err, nil))}
			var err error
			if o.policy, err = parsePolicy(policy); err != nil {
				return err
			}
			if o.demo, err = demoIf(demo, children, c.Flags().Changed("children")); err != nil {
				return err
			}
			return runDoor(c.Context(), s, o, broker)
		},
	}
	f := c.Flags()
	where.flags(f)
	f.StringVar(&policy, "policy", "", policyHelp)
	f.StringVar(&broker, "broker", "", "send to the portal through this MQTT broker, such as tcp://127.0.0.1:1883")
	f.BoolVar(&demo, "demo", false, "fill an empty data folder with the demo preschool")
	f.IntVar(&children, "children", preschool.DefaultChildren, "how many children the demo preschool has")
	return c
}

func runDoor(ctx context.Context, s streams, o tabletOptions, broker string) (err error) {
	lines := &recorder{out: s.out}
	o.through = lines.wrap
	t, err := openTablet(o)
	if err != nil {
		return err
	}
	defer t.closeInto(&err)

	all, ctx := errgroup.WithContext(ctx)
	linkCtx, endLink := context.WithCancel(ctx)
	if broker != "" {
		all.Go(func() error { return ended(linkCtx, t.connect(linkCtx, broker, nil, nil)) })
	}
	all.Go(func() error {
		defer endLink()
		box := &box{desk: t.desk, say: s.err, printed: lines}
		if err := scan.Lines(s.in, time.Now).Run(ctx, box.scanned); ended(ctx, err) != nil {
			return err
		}
		return box.result()
	})
	return all.Wait()
}

// ended turns the error of a job that was asked to end into none.
func ended(ctx context.Context, err error) error {
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		return nil
	}
	return err
}

// recorder prints each event after the journal has it.
type recorder struct {
	flow.Journal
	out    io.Writer
	broken error // why nothing can be printed any more
}

func (r *recorder) wrap(j flow.Journal) flow.Journal {
	r.Journal = j
	return r
}

// Append implements [flow.Journal]. An event that can't be printed is recorded
// all the same.
func (r *recorder) Append(drafts ...attendance.Draft) ([]attendance.Event, error) {
	events, err := r.Journal.Append(drafts...)
	if err != nil {
		return nil, err
	}
	for _, e := range events {
		if r.broken != nil {
			break
		}
		r.broken = json.NewEncoder(r.out).Encode(recorded{e.Seq, e.ID, e.Kind, e.Child, e.At})
	}
	return events, nil
}

// recorded is a line on standard output.
type recorded struct {
	Seq   uint64             `json:"seq"`
	ID    attendance.EventID `json:"id"`
	Kind  attendance.Kind    `json:"kind"`
	Child attendance.ChildID `json:"child"`
	At    time.Time          `json:"at"`
}

// box is a door with a scanner and no screen.
type box struct {
	desk    *flow.Desk
	say     io.Writer
	printed *recorder
	read    int
	refused bool
	failed  error
}

// scanned takes the next step of all children of whoever showed a code.
func (b *box) scanned(r scan.Reading) {
	b.read++
	reply, decision, err := b.desk.Answer(r.Text)
	if err != nil {
		b.fail(err)
	}
	switch reply {
	case flow.Foreign:
		b.refuse("this is not one of this preschool's codes")
	case flow.Mistyped:
		b.refuse("a character of this code is wrong: scan it again")
	case flow.Withdrawn:
		b.refuse("this badge is no longer valid: staff give out a new one")
	case flow.NotReady:
		b.refuse("the tablet has no directory yet: set it up in the portal, or try it with --demo")
	case flow.Known:
		b.take(decision)
	}
}

func (b *box) take(d attendance.Decision) {
	if d.Outcome == attendance.StaffNeeded {
		b.refuse("a member of staff is needed")
		return
	}
	steps := make([]attendance.Step, len(d.Steps))
	for i, step := range d.Steps {
		// Nobody can enter a PIN here: staff are asked to release.
		if step.NeedsPIN {
			step.Action, step.NeedsPIN = attendance.Request, false
			if step.Now.State == attendance.PickupRequested {
				step.Action = attendance.Wait
			}
		}
		steps[i] = step
	}
	how := attendance.By{Person: d.Person.ID, How: attendance.ByBadge}
	switch _, err := b.desk.Take(how, steps); {
	case errors.Is(err, attendance.ErrNoStep) && d.Outcome == attendance.StaffMember:
		b.refuse("no family waits for staff now")
	case errors.Is(err, attendance.ErrNoStep):
		b.refuse("there is nothing to do now: staff are on their way")
	case err != nil:
		b.fail(err)
	}
}

func (b *box) refuse(why string) {
	b.refused = true
	fmt.Fprintf(b.say, "kiosk: code %d: %s\n", b.read, why)
}

func (b *box) fail(err error) {
	b.failed = err
	fmt.Fprintf(b.say, "kiosk: code %d: %v\n", b.read, err)
}

// result is what became of all the codes.
func (b *box) result() error {
	switch {
	case b.printed.broken != nil:
		return fmt.Errorf("all is recorded, but standard output could not be written: %w", b.printed.broken)
	case b.failed != nil:
		return fmt.Errorf("some codes could not be saved, the last because %w", b.failed)
	case b.refused:
		return errNo
	}
	return nil
}
