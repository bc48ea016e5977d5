// The portal receives what kiosks have recorded, stores it once and in order,
// and shows it as it arrives. "portal serve" needs nothing but a data folder; it
// brings its own broker and store.
//
// Exit codes: 0 for success, 1 when something failed, 2 for wrong usage.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	// Preschools have time zones; the machine may have no list of them.
	_ "time/tzdata"

	"github.com/spf13/cobra"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// The exit codes.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
)

func run(args []string, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	root := &cobra.Command{
		Use:   "portal",
		Short: "Receive what the kiosks at preschool doors record",
		Long: `The portal receives what the kiosks at preschool doors record: it stores every
event once and in order, answers each kiosk with a receipt, and shows the day on
a page as it happens.

Exit codes: 0 for success, 1 when something failed, 2 for wrong usage.`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			return errors.New("a command is needed: serve or events")
		},
	}
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	// Everything that goes wrong before a command has begun is wrong usage.
	begun := false
	root.AddCommand(serveCommand(&begun), eventsCommand(&begun))
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitOK
	}
	fmt.Fprintf(stderr, "portal: %v\n", err)
	if begun {
		return exitFailed
	}
	fmt.Fprintln(stderr, `see "portal --help"`)
	return exitUsage
}
