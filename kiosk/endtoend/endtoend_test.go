package endtoend

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/html"
)

// The programs under test.
var kiosk, portal = os.Getenv("TAMBUR_KIOSK"), os.Getenv("TAMBUR_PORTAL")

func TestMain(m *testing.M) {
	if kiosk == "" || portal == "" {
		fmt.Fprintln(os.Stderr, "the end-to-end tests need the built programs and a display server: run bash kiosk/test.sh")
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// Where the fingers go, on a display of 1280×800, and the colours that tell
// which screen is up.
var (
	confirm = image.Pt(780, 714)
	undo    = image.Pt(430, 708)
	corner  = image.Pt(10, 10)    // of the ground: green on Done alone
	inLabel = image.Pt(1200, 700) // inside the confirm button, beside its words
	inHero  = image.Pt(60, 480)   // inside Home's card that asks for a code, with and without families who wait

	paper = color.NRGBA{0xFB, 0xF7, 0xF0, 0xFF}
	teal  = color.NRGBA{0x0B, 0x54, 0x5F, 0xFF}
	green = color.NRGBA{0x12, 0x66, 0x36, 0xFF}
)

func homeIsUp(p image.Image) bool   { return shows(p, corner, paper) && shows(p, inHero, teal) }
func familyIsUp(p image.Image) bool { return shows(p, corner, paper) && shows(p, inLabel, teal) }
func doneIsUp(p image.Image) bool   { return shows(p, corner, green) }

// door is a demo that runs in a window of its own display.
type door struct {
	*display
	program *exec.Cmd
	home    string // its data folder
	page    string // the portal's page
	said    *log
}

// openDoor opens the demo's door on a new display. Extra goes to the command.
func openDoor(t *testing.T, extra ...string) *door {
	t.Helper()
	d := &door{display: openDisplay(t), home: t.TempDir(), said: new(log)}
	args := append([]string{"demo", "--no-badges", "--data", d.home}, extra...)
	d.program = exec.Command(kiosk, args...)
	d.program.Env = append(d.env(), "FYNE_SCALE=1", "LANG=C.UTF-8")
	d.program.Stderr = d.said
	out, err := d.program.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	start(t, d.program)
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("the kiosk said: %s", d.said)
		}
	})
	lines := bufio.NewScanner(out)
	for d.page == "" {
		if !lines.Scan() {
			t.Fatalf("the kiosk ended: %s", d.said)
		}
		if address, ok := strings.CutPrefix(lines.Text(), "portal page: "); ok {
			d.page = address
		}
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	window := ""
	until(t, "the window is there", func() bool {
		c := exec.Command("xdotool", "search", "--onlyvisible", "--name", "^Tambur$")
		c.Env = d.env()
		found, err := c.Output()
		window = strings.TrimSpace(string(found))
		return err == nil && window != ""
	})
	d.do("xdotool", "windowfocus", window)
	d.sees("Home", homeIsUp)
	return d
}

// sees waits for a screen.
func (d *door) sees(name string, up func(image.Image) bool) {
	d.t.Helper()
	until(d.t, "the door shows "+name, func() bool { return up(d.picture()) })
}

// tapUntil taps until a screen is up. A tap in the first moments of a screen is
// not heeded, since a person's was meant for the screen before, and a program's
// finger is quicker than that.
func (d *door) tapUntil(at image.Point, slip int, name string, up func(image.Image) bool) {
	d.t.Helper()
	until(d.t, "the door shows "+name, func() bool {
		if up(d.picture()) {
			return true
		}
		d.tap(at, slip)
		return false
	})
}

// close ends the door and everything in it.
func (d *door) close() {
	d.t.Helper()
	stop(d.t, d.program)
	if out := d.said.String(); strings.Contains(out, "Error in Fyne call thread") {
		d.t.Errorf("the toolkit was called from a wrong thread: %s", out)
	}
}

// log is what a program has said on standard error.
type log struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// code is the first card of a role, and those after it, of the demo preschool.
func code(t *testing.T, role string) string {
	t.Helper()
	dir := t.TempDir()
	if out, err := exec.Command(kiosk, "badges", "--demo", "--everybody", "--out", dir).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	f, err := os.Open(filepath.Join(dir, "badges.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if row[2] == role {
			return row[1]
		}
	}
	t.Fatalf("there is no card of a %s", role)
	return ""
}

// event is an event as the portal's page and its store tell it.
type event struct {
	ID   string `json:"id"`
	Seq  uint64 `json:"seq"`
	Kind string `json:"kind"`
}

// onPage reads the events on the portal's page, oldest first.
func (d *door) onPage() []event {
	d.t.Helper()
	response, err := http.Get(d.page)
	if err != nil {
		d.t.Fatal(err)
	}
	defer response.Body.Close()
	tree, err := html.Parse(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		d.t.Fatalf("the portal's page: %s, %v", response.Status, err)
	}
	var events []event
	for node := range tree.Descendants() {
		of := make(map[string]string)
		for _, a := range node.Attr {
			of[a.Key] = a.Val
		}
		if of["data-event"] == "" {
			continue
		}
		e := event{ID: of["data-event"], Kind: of["data-kind"]}
		if _, err := fmt.Sscan(of["data-seq"], &e.Seq); err != nil {
			d.t.Fatal(err)
		}
		events = append(events, e)
	}
	slices.SortFunc(events, func(a, b event) int { return int(a.Seq) - int(b.Seq) })
	return events
}

// kinds lists the events' kinds, those about a child only.
func kinds(events []event) []string {
	var all []string
	for _, e := range events {
		if e.Kind != "started" {
			all = append(all, e.Kind)
		}
	}
	return all
}

// pageShows waits until the page has events of exactly these kinds.
func (d *door) pageShows(want ...string) []event {
	d.t.Helper()
	var events []event
	until(d.t, fmt.Sprintf("the portal's page shows %v", want), func() bool {
		events = d.onPage()
		return slices.Equal(kinds(events), want)
	})
	return events
}

// agree holds the portal's store against the tablet's journal, once both are
// closed: the same number of events, ending in the same digest, which binds
// every byte of all of them.
func (d *door) agree(shown []event) {
	d.t.Helper()
	out, err := exec.Command(kiosk, "verify", "--data", filepath.Join(d.home, "kiosk"), "--key-file", filepath.Join(d.home, "kiosk.key")).CombinedOutput()
	if err != nil {
		d.t.Fatalf("the journal does not verify: %v: %s", err, out)
	}
	match := regexp.MustCompile(`(?s)good:\s+(\d+) events.*head:\s+([0-9a-f]{64})`).FindSubmatch(out)
	if match == nil {
		d.t.Fatalf("verify said %s", out)
	}
	stored, err := exec.Command(portal, "events", "--data", filepath.Join(d.home, "portal")).Output()
	if err != nil {
		d.t.Fatalf("read the portal's store: %v", err)
	}
	head := ""
	var events []event
	for line := range bytes.Lines(stored) {
		var e struct {
			event
			Digest string `json:"digest"`
		}
		if err := json.Unmarshal(line, &e); err != nil {
			d.t.Fatalf("%s: %v", line, err)
		}
		events, head = append(events, e.event), e.Digest
	}
	if got := fmt.Sprint(len(events)); got != string(match[1]) {
		d.t.Errorf("the portal has %s events, the journal %s", got, match[1])
	}
	if head != string(match[2]) {
		d.t.Errorf("the portal's last event has the digest %s, the journal's %s", head, match[2])
	}
	for _, e := range shown {
		if !slices.Contains(events, e) {
			d.t.Errorf("the page showed %+v, which the store does not have", e)
		}
	}
}

// freePort is a port that nobody listens on for now.
func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// startMosquitto runs Debian's broker with nothing but a port told to it.
func startMosquitto(t *testing.T, port int) {
	t.Helper()
	start(t, exec.Command("mosquitto", "-p", fmt.Sprint(port)))
}

func TestScanTapRecordedSynced(t *testing.T) {
	d := openDoor(t)
	d.keep("1-home")
	d.scan(code(t, "guardian"))
	d.sees("the family", familyIsUp)
	d.keep("2-family")
	// A finger slides a little: it is a tap all the same.
	d.tapUntil(confirm, 12, "done", doneIsUp)
	d.keep("3-done")
	shown := d.pageShows("announced", "announced")
	d.close()
	d.agree(shown)
}

func TestUndoReachesThePortal(t *testing.T) {
	d := openDoor(t)
	d.scan(code(t, "guardian"))
	d.sees("the family", familyIsUp)
	d.tapUntil(confirm, 0, "done", doneIsUp)
	d.tapUntil(undo, 0, "that it is undone", func(p image.Image) bool { return !doneIsUp(p) })
	d.keep("4-undone")
	shown := d.pageShows("announced", "announced", "undone", "undone")
	d.close()
	d.agree(shown)
}

func TestBrokerThatComesLater(t *testing.T) {
	port := freePort(t)
	d := openDoor(t, "--broker", fmt.Sprintf("tcp://127.0.0.1:%d", port))
	d.scan(code(t, "guardian"))
	d.sees("the family", familyIsUp)
	d.tapUntil(confirm, 0, "done, without any broker", doneIsUp)
	d.sees("home again, by itself", homeIsUp)
	d.keep("5-home-waiting")
	if events := d.onPage(); len(events) > 0 {
		t.Fatalf("the page shows %v before there is a way to it", events)
	}
	startMosquitto(t, port)
	shown := d.pageShows("announced", "announced")
	d.close()
	d.agree(shown)
}

func TestMosquittoInPlaceOfOurBroker(t *testing.T) {
	port := freePort(t)
	startMosquitto(t, port)
	d := openDoor(t, "--broker", fmt.Sprintf("tcp://127.0.0.1:%d", port))
	d.scan(code(t, "guardian"))
	d.sees("the family", familyIsUp)
	d.tapUntil(confirm, 5, "done", doneIsUp)
	shown := d.pageShows("announced", "announced")
	d.close()
	d.agree(shown)
}

// TestNoScanIsLost scans a card as fast as keys go, over and over, under two
// keyboard layouts. Whoever is blocked leaves a record with every scan, so the
// journal counts them.
func TestNoScanIsLost(t *testing.T) {
	const scans = 20
	for _, layout := range []string{"us", "se"} {
		t.Run(layout, func(t *testing.T) {
			d := openDoor(t)
			d.do("setxkbmap", layout)
			blocked, want := code(t, "blocked"), []string{}
			for range scans {
				d.scan(blocked)
				want = append(want, "staff-called")
			}
			d.keep("6-staff-coming-" + layout)
			shown := d.pageShows(want...)
			d.close()
			d.agree(shown)
		})
	}
}

// TestTourOfTheDemo is what a newcomer without a display sees.
func TestTourOfTheDemo(t *testing.T) {
	d, dir := openDisplay(t), t.TempDir()
	c := exec.Command(kiosk, "demo", "--shots", dir, "--data", filepath.Join(dir, "data"))
	c.Env = append(d.env(), "FYNE_SCALE=1")
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	pictures, err := filepath.Glob(filepath.Join(dir, "*.png"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range pictures {
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		picture, err := png.Decode(f)
		if err := errors.Join(err, f.Close()); err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(file), ".png")
		if picture.Bounds().Size() != image.Pt(width, height) {
			t.Errorf("%s measures %v", name, picture.Bounds().Size())
		}
		if green := strings.HasPrefix(name, "done") && name != "done-undone"; doneIsUp(picture) != green {
			t.Errorf("%s is green: %v", name, !green)
		}
	}
	if len(pictures) < 15 {
		t.Errorf("there are %d pictures only", len(pictures))
	}
}
