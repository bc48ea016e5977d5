package screen

import "fyne.io/fyne/v2"

// frame is the window that is drawn into. Screens are designed for a landscape
// of 800 units high and 1280 or more wide, or a portrait of 800 wide and 1280
// or more high; a unit becomes scale device-independent pixels.
type frame struct {
	box
	scale    float32
	portrait bool
}

// minTouch is the side of the smallest thing to tap, in device-independent
// pixels.
const minTouch = 64

func frameOf(size fyne.Size) frame {
	f := frame{box: box{0, 0, size.Width, size.Height}, portrait: size.Height > size.Width}
	if f.portrait {
		f.scale = min(size.Width/800, size.Height/1280)
	} else {
		f.scale = min(size.Width/1280, size.Height/800)
	}
	f.scale = max(f.scale, 0.3)
	return f
}

// u is n units in device-independent pixels.
func (f frame) u(n float32) float32 { return n * f.scale }

// touch is n units, or what a finger needs if that is more.
func (f frame) touch(n float32) float32 { return max(f.u(n), minTouch) }

// box is a place to draw in. The cut methods take a part off one side and
// leave the rest.
type box struct{ x, y, w, h float32 }

func (b *box) cutTop(h float32) box {
	h = max(0, min(h, b.h))
	cut := box{b.x, b.y, b.w, h}
	b.y += h
	b.h -= h
	return cut
}

func (b *box) cutBottom(h float32) box {
	h = max(0, min(h, b.h))
	b.h -= h
	return box{b.x, b.y + b.h, b.w, h}
}

func (b *box) cutLeft(w float32) box {
	w = max(0, min(w, b.w))
	cut := box{b.x, b.y, w, b.h}
	b.x += w
	b.w -= w
	return cut
}

func (b *box) cutRight(w float32) box {
	w = max(0, min(w, b.w))
	b.w -= w
	return box{b.x + b.w, b.y, w, b.h}
}

func (b box) inset(dx, dy float32) box {
	return box{b.x + dx, b.y + dy, max(0, b.w-2*dx), max(0, b.h-2*dy)}
}

// middle is a box of at most w×h in the middle of b.
func (b box) middle(w, h float32) box {
	w, h = min(w, b.w), min(h, b.h)
	return box{b.x + (b.w-w)/2, b.y + (b.h-h)/2, w, h}
}

// grid divides b into columns and rows with gaps between, row by row.
func (b box) grid(columns, rows int, gap float32) []box {
	if columns < 1 || rows < 1 {
		return nil
	}
	w := (b.w - gap*float32(columns-1)) / float32(columns)
	h := (b.h - gap*float32(rows-1)) / float32(rows)
	cells := make([]box, 0, columns*rows)
	for r := range rows {
		for c := range columns {
			cells = append(cells, box{b.x + float32(c)*(w+gap), b.y + float32(r)*(h+gap), w, h})
		}
	}
	return cells
}

// put moves an object into b.
func (b box) put(o fyne.CanvasObject) {
	o.Move(fyne.NewPos(b.x, b.y))
	o.Resize(fyne.NewSize(b.w, b.h))
}
