package main

import (
	"context"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	// The test binary plays the kiosk, so that a test can kill one.
	if play, ok := plays[os.Getenv(playVariable)]; ok {
		os.Exit(play(context.Background(), os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr}))
	}
	testscript.Main(m, map[string]func(){"kiosk": main})
}

func TestCommands(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			// No keyring and no configuration of whoever runs the tests.
			e.Setenv("XDG_CONFIG_HOME", e.Getenv("WORK")+"/config")
			e.Setenv("HOME", e.Getenv("WORK"))
			e.Setenv("DBUS_SESSION_BUS_ADDRESS", "")
			e.Setenv("XDG_RUNTIME_DIR", "")
			return nil
		},
	})
}
