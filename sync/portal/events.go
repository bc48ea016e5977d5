package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"tambur/kiosk/attendance"
	"tambur/sync/portal/store"
	"tambur/sync/wire"
)

func eventsCommand(begun *bool) *cobra.Command {
	var data, unit string
	c := &cobra.Command{
		Use:   "events --data DIR",
		Short: "Print the stored events as lines of JSON",
		Long: `Events prints what is stored, one event a line as JSON, by unit and in the order
it was stored: the event's chained part, its digest, its unit, its position
there and when it was received. Private parts are not printed.

It changes nothing. It can't read while "portal serve" uses the same folder.`,
		Example: `  portal events --data /var/lib/tambur
  portal events --data demo --unit 6f1c… | jq .kind`,
		Args: cobra.NoArgs,
		PreRunE: func(*cobra.Command, []string) error {
			if data == "" {
				return errors.New("events needs a data folder: --data DIR")
			}
			return nil
		},
		RunE: func(c *cobra.Command, _ []string) error {
			*begun = true
			return printEvents(c.Context(), c.OutOrStdout(), data, attendance.UnitID(unit))
		},
	}
	c.Flags().StringVar(&data, "data", "", "the data `folder` (required)")
	c.Flags().StringVar(&unit, "unit", "", "print the events of this `unit` only")
	return c
}

// line is one event as it is printed.
type line struct {
	Unit     attendance.UnitID `json:"unit"`
	Position uint64            `json:"position"`
	Received time.Time         `json:"received"`
	Digest   wire.Digest       `json:"digest"`
	wire.Core
}

func printEvents(ctx context.Context, out io.Writer, data string, only attendance.UnitID) (err error) {
	kept, err := store.Open(store.Options{Dir: data, ReadOnly: true})
	if errors.Is(err, store.ErrInUse) {
		return fmt.Errorf("the store in %s is in use: stop \"portal serve\" first, or look at its page", data)
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, kept.Close()) }()
	units, err := kept.Units(ctx)
	if err != nil {
		return err
	}
	if only != "" {
		if !slices.Contains(units, only) {
			return fmt.Errorf("nothing is stored of unit %q", only)
		}
		units = []attendance.UnitID{only}
	}
	lines := json.NewEncoder(out)
	for _, unit := range units {
		if err := printUnit(ctx, lines, kept, unit); err != nil {
			return err
		}
	}
	return nil
}

func printUnit(ctx context.Context, lines *json.Encoder, kept *store.Store, unit attendance.UnitID) error {
	position := uint64(0)
	for {
		events, err := kept.Since(ctx, unit, position, 1000)
		if err != nil || len(events) == 0 {
			return err
		}
		for _, e := range events {
			position = e.Position
			if err := lines.Encode(line{e.Unit, e.Position, e.Received, e.Record.Digest(), e.Core}); err != nil {
				return fmt.Errorf("print an event: %w", err)
			}
		}
	}
}
