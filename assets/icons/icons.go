// Package icons holds the door's own drawings: the sign of each state and step,
// the pictures of the quiet screens, the fourteen allergens, the activities of
// a day and the symbols that children know their groups by.
//
// Every drawing is an SVG that uses few elements, so that a small renderer
// draws it right: paths, circles, ellipses, rectangles and groups. Drawings in
// one colour are drawn with #000 (the line), #FFF (the surface that shows
// through) and #888 (the tint), which SVG replaces; groups' symbols have
// colours of their own. The package embeds files and does nothing else.
package icons

import (
	"embed"
	"sort"
	"strings"
)

//go:embed *.svg
var files embed.FS

// Has tells whether there is a drawing of that name.
func Has(name string) bool {
	_, err := files.ReadFile(name + ".svg")
	return err == nil
}

// SVG is a drawing with its line, surface and tint in the given colours, each
// as "#RRGGBB". An unknown name gives the plain dot: a picture that is missing
// is never a reason for a screen to fail.
func SVG(name, line, surface, tint string) []byte {
	raw, err := files.ReadFile(name + ".svg")
	if err != nil {
		raw, err = files.ReadFile("dot.svg")
		if err != nil {
			return nil
		}
	}
	text := string(raw)
	// The marks can't be part of a group symbol's own #RRGGBB: they end with
	// the attribute's quote.
	text = strings.ReplaceAll(text, `"#000"`, `"`+line+`"`)
	text = strings.ReplaceAll(text, `"#FFF"`, `"`+surface+`"`)
	text = strings.ReplaceAll(text, `"#888"`, `"`+tint+`"`)
	return []byte(text)
}

// Names lists the drawings in alphabetical order.
func Names() []string {
	entries, err := files.ReadDir(".")
	if err != nil {
		return nil
	}
	var names []string
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), ".svg"))
	}
	sort.Strings(names)
	return names
}
