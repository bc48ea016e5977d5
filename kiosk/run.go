package main

import (
	"fmt"
	"log/slog"

	"github.com/spf13/cobra"

	"tambur/kiosk/attendance"
	"tambur/kiosk/clock"
	"tambur/kiosk/preschool"
)

func runCommand(s streams) *cobra.Command {
	var where folder
	var demo, windowed bool
	var children int
	var policy, broker, paper string
	c := &cobra.Command{
		Use:   "run --data DIR --broker URL",
		Short: "Open the door: full screen, with a data folder and a broker",
		Long: `Run is the tablet at the door. It fills the screen, reads a keyboard scanner,
records in the data folder and sends to the portal through the broker whenever
that can be reached. It works without network for as long as it takes.

To see it without a portal, run "kiosk demo".`,
		Example: `  kiosk run --data /var/lib/tambur --broker tcp://portal.example:1883`,
		Args:    noArguments,
		RunE: func(c *cobra.Command, _ []string) (err error) {
			o := tabletOptions{folder: where, fallback: paper, clock: clock.Read, log: slog.New(slog.NewTextHandler(s.err, nil))}
			if o.policy, err = parsePolicy(policy); err != nil {
				return err
			}
			if broker == "" {
				return fmt.Errorf("say with --broker where the portal's broker is: %w", errUsage)
			}
			if o.demo, err = demoIf(demo, children, c.Flags().Changed("children")); err != nil {
				return err
			}
			t, err := openTablet(o)
			if err != nil {
				return err
			}
			defer t.closeInto(&err)
			return t.openWindow(c.Context(), broker, windowOptions{windowed: windowed})
		},
	}
	f := c.Flags()
	where.flags(f)
	f.StringVar(&broker, "broker", "", "the MQTT broker's address, such as tcp://127.0.0.1:1883")
	f.StringVar(&policy, "policy", "", policyHelp)
	f.StringVar(&paper, "fallback", "", fallbackHelp)
	f.BoolVar(&windowed, "windowed", false, "in a window of 1280x800 instead of the full screen")
	f.BoolVar(&demo, "demo", false, "fill an empty data folder with the demo preschool")
	f.IntVar(&children, "children", preschool.DefaultChildren, "how many children the demo preschool has")
	return c
}

const policyHelp = "staff-receipt or self-service, in place of the preschool's own"

func parsePolicy(text string) (attendance.Policy, error) {
	p := attendance.Policy(text)
	if text != "" && !p.Valid() {
		return "", fmt.Errorf("there is no policy %q, only %s and %s: %w", text, attendance.StaffReceipt, attendance.SelfService, errUsage)
	}
	return p, nil
}

// demoIf makes the demo preschool if --demo was given.
func demoIf(demo bool, children int, childrenGiven bool) (*preschool.Preschool, error) {
	if !demo {
		if childrenGiven {
			return nil, fmt.Errorf("--children goes with --demo: %w", errUsage)
		}
		return nil, nil
	}
	if children == 0 {
		return nil, fmt.Errorf("%w: %w", preschool.ErrSize, errUsage)
	}
	school, err := demoPreschool(children)
	return &school, err
}
