package screen

import (
	"image/color"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/driver/mobile"
	"fyne.io/fyne/v2/widget"

	"tambur/kiosk/flow"
)

// slop is how far outside a tile a finger may have slid when it lifts, in
// device-independent pixels. Within the tile it may slide as it likes.
const slop = 16

// settle is how long after a change of screen no tap is taken: it was meant for
// the screen before. The door itself waits longer for some.
const settle = flow.ScanSettles

// gate is what all tiles of a door ask before they act.
type gate struct {
	now     func() time.Time
	changed time.Time
	touched func()
}

func (g *gate) open() bool { return g.now().Sub(g.changed) >= settle }

// tile is a surface to tap. It lies over what it belongs to and draws nothing
// but a shade while it is pressed. It takes no focus and has no hover, which on
// a touch screen would stick.
//
// The toolkit's own tap is lost when the finger leaves the widget or when
// anything can be dragged; so a tile is draggable itself and decides at the
// end of the drag. A tap counts for what lay under the finger when it came
// down: if the tile has been bound to something else since, nothing happens.
type tile struct {
	widget.BaseWidget
	gate  *gate
	shade *canvas.Rectangle

	key string
	tap func()

	pressed bool
	armed   string // key when the finger came down
	dragged bool
}

var (
	_ fyne.Tappable     = (*tile)(nil)
	_ fyne.Draggable    = (*tile)(nil)
	_ desktop.Mouseable = (*tile)(nil)
	_ mobile.Touchable  = (*tile)(nil)
)

func newTile(g *gate) *tile {
	t := &tile{gate: g, shade: canvas.NewRectangle(color.NRGBA{R: 0x17, G: 0x24, B: 0x2E, A: 0x2E})}
	t.shade.Hide()
	t.ExtendBaseWidget(t)
	return t
}

// bind says what a tap does; key names it, and nil switches the tile off.
func (t *tile) bind(key string, radius float32, tap func()) {
	if t.key != key || tap == nil {
		t.press(false)
	}
	t.key, t.tap = key, tap
	t.shade.CornerRadius = radius
	show(t, tap != nil)
}

// CreateRenderer implements [fyne.Widget].
func (t *tile) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(t.shade) }

// MouseDown implements [desktop.Mouseable].
func (t *tile) MouseDown(*desktop.MouseEvent) { t.down() }

// MouseUp implements [desktop.Mouseable]. Tapped or DragEnd comes after it.
func (t *tile) MouseUp(*desktop.MouseEvent) {
	if !t.dragged {
		t.press(false)
	}
}

// TouchDown implements [mobile.Touchable].
func (t *tile) TouchDown(*mobile.TouchEvent) { t.down() }

// TouchUp implements [mobile.Touchable].
func (t *tile) TouchUp(*mobile.TouchEvent) { t.MouseUp(nil) }

// TouchCancel implements [mobile.Touchable].
func (t *tile) TouchCancel(*mobile.TouchEvent) {
	t.press(false)
	t.armed = ""
}

// Tapped implements [fyne.Tappable].
func (t *tile) Tapped(*fyne.PointEvent) {
	armed := t.armed
	t.armed = ""
	t.press(false)
	// A tap without a press comes from a program, such as a test.
	if armed == "" || armed == t.key {
		t.act()
	}
}

// Dragged implements [fyne.Draggable].
func (t *tile) Dragged(e *fyne.DragEvent) {
	t.dragged = true
	size := t.Size()
	inside := e.Position.X >= -slop && e.Position.Y >= -slop && e.Position.X <= size.Width+slop && e.Position.Y <= size.Height+slop
	t.press(inside && t.armed != "" && t.armed == t.key)
}

// DragEnd implements [fyne.Draggable].
func (t *tile) DragEnd() {
	on := t.pressed && t.armed != "" && t.armed == t.key
	t.armed, t.dragged = "", false
	t.press(false)
	if on {
		t.act()
	}
}

func (t *tile) down() {
	t.armed, t.dragged = t.key, false
	t.gate.touched()
	t.press(t.tap != nil)
}

func (t *tile) act() {
	if t.tap != nil && t.gate.open() {
		t.tap()
	}
}

func (t *tile) press(on bool) {
	if t.pressed == on {
		return
	}
	t.pressed = on
	show(t.shade, on)
	t.shade.Refresh()
}
