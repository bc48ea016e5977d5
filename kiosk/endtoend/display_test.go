package endtoend

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// The size of the virtual display, the one that the screens are designed for.
const (
	width  = 1280
	height = 800
)

// patience is how long anything may take before a test gives up. No test
// passes or fails by how fast something was within it.
const patience = 60 * time.Second

// display is a virtual X display with fingers and a scanner.
type display struct {
	t    *testing.T
	name string
}

// openDisplay starts a display that ends with the test.
func openDisplay(t *testing.T) *display {
	t.Helper()
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	// -noreset: the server would forget the keyboard's layout when the last
	// window closes.
	c := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", strconv.Itoa(width)+"x"+strconv.Itoa(height)+"x24", "-noreset", "-nolisten", "tcp")
	c.ExtraFiles = []*os.File{write}
	start(t, c)
	if err := write.Close(); err != nil {
		t.Fatal(err)
	}
	number, err := bufio.NewReader(read).ReadString('\n')
	if err != nil {
		t.Fatalf("Xvfb gave no display: %v", err)
	}
	return &display{t: t, name: ":" + strings.TrimSpace(number)}
}

// start runs a program until the test ends.
func start(t *testing.T, c *exec.Cmd) {
	t.Helper()
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, c) })
}

// stop asks a program to end, and ends it if it won't.
func stop(t *testing.T, c *exec.Cmd) {
	t.Helper()
	if c.ProcessState != nil {
		return
	}
	if err := c.Process.Signal(os.Interrupt); err != nil && !errors.Is(err, os.ErrProcessDone) {
		t.Error(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- c.Wait() }()
	select {
	case <-ended:
	case <-time.After(patience):
		t.Errorf("%s does not end when asked to", filepath.Base(c.Path))
		if err := c.Process.Kill(); err != nil {
			t.Error(err)
		}
		<-ended
	}
}

func (d *display) env() []string { return append(os.Environ(), "DISPLAY="+d.name) }

// do runs one of X's tools.
func (d *display) do(tool string, args ...string) []byte {
	d.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	c := exec.CommandContext(ctx, tool, args...)
	c.Env = d.env()
	var errs bytes.Buffer
	c.Stderr = &errs
	out, err := c.Output()
	if err != nil {
		d.t.Fatalf("%s %s: %v: %s", tool, strings.Join(args, " "), err, errs.Bytes())
	}
	return out
}

// scan sends a text of letters and digits as a keyboard scanner does, Enter at
// the end, with 2 ms a key: as fast as USB lets a keyboard press and release at
// full speed, with one report a millisecond (Universal Serial Bus Specification
// 2.0, section 5.7.4). Nothing real is faster, and X drops a second press of one
// key within a millisecond.
func (d *display) scan(text string) {
	d.t.Helper()
	keys := []string{"key", "--delay", "2"}
	for _, letter := range text {
		keys = append(keys, string(letter))
	}
	d.do("xdotool", append(keys, "Return")...)
}

// tap taps with a finger that slides by slip pixels while it is down.
func (d *display) tap(at image.Point, slip int) {
	d.t.Helper()
	d.do("xdotool", "mousemove", strconv.Itoa(at.X), strconv.Itoa(at.Y), "mousedown", "1",
		"mousemove_relative", "--", strconv.Itoa(slip), strconv.Itoa(slip/2), "mouseup", "1")
}

// picture is what the display shows.
func (d *display) picture() image.Image {
	d.t.Helper()
	picture, err := png.Decode(bytes.NewReader(d.do("import", "-window", "root", "png:-")))
	if err != nil {
		d.t.Fatal(err)
	}
	return picture
}

// keep writes what the display shows to the folder of pictures, if one is asked
// for with TAMBUR_PICTURES.
func (d *display) keep(name string) {
	d.t.Helper()
	dir := os.Getenv("TAMBUR_PICTURES")
	if dir == "" {
		return
	}
	file := filepath.Join(dir, name+".png")
	d.do("import", "-window", "root", file)
	d.t.Log(file)
}

// until waits for something to come true.
func until(t *testing.T, what string, true func() bool) {
	t.Helper()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	for !true() {
		select {
		case <-deadline.C:
			t.Fatalf("waited in vain until %s", what)
		case <-again.C:
		}
	}
}

// shows tells whether a pixel has a colour, give or take what drawing does.
func shows(picture image.Image, at image.Point, want color.NRGBA) bool {
	got := color.NRGBAModel.Convert(picture.At(at.X, at.Y)).(color.NRGBA)
	near := func(a, b uint8) bool { return max(a, b)-min(a, b) <= 6 }
	return near(got.R, want.R) && near(got.G, want.G) && near(got.B, want.B)
}
