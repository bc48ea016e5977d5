// Package assets is what Tambur carries inside its programs, so that a door
// needs no files beside the binary: the typeface, the icon, the sounds and the
// lists that the demo preschool is made from.
//
// It holds embedded files and nothing else. The slices it returns are shared:
// read them, never write to them.
package assets

import (
	"embed"
	"io/fs"
)

//go:generate go run sounds/make.go

//go:embed fonts/Inter-Regular.otf
var interRegular []byte

//go:embed fonts/Inter-SemiBold.otf
var interSemiBold []byte

//go:embed fonts/Inter-Bold.otf
var interBold []byte

//go:embed fonts/OFL.txt
var fontLicence string

//go:embed icon.png
var iconPNG []byte

//go:embed icon.svg
var iconSVG []byte

//go:embed sounds/ok.wav
var soundOK []byte

//go:embed sounds/attention.wav
var soundAttention []byte

//go:embed sounds/reminder.wav
var soundReminder []byte

//go:embed demo/*.json
var demo embed.FS

// FontRegular is Inter in its regular weight, for running text. Like the other
// two it is an OpenType font with CFF outlines, about 270 kB. Inter covers
// Latin with all European letters, Greek and Cyrillic; it has no Arabic, Thai
// or Ethiopic letters.
func FontRegular() []byte { return interRegular }

// FontSemiBold is Inter for headings and buttons.
func FontSemiBold() []byte { return interSemiBold }

// FontBold is Inter for what must be read at arm's length.
func FontBold() []byte { return interBold }

// FontLicence is the text of the fonts' licence, the SIL Open Font License.
func FontLicence() string { return fontLicence }

// Icon is the app's icon as PNG, 512 × 512 pixels with transparent corners.
func Icon() []byte { return iconPNG }

// IconSVG is the drawing that the icon was made from.
func IconSVG() []byte { return iconSVG }

// SoundOK is the short sound of something recorded: a rising pair of tones, as
// WAV (PCM, 16 bit, mono, 22.05 kHz).
func SoundOK() []byte { return soundOK }

// SoundAttention is the soft, low sound that asks people to wait for staff, in
// the same format.
func SoundAttention() []byte { return soundAttention }

// SoundReminder is the single soft note that tells staff of a family who waits,
// in the same format.
func SoundReminder() []byte { return soundReminder }

// Demo is the folder of lists that the demo preschool is made from: common
// names, groups, menus, a schedule and notices, one JSON file each.
func Demo() fs.FS {
	sub, err := fs.Sub(demo, "demo")
	if err != nil {
		// Sub fails for a malformed path only, and this one is a constant.
		panic(err)
	}
	return sub
}
