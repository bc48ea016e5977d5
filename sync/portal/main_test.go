package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"tambur/kiosk/attendance"
	"tambur/sync/portal/store"
	"tambur/sync/portal/store/storetest"
	"tambur/sync/wire"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"portal": main})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"wrong":  func(ts *testscript.TestScript, _ bool, args []string) { exits(ts, exitUsage, args) },
			"failed": func(ts *testscript.TestScript, _ bool, args []string) { exits(ts, exitFailed, args) },
			"store": func(ts *testscript.TestScript, _ bool, args []string) {
				ts.Check(makeStore(t, ts.MkAbs(args[0])))
			},
			"hold": func(ts *testscript.TestScript, _ bool, args []string) {
				s, err := store.Open(store.Options{Dir: ts.MkAbs(args[0])})
				ts.Check(err)
				ts.Defer(func() { ts.Check(s.Close()) })
			},
		},
	})
}

// exits runs portal, which must end with a code.
func exits(ts *testscript.TestScript, code int, args []string) {
	err := ts.Exec("portal", args...)
	var ended *exec.ExitError
	if !errors.As(err, &ended) || ended.ExitCode() != code {
		ts.Fatalf("portal %s: %v, want exit code %d", strings.Join(args, " "), err, code)
	}
}

// makeStore stores three events of two units.
func makeStore(t testing.TB, dir string) (err error) {
	s, err := store.Open(store.Options{Dir: dir, Now: func() time.Time { return storetest.Morning.Add(time.Hour) }})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	private, err := wire.Private{Salt: bytes.Repeat([]byte{1}, 16), Words: "mormor hämtar"}.Encode()
	if err != nil {
		return err
	}
	oak, elm := storetest.NewKiosk(t, "oak", "door", "e1"), storetest.NewKiosk(t, "elm", "door", "e1")
	oak.AddWith(attendance.Event{Draft: attendance.Draft{Kind: attendance.Received, Child: "c1", By: attendance.By{Person: "p1", How: attendance.ByPIN}}}, private)
	oak.Add(attendance.Event{Draft: attendance.Draft{Kind: attendance.PickupPlanned, Child: "c1", Pickup: attendance.Clock(14, 30)}})
	elm.AddMany(1)
	for _, segment := range []wire.Segment{oak.Segment(1, 2), elm.Segment(1, 1)} {
		if _, err := s.Put(context.Background(), segment, storetest.Cores(t, segment)); err != nil {
			return err
		}
	}
	return nil
}

func TestServeIsReadySaysSoAndStopsInGoodOrder(t *testing.T) {
	data := t.TempDir()
	// Under this name the test's binary is the portal.
	portal := &exec.Cmd{
		Path: os.Args[0],
		Args: []string{"portal", "serve", "--data", data, "--demo", "--children", "9", "--http", "127.0.0.1:0", "--mqtt-listen", "127.0.0.1:0"},
	}
	log, err := portal.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := portal.Start(); err != nil {
		t.Fatal(err)
	}
	var page string
	lines := bufio.NewScanner(log)
	for page == "" && lines.Scan() {
		if found := regexp.MustCompile(`msg=ready page=(\S+) broker=tcp://127\.0\.0\.1:\d+$`).FindStringSubmatch(lines.Text()); found != nil {
			page = found[1]
		}
	}
	if page == "" {
		t.Fatalf("it was never ready: %v", portal.Wait())
	}
	response, err := http.Get(page)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(response.Body)
	if err := errors.Join(err, response.Body.Close()); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(body), "<h1>Förskolan Tallbacken</h1>") || !strings.Contains(string(body), `data-children="9"`) {
		t.Errorf("the page doesn't show the demo: %s", body)
	}
	if err := portal.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	for lines.Scan() {
		if strings.Contains(lines.Text(), "level=ERROR") {
			t.Errorf("it said %s", lines.Text())
		}
	}
	if err := portal.Wait(); err != nil {
		t.Errorf("it ended with %v", err)
	}
}
