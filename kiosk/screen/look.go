package screen

import (
	"fmt"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"tambur/assets"
	"tambur/assets/icons"
)

// The door's colours. Main text on its ground has a contrast of 7:1 at least,
// all other text 4.5:1.
var (
	paper = rgb(0xFBF7F0) // the ground of every screen
	white = rgb(0xFFFFFF) // cards
	edge  = rgb(0xE4DACA) // the soft border of a card
	ink   = rgb(0x17242E) // text
	soft  = rgb(0x4C5A65) // text that is not the main thing

	teal     = rgb(0x0B545F) // the accent: what to tap, what is on now
	tealSoft = rgb(0xDCEBEA)
	tealEdge = rgb(0x9CC4C3)

	green     = rgb(0x126636) // recorded; nothing else is green
	greenSoft = rgb(0xBFE3CB)

	amber     = rgb(0x855000) // waits for staff
	amberSoft = rgb(0xFDF0D5)
	amberEdge = rgb(0xE2BE7C)

	plum     = rgb(0x6A2F5C) // staff
	plumSoft = rgb(0xF4E6F0)
	plumEdge = rgb(0xD2A9C6)

	red     = rgb(0x9F2018) // a child who is to be found, a real evacuation
	redSoft = rgb(0xFBE5E1)
	redEdge = rgb(0xDDA39B)

	faint = rgb(0xF1EAdf) // ground of what is switched off
)

// colour is what the screens are painted with.
type colour = color.NRGBA

func rgb(v uint32) color.NRGBA {
	return color.NRGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 0xFF}
}

func hex(c color.NRGBA) string { return fmt.Sprintf("#%02X%02X%02X", c.R, c.G, c.B) }

// Theme is the door's theme: its typeface and its ground. The screens bring
// their own colours and sizes.
func Theme() fyne.Theme {
	return look{
		Theme:   theme.DefaultTheme(),
		regular: fyne.NewStaticResource("Inter-Regular.otf", assets.FontRegular()),
		bold:    fyne.NewStaticResource("Inter-SemiBold.otf", assets.FontSemiBold()),
	}
}

type look struct {
	fyne.Theme
	regular, bold fyne.Resource
}

func (l look) Font(style fyne.TextStyle) fyne.Resource {
	switch {
	case style.Monospace || style.Symbol:
		return l.Theme.Font(style)
	case style.Bold:
		return l.bold
	}
	return l.regular
}

func (l look) Color(name fyne.ThemeColorName, _ fyne.ThemeVariant) color.Color {
	switch name {
	case theme.ColorNameBackground:
		return paper
	case theme.ColorNameForeground:
		return ink
	case theme.ColorNamePrimary:
		return teal
	}
	return l.Theme.Color(name, theme.VariantLight)
}

// drawings makes coloured drawings, each once: the toolkit caches pictures by
// name, so every colouring has a name of its own.
type drawings map[string]fyne.Resource

func (d drawings) get(name string, line, surface, tint color.NRGBA) fyne.Resource {
	key := name + hex(line) + hex(surface) + hex(tint) + ".svg"
	if r, ok := d[key]; ok {
		return r
	}
	r := fyne.NewStaticResource(key, icons.SVG(name, hex(line), hex(surface), hex(tint)))
	d[key] = r
	return r
}
