// Kiosk is the tablet at a preschool's door. "kiosk help" lists what it can do;
// the README beside the repository's root says how to set it up.
//
// It exits with 0 when all went well, 1 when something failed, 2 when the
// command line is wrong, and 3 when it worked and the answer is no: a code that
// was not accepted, a record that does not verify.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	_ "tambur/kiosk/locale"
)

// The exit codes.
const (
	exitFailed = 1
	exitUsage  = 2
	exitNo     = 3
)

// version is what the tablet tells the portal.
const version = "0.1.0"

// errUsage marks a command line that makes no sense.
var errUsage = errors.New("see --help")

// errNo marks an answer of no.
var errNo = errors.New("the answer is no")

// streams are what a command reads and writes.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr})
	stop()
	os.Exit(code)
}

func run(ctx context.Context, args []string, s streams) int {
	root := rootCommand(s)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return 0
	}
	if err != errNo { // alone, it has been explained already
		fmt.Fprintf(s.err, "kiosk: %v\n", err)
	}
	switch {
	case errors.Is(err, errUsage):
		return exitUsage
	case errors.Is(err, errNo):
		return exitNo
	}
	return exitFailed
}

func rootCommand(s streams) *cobra.Command {
	root := &cobra.Command{
		Use:   "kiosk",
		Short: "The check-in tablet at a preschool's door",
		Long: `Kiosk is the check-in tablet at a preschool's door: guardians drop off and pick
up their children with a code, everything is recorded on the tablet first and
reaches the central portal when the network allows.

To see it without setting anything up, run "kiosk demo".`,
		Args:          noArguments,
		Version:       version,
		SilenceUsage:  true,
		SilenceErrors: true,
		RunE:          func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.SetIn(s.in)
	root.SetOut(s.out)
	root.SetErr(s.err)
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return fmt.Errorf("%w: %w", err, errUsage) })
	root.CompletionOptions.HiddenDefaultCmd = true
	root.AddCommand(demoCommand(s), runCommand(s), doorCommand(s), shotsCommand(s), badgesCommand(s), verifyCommand(s), rollcallCommand(s))
	return root
}

// noArguments is for commands that take flags only.
func noArguments(c *cobra.Command, args []string) error {
	if len(args) > 0 {
		return fmt.Errorf("%q is not something that %s knows: %w", args[0], c.CommandPath(), errUsage)
	}
	return nil
}
