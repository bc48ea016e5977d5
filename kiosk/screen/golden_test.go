package screen

import (
	"bytes"
	"cmp"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"tambur/kiosk/flow"
)

var update = flag.Bool("update", false, "draw the golden pictures in testdata anew")

// golden are the views that pictures are kept of, each with its language.
func golden() []sample {
	var list []sample
	for _, s := range screens() {
		list = append(list, sample{s.name + "-sv", s.view})
		if s.view.Screen == flow.Home || s.view.Screen == flow.Family {
			s.view.Language = "en"
			list = append(list, sample{s.name + "-en", s.view})
		}
	}
	return list
}

func TestScreensLookAsTheyDid(t *testing.T) {
	g := newGlass(t, nil)
	for _, s := range golden() {
		got := g.picture(t, s.view)
		file := filepath.Join("testdata", s.name+".png")
		if *update {
			write(t, file, got)
		}
		if why := differ(got, read(t, file)); why != "" {
			bad := filepath.Join(t.ArtifactDir(), s.name+".png")
			write(t, bad, got)
			t.Errorf("%s: %s; the picture now: %s; if it is right, run the test with -update", s.name, why, bad)
		}
	}
}

func TestGoldenPicturesTellScreensApart(t *testing.T) {
	g := newGlass(t, nil)
	pictures := make(map[string]image.Image)
	for _, s := range golden() {
		pictures[s.name] = read(t, filepath.Join("testdata", s.name+".png"))
	}
	for a, one := range pictures {
		for b, other := range pictures {
			if why := differ(one, other); (a == b) != (why == "") {
				t.Errorf("%s and %s: %q", a, b, why)
			}
		}
	}

	// What is small must be missed too.
	g.see(home())
	g.pages[flow.Home].(*homePage).lock.sign.Hide()
	if differ(g.canvas.Capture(), pictures["home-sv"]) == "" {
		t.Error("nobody misses the lock on the staff's button")
	}
	other := family("Alma", "Bo", "Cecilie")
	if differ(g.picture(t, other), pictures["family-sv"]) == "" {
		t.Error("one letter more or less is not seen")
	}
	later := home()
	later.Home.Menu[0].Allergens = later.Home.Menu[0].Allergens[:2]
	if differ(g.picture(t, later), pictures["home-sv"]) == "" {
		t.Error("nobody misses an allergen")
	}
}

// differ tells how two pictures differ more than two machines' roundings make
// them: as a whole, or in any one square of 16 by 16, where all of a small sign
// may be.
func differ(got, want image.Image) string {
	const (
		channel = 40        // of 255: less is no difference
		whole   = 1.0 / 500 // share of all pixels
		square  = 1.0 / 5   // share of a square's
		side    = 16
	)
	if got.Bounds() != want.Bounds() {
		return fmt.Sprintf("%v, not %v", got.Bounds(), want.Bounds())
	}
	a, b := plainly(got), plainly(want)
	w, h := a.Rect.Dx(), a.Rect.Dy()
	all := 0
	for y := 0; y < h; y += side {
		for x := 0; x < w; x += side {
			n := 0
			for row := y; row < min(h, y+side); row++ {
				from, to := a.PixOffset(x, row), a.PixOffset(min(w, x+side)-1, row)+4
				if bytes.Equal(a.Pix[from:to], b.Pix[from:to]) {
					continue
				}
				for i := from; i < to; i += 4 {
					if apart(a.Pix[i:i+3], b.Pix[i:i+3]) > channel {
						n++
					}
				}
			}
			if all += n; float64(n) > square*side*side {
				return fmt.Sprintf("%d pixels differ around (%d, %d)", n, x, y)
			}
		}
	}
	if float64(all) > whole*float64(w*h) {
		return fmt.Sprintf("%d pixels differ", all)
	}
	return ""
}

// plainly is a picture as rows of red, green, blue and alpha from (0, 0) on.
func plainly(p image.Image) *image.RGBA {
	switch p := p.(type) {
	case *image.RGBA:
		return p
	case *image.NRGBA: // opaque, as all screens are
		return &image.RGBA{Pix: p.Pix, Stride: p.Stride, Rect: p.Rect}
	}
	b := p.Bounds()
	plain := image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.Draw(plain, plain.Rect, p, b.Min, draw.Src)
	return plain
}

// apart is the greatest difference of two colours' channels, of 255.
func apart(a, b []byte) (most int) {
	for i := range a {
		most = max(most, int(a[i])-int(b[i]), int(b[i])-int(a[i]))
	}
	return most
}

func read(t *testing.T, file string) image.Image {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	p, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return plainly(p)
}

// write keeps a picture in 256 colours, which is what keeps the files small:
// the commonest, then those that are farthest from all before.
func write(t *testing.T, file string, p image.Image) {
	t.Helper()
	counts := make(map[color.RGBA]int)
	b := p.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			counts[color.RGBAModel.Convert(p.At(x, y)).(color.RGBA)]++
		}
	}
	common := slices.SortedFunc(maps.Keys(counts), func(a, b color.RGBA) int {
		return cmp.Or(counts[b]-counts[a], cmp.Compare(a.R, b.R), cmp.Compare(a.G, b.G), cmp.Compare(a.B, b.B))
	})
	var palette color.Palette
	far := make([]int, len(common)) // from the nearest in the palette
	for i := range far {
		far[i] = 1 << 30
	}
	for next := 0; len(palette) < min(256, len(common)); {
		c := common[next]
		palette = append(palette, c)
		for i, other := range common {
			r, g, b := int(c.R)-int(other.R), int(c.G)-int(other.G), int(c.B)-int(other.B)
			far[i] = min(far[i], r*r+g*g+b*b)
		}
		if next = len(palette); len(palette) >= 64 {
			next = slices.Index(far, slices.Max(far))
		}
	}
	small := image.NewPaletted(b, palette)
	nearest := make(map[color.RGBA]uint8)
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			c := color.RGBAModel.Convert(p.At(x, y)).(color.RGBA)
			n, ok := nearest[c]
			if !ok {
				n = uint8(palette.Index(c))
				nearest[c] = n
			}
			small.SetColorIndex(x, y, n)
		}
	}
	var out bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, small); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}
