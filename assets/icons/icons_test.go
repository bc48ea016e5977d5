package icons_test

import (
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tambur/assets/icons"
)

// plain are the elements that every renderer draws right.
var plain = []string{"svg", "g", "path", "circle", "ellipse", "rect"}

func TestDrawingsArePlain(t *testing.T) {
	for _, name := range icons.Names() {
		elements, colours := 0, make(map[string]bool)
		d := xml.NewDecoder(strings.NewReader(string(icons.SVG(name, "#111111", "#222222", "#333333"))))
		for {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			start, ok := token.(xml.StartElement)
			if !ok {
				continue
			}
			elements++
			if !slices.Contains(plain, start.Name.Local) {
				t.Errorf("%s has a <%s>", name, start.Name.Local)
			}
			for _, a := range start.Attr {
				if a.Name.Local == "fill" || a.Name.Local == "stroke" {
					colours[a.Value] = true
				}
			}
		}
		if elements < 2 {
			t.Errorf("%s is empty", name)
		}
		for c := range colours {
			mark := c == "none" || c == "#111111" || c == "#222222" || c == "#333333"
			if own := regexp.MustCompile(`^#[0-9A-F]{6}$`).MatchString(c); !mark && (!own || !strings.HasPrefix(name, "group-")) {
				t.Errorf("%s has the colour %s", name, c)
			}
		}
	}
}

func TestAnUnknownDrawingIsADot(t *testing.T) {
	if icons.Has("unicorn") {
		t.Error("there is a unicorn")
	}
	if got, want := icons.SVG("unicorn", "#111111", "#222222", "#333333"), icons.SVG("dot", "#111111", "#222222", "#333333"); string(got) != string(want) {
		t.Errorf("drawn as %s", got)
	}
}
