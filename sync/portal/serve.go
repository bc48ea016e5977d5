package main

import (
	"fmt"
	"log/slog"
	"time"

	"github.com/spf13/cobra"

	"tambur/kiosk/preschool"
	"tambur/sync/portal/receiver"
)

type serveFlags struct {
	data, broker, listen, http string
	demo                       bool
	children                   int
}

func serveCommand(begun *bool) *cobra.Command {
	var f serveFlags
	c := &cobra.Command{
		Use:   "serve --data DIR",
		Short: "Receive, store, answer and show, until it is stopped",
		Long: `Serve receives what kiosks send over MQTT, stores it in the data folder, and
answers each kiosk once its events are on disk. Directories, schedules and menus
go down to the kiosks.

Without --broker it brings a broker of its own. Neither that broker nor the page
has a log-in yet, so both listen to this machine only.

It stops in good order on SIGINT and SIGTERM. It logs to standard error, ids
only, never a name.`,
		Example: `  portal serve --data /var/lib/tambur
  portal serve --data demo --demo --children 30`,
		Args: cobra.NoArgs,
		PreRunE: func(c *cobra.Command, _ []string) error {
			return f.check(c)
		},
		RunE: func(c *cobra.Command, _ []string) error {
			*begun = true
			return f.serve(c)
		},
	}
	flags := c.Flags()
	flags.StringVar(&f.data, "data", "", "the data `folder`, made if it is missing (required)")
	flags.StringVar(&f.broker, "broker", "", "the `URL` of the MQTT broker to use, such as tcp://127.0.0.1:1883 (default: its own)")
	flags.StringVar(&f.listen, "mqtt-listen", "127.0.0.1:1883", "the `address` of its own broker, on this machine")
	flags.StringVar(&f.http, "http", "127.0.0.1:8080", "the `address` of the page, on this machine")
	flags.BoolVar(&f.demo, "demo", false, "publish a made-up preschool, with a schedule and menu for today")
	flags.IntVar(&f.children, "children", preschool.DefaultChildren, "how many `children` the made-up preschool has")
	return c
}

func (f serveFlags) check(c *cobra.Command) error {
	switch {
	case f.data == "":
		return fmt.Errorf("serve needs a data folder: --data DIR")
	case f.broker != "" && c.Flags().Changed("mqtt-listen"):
		return fmt.Errorf("--mqtt-listen is about its own broker, and --broker names another: use one of them")
	case !f.demo && c.Flags().Changed("children"):
		return fmt.Errorf("--children is about the made-up preschool: use it with --demo")
	case f.children < 1 || f.children > preschool.MaxChildren:
		return preschool.ErrSize
	}
	return nil
}

func (f serveFlags) serve(c *cobra.Command) error {
	log := slog.New(slog.NewTextHandler(c.ErrOrStderr(), nil))
	o := receiver.Options{
		Data: f.data, Broker: f.broker, Listen: f.listen, HTTP: f.http, Log: log,
		Ready: func(at receiver.Addresses) {
			log.Info("ready", "page", at.Web, "broker", at.Broker)
		},
	}
	if f.demo {
		school, err := preschool.Demo(f.children, time.Now())
		if err != nil {
			return err
		}
		o.Seed = &receiver.Seed{Directory: school.Directory, Today: school.Today}
	}
	return receiver.Run(c.Context(), o)
}
