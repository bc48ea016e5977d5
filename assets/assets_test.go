package assets_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"image/png"
	"io/fs"
	"strings"
	"testing"

	"golang.org/x/image/font/sfnt"

	"tambur/assets"
)

func TestTheFontsHaveTheLettersOfOurNames(t *testing.T) {
	for name, font := range map[string][]byte{
		"regular": assets.FontRegular(), "semibold": assets.FontSemiBold(), "bold": assets.FontBold(),
	} {
		f, err := sfnt.Parse(font)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var b sfnt.Buffer
		for _, r := range "ÅÄÖåäöéüŁłŚćżŞşĞğİıÇøæ0123456789–…✓→" {
			if glyph, err := f.GlyphIndex(&b, r); err != nil || glyph == 0 {
				t.Errorf("%s: no glyph for %q", name, r)
			}
		}
	}
	if !strings.Contains(assets.FontLicence(), "SIL OPEN FONT LICENSE") {
		t.Error("the fonts come without their licence")
	}
}

func TestTheIconIsSquare(t *testing.T) {
	c, err := png.DecodeConfig(bytes.NewReader(assets.Icon()))
	if err != nil || c.Width != 512 || c.Height != 512 {
		t.Errorf("the icon is %d × %d: %v", c.Width, c.Height, err)
	}
	if !bytes.Contains(assets.IconSVG(), []byte("<svg")) {
		t.Error("the drawing is no svg")
	}
}

func TestTheSoundsNeitherClickNorClip(t *testing.T) {
	for name, sound := range map[string][]byte{"ok": assets.SoundOK(), "attention": assets.SoundAttention(), "reminder": assets.SoundReminder()} {
		const header = 44
		if len(sound) < header || string(sound[:4]) != "RIFF" || string(sound[8:16]) != "WAVEfmt " ||
			binary.LittleEndian.Uint32(sound[4:]) != uint32(len(sound)-8) ||
			binary.LittleEndian.Uint32(sound[40:]) != uint32(len(sound)-header) {
			t.Fatalf("%s: not a plain wav", name)
		}
		pcm := make([]int16, (len(sound)-header)/2)
		if err := binary.Read(bytes.NewReader(sound[header:]), binary.LittleEndian, pcm); err != nil {
			t.Fatal(err)
		}
		loudest := 0
		for _, s := range pcm {
			loudest = max(loudest, int(s), -int(s))
		}
		if loudest < 8000 || loudest > 16384 {
			t.Errorf("%s: the loudest sample is %d", name, loudest)
		}
		for _, edge := range []int16{pcm[0], pcm[1], pcm[len(pcm)-2], pcm[len(pcm)-1]} {
			if edge > 100 || edge < -100 {
				t.Errorf("%s: begins or ends with a click", name)
			}
		}
	}
}

func TestTheDemosListsAreJSON(t *testing.T) {
	names, err := fs.Glob(assets.Demo(), "*.json")
	if err != nil || len(names) < 5 {
		t.Fatalf("found %v: %v", names, err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(assets.Demo(), name)
		if err != nil || !json.Valid(text) {
			t.Errorf("%s is no json: %v", name, err)
		}
	}
}
