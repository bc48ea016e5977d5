package screen

import (
	"fmt"
	"image/color"
	"regexp"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"tambur/kiosk/flow"
)

// All sample views in all languages and windows, with and without the demo's
// strip.
func TestEveryScreen(t *testing.T) {
	for _, strip := range []bool{false, true} {
		var list []DemoBadge
		if strip {
			list = badges()
		}
		g := newGlass(t, list)
		for _, size := range sizes {
			g.canvas.Resize(size)
			for _, s := range append(screens(), corners()...) {
				if strip && s.view.Screen != flow.Home {
					continue
				}
				for _, tag := range Languages() {
					v := s.view
					v.Language = tag
					g.see(v)
					name := fmt.Sprintf("%s %s %.0f×%.0f strip=%v", s.name, tag, size.Width, size.Height, strip)
					t.Run(name, func(t *testing.T) {
						all, f := g.objects(), frameOf(size)
						checkText(t, all, f)
						checkTiles(t, g.tiles(), f)
						checkContrast(t, all, f)
						checkGreen(t, all, v)
					})
				}
			}
		}
	}
}

// keyLike is what a text looks like that has not been found.
var keyLike = regexp.MustCompile(`^[a-z]+\.[a-z-]+$`)

// checkText finds text that is clipped, too small to read, outside what it
// belongs to or over other text.
func checkText(t *testing.T, all []seen, f frame) {
	t.Helper()
	var lines []seen
	for _, o := range all {
		text, ok := o.CanvasObject.(*canvas.Text)
		if !ok {
			continue
		}
		if strings.Contains(text.Text, "…") {
			t.Errorf("%q is cut", text.Text)
		}
		if strings.Contains(text.Text, "no value") || keyLike.MatchString(text.Text) {
			t.Errorf("%q is no text", text.Text)
		}
		if least := max(f.u(13.5), 11); text.TextSize < least-0.01 {
			t.Errorf("%q has a size of %.1f", text.Text, text.TextSize)
		}
		ink := inkOf(o, text)
		for _, parent := range append(o.parents, f.box) {
			if !parent.holds(ink, 1) {
				t.Errorf("%q at %v leaves %v", text.Text, ink, parent)
				break
			}
		}
		for _, other := range lines {
			if ink.meets(inkOf(other, other.CanvasObject.(*canvas.Text))) {
				t.Errorf("%q lies over %q", text.Text, other.CanvasObject.(*canvas.Text).Text)
			}
		}
		lines = append(lines, o)
	}
	if len(lines) < 3 {
		t.Errorf("only %d lines of text", len(lines))
	}
}

// checkTiles finds what can't be tapped safely.
func checkTiles(t *testing.T, all []*surface, f frame) {
	t.Helper()
	if len(all) == 0 {
		t.Error("there is no way on")
	}
	for i, s := range all {
		if s.at.w < minTouch-0.01 || s.at.h < minTouch-0.01 {
			t.Errorf("%s is %.1f×%.1f", s.key, s.at.w, s.at.h)
		}
		if !f.holds(s.at, 0.01) {
			t.Errorf("%s at %v leaves the window", s.key, s.at)
		}
		for _, other := range all[:i] {
			if s.key != "anywhere" && other.key != "anywhere" && s.at.meets(other.at) {
				t.Errorf("%s lies over %s", s.key, other.key)
			}
		}
	}
}

// mainText is from where on a text is the main thing of its place.
const mainText = 28

// checkContrast holds what the theme promises: 7:1 for the main text, 4.5:1 for
// all other (WCAG 2.2, success criteria 1.4.6 and 1.4.3).
func checkContrast(t *testing.T, all []seen, f frame) {
	t.Helper()
	for i, o := range all {
		text, ok := o.CanvasObject.(*canvas.Text)
		if !ok {
			continue
		}
		line, ground := text.Color.(color.NRGBA), groundOf(all[:i], inkOf(o, text))
		least := 4.5
		if (line == ink || line == white) && text.TextSize >= f.u(mainText) {
			least = 7
		}
		if ratio := contrast(line, ground); ratio < least {
			t.Errorf("%q, %s on %s: %.2f:1", text.Text, hex(line), hex(ground), ratio)
		}
	}
}

// checkGreen holds that green is for what is recorded, and for nothing else.
func checkGreen(t *testing.T, all []seen, v flow.View) {
	t.Helper()
	found := false
	for _, o := range all {
		for _, c := range coloursOf(o.CanvasObject) {
			found = found || strings.Contains(c, hex(green)) || strings.Contains(c, hex(greenSoft))
		}
	}
	if want := v.Screen == flow.Done && !v.Done.Undone; found != want {
		t.Errorf("green: %v", found)
	}
}

// coloursOf is what an object is painted with; of a drawing, its name, which
// has its colours in it.
func coloursOf(o fyne.CanvasObject) (names []string) {
	add := func(c color.Color) {
		if n, ok := c.(color.NRGBA); ok && n.A > 0 {
			names = append(names, hex(n))
		}
	}
	switch o := o.(type) {
	case *canvas.Rectangle:
		add(o.FillColor)
		add(o.StrokeColor)
	case *canvas.Circle:
		add(o.FillColor)
		add(o.StrokeColor)
	case *canvas.Text:
		add(o.Color)
	case *canvas.Image:
		if o.Resource != nil && !strings.HasPrefix(o.Resource.Name(), "group-") {
			names = append(names, o.Resource.Name())
		}
	}
	return names
}
