package screen

import (
	"runtime"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// everything counts all objects of the door, hidden ones too.
func (g *glass) everything() int { return objectsIn(g.root) }

func objectsIn(o fyne.CanvasObject) int {
	n := 1
	if c, ok := o.(*fyne.Container); ok {
		for _, child := range c.Objects {
			n += objectsIn(child)
		}
	}
	return n
}

func textOf(g *glass) string {
	var lines []string
	for _, o := range g.objects() {
		if t, ok := o.CanvasObject.(*canvas.Text); ok {
			lines = append(lines, t.Text)
		}
	}
	return strings.Join(lines, "\n")
}

func TestAThousandViewsBuildNothingNew(t *testing.T) {
	g := newGlass(t, badges())
	views := append(screens(), corners()...)
	round := func() {
		for i, s := range views {
			s.view.Language = Languages()[i%2]
			g.see(s.view)
		}
		for i := range views {
			s := views[i]
			s.view.Language = Languages()[(i+1)%2]
			g.see(s.view)
		}
	}
	round()
	objects, pictures := g.everything(), len(g.drawings)
	memory := heap()
	for range 1000 / (2 * len(views)) {
		round()
	}
	if got := g.everything(); got != objects {
		t.Errorf("%d objects have become %d", objects, got)
	}
	if got := len(g.drawings); got != pictures {
		t.Errorf("%d drawings have become %d", pictures, got)
	}
	const most = 4 << 20
	if grown := heap() - memory; grown > most {
		t.Errorf("the heap has grown by %d kB", grown>>10)
	}
	t.Logf("%d objects, %d drawings", objects, pictures)
}

func heap() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
