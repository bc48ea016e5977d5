package screen

import (
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
)

func TestShots(t *testing.T) {
	dir := os.Getenv("SHOTS")
	if dir == "" {
		t.Skip()
	}
	for _, s := range append(screens(), corners()...) {
		for _, lang := range []string{"sv", "en"} {
			for _, size := range []fyne.Size{{Width: 1280, Height: 800}, {Width: 1024, Height: 600}, {Width: 800, Height: 1280}, {Width: 1920, Height: 1080}} {
				name := fmt.Sprintf("%s-%s-%.0f.png", s.name, lang, size.Width)
				if m, _ := filepath.Match(os.Getenv("MATCH"), name); !m {
					continue
				}
				v := s.view
				v.Language = lang
				var b []DemoBadge
				if os.Getenv("BADGES") != "" {
					b = badges()
				}
				img, err := Render(v, size, b)
				if err != nil {
					t.Fatal(err)
				}
				f, _ := os.Create(filepath.Join(dir, name))
				png.Encode(f, img)
				f.Close()
			}
		}
	}
}
