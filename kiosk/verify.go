package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"tambur/kiosk/journal"
)

func verifyCommand(s streams) *cobra.Command {
	var where folder
	c := &cobra.Command{
		Use:   "verify --data DIR",
		Short: "Check that nothing in a journal was altered, dropped or reordered",
		Long: `Verify reads a tablet's whole journal and checks that every event is as it was
recorded, follows the one before it, and has the words that it binds. It changes
nothing, and needs the door to be closed.

It prints the number of events and the digest of the last one. The portal has
the same digest once it has them all.

Exit codes: 0 all is as it was recorded, 1 the journal can't be read, 2 the
command line is wrong, 3 an event is not as it was recorded: the first such one
is named.`,
		Example: `  kiosk verify --data /var/lib/tambur`,
		Args:    noArguments,
		RunE: func(*cobra.Command, []string) error {
			key, err := where.key(false)
			if err != nil {
				return err
			}
			report, err := journal.Verify(where.data, journal.Options{Key: key.Derive("journal")})
			if bad := new(journal.BadRecord); errors.As(err, &bad) {
				fmt.Fprintf(s.out, "good:      %d events\nfirst bad: %v\n", report.Events, bad)
				return errNo
			}
			if err != nil {
				return err
			}
			fmt.Fprintf(s.out, "good:  %d events, %d of them confirmed by the portal\nepoch: %s\nhead:  %s\n",
				report.Events, report.Confirmed, report.Epoch, report.Head)
			if report.Private+report.Erased > 0 {
				fmt.Fprintf(s.out, "words: %d, erased: %d\n", report.Private, report.Erased)
			}
			return nil
		},
	}
	where.flags(c.Flags())
	return c
}
