package screen

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"

	"tambur/kiosk/attendance"
	"tambur/kiosk/flow"
)

// Options are what a Door needs from outside.
type Options struct {
	// Controls is told what people tap. Its methods are called on the
	// toolkit's thread and must return at once.
	Controls flow.Controls
	// Badges are cards to tap in place of a scanner, shown as a strip below
	// Home; nil for none.
	Badges []DemoBadge
	// KeyDown is told every press of a key in the window, on the toolkit's
	// thread, and must return at once; nil for no keyboard. A key that is held
	// down is told once: the toolkit keeps repeats from this level.
	KeyDown func(Key)
	// Now is the clock; nil for time.Now. It dates keys and tells a double tap
	// from two, and is never shown: what a screen shows comes in the view.
	Now func() time.Time
}

// Key is a key that went down.
type Key struct {
	// Scan is the keyboard's own number of the key, the same under every
	// layout.
	Scan int
	// At is when the window handed it over.
	At time.Time
	// Chord tells that Control, Alt or Super is held.
	Chord bool
}

// DemoBadge is a badge on the demo's strip.
type DemoBadge struct {
	// Name is whose badge it is.
	Name string
	// Hint is a few words on what it will show.
	Hint attendance.Text
	// Scan is called on the toolkit's thread and must return at once.
	Scan func()
}

// Door is the screens of one door.
type Door struct {
	options  Options
	words    *catalogue
	gate     *gate
	drawings drawings
	root     *fyne.Container
	ground   *canvas.Rectangle
	size     fyne.Size

	view  flow.View
	shown bool
	now   page // the page on the glass
	pages map[flow.Screen]page
	err   error
}

// page is one screen. Its parts are made once; draw fills and places them.
type page interface {
	content() *fyne.Container
	draw(v flow.View, w words, f frame)
	// leave forgets what belongs to one visit.
	leave()
}

// New builds all screens, with Home up and nothing on it. There must be a
// current app (fyne.CurrentApp), with [Theme] set, before it is called.
func New(o Options) *Door {
	if o.Now == nil {
		o.Now = time.Now
	}
	d := &Door{options: o, ground: canvas.NewRectangle(paper), drawings: make(drawings)}
	d.gate = &gate{now: o.Now, touched: o.Controls.Touched}
	d.words, d.err = newCatalogue()
	k := &kit{Controls: o.Controls, from: d.drawings, gate: d.gate, words: d.words}
	quiet := newQuiet(k)
	d.pages = map[flow.Screen]page{
		flow.Home:         newHome(k, o.Badges),
		flow.Family:       newFamily(k),
		flow.Collector:    newCollector(k),
		flow.Done:         newDone(k),
		flow.Absence:      newAbsence(k),
		flow.NotePhrases:  newNote(k),
		flow.Writing:      newWriting(k),
		flow.NotOurs:      quiet,
		flow.Revoked:      quiet,
		flow.StaffComing:  quiet,
		flow.NotSaved:     quiet,
		flow.PINPad:       newPINPad(k),
		flow.Board:        newBoard(k),
		flow.Children:     newChildren(k),
		flow.Child:        newChild(k),
		flow.Correct:      newCorrect(k),
		flow.Evening:      newEvening(k),
		flow.Notes:        newNotes(k),
		flow.ReleaseCheck: newRelease(k),

		flow.RollCallStart:  newRollCallStart(k),
		flow.RollCall:       newRollCall(k),
		flow.RollCallClose:  newRollCallClose(k),
		flow.RollCallReport: newRollCall(k),
		flow.RollCalls:      newRollCalls(k),
	}
	d.root = &fyne.Container{Layout: fill{d}, Objects: []fyne.CanvasObject{d.ground}}
	for _, s := range flow.Screens() {
		p := d.pages[s]
		if s != flow.NotOurs && p == page(quiet) {
			continue
		}
		p.content().Hide()
		d.root.Objects = append(d.root.Objects, p.content())
	}
	return d
}

// kit is what every page is made with.
type kit struct {
	flow.Controls
	from  drawings
	gate  *gate
	words *catalogue
}

func (k *kit) icon() icon      { return newIcon(k.from) }
func (k *kit) button() *button { return newButton(k.from, k.gate) }
func (k *kit) tile() *tile     { return newTile(k.gate) }
func (k *kit) buttons(n int) (bs []*button) {
	for range n {
		bs = append(bs, k.button())
	}
	return bs
}

// Content is what stands in the window. It has no margin of its own: turn the
// window's padding off, as Attach does.
func (d *Door) Content() fyne.CanvasObject { return d.root }

// Show draws a view. It may be called from any goroutine but the toolkit's
// own, and returns without waiting until it is drawn. Within 300 ms after a
// change of screen taps are not taken, because they were meant for the screen
// before.
func (d *Door) Show(v flow.View) { onScreen(func() { d.show(v) }) }

// onScreen is the one way onto the toolkit's thread.
func onScreen(do func()) { fyne.Do(do) }

func (d *Door) show(v flow.View) {
	next, ok := d.pages[v.Screen]
	if !ok {
		next = d.pages[flow.Home]
	}
	if d.now != nil && (d.now != next || d.view.Screen != v.Screen) {
		d.now.leave()
		d.gate.changed = d.options.Now()
	}
	d.view, d.shown = v, true
	d.draw(next)
	if d.now != next {
		if d.now != nil {
			show(d.now.content(), false)
		}
		show(next.content(), true)
		d.now = next
	}
}

func (d *Door) draw(p page) {
	if d.size.IsZero() || !d.shown {
		return
	}
	p.content().Resize(d.size)
	p.draw(d.view, d.words.in(d.view.Language), frameOf(d.size))
}

// Attach puts the door into a window: its content, full screen if asked, and
// the keyboard at the level of the window, where it needs no focus.
func (d *Door) Attach(w fyne.Window, fullScreen bool) {
	w.SetPadded(false)
	w.SetContent(d.root)
	w.SetFullScreen(fullScreen)
	if d.options.KeyDown == nil {
		return
	}
	// Only the desktop's canvas knows keys as they go down; a canvas in a test
	// does not.
	if keys, ok := w.Canvas().(desktop.Canvas); ok {
		keys.SetOnKeyDown(d.keyDown)
	}
}

func (d *Door) keyDown(e *fyne.KeyEvent) {
	d.options.KeyDown(Key{Scan: e.Physical.ScanCode, At: d.options.Now(), Chord: chord(modifiers())})
}

// chord tells whether a key pressed with these held is a command, not a letter.
func chord(held fyne.KeyModifier) bool {
	return held&(fyne.KeyModifierControl|fyne.KeyModifierAlt|fyne.KeyModifierSuper) != 0
}

// modifiers are the keys held now, as far as the driver knows.
func modifiers() fyne.KeyModifier {
	if app := fyne.CurrentApp(); app != nil {
		if d, ok := app.Driver().(desktop.Driver); ok {
			return d.CurrentKeyModifiers()
		}
	}
	return 0
}

// fill gives the whole window to the ground and to the page that is up.
type fill struct{ d *Door }

// MinSize implements [fyne.Layout]: any window will do.
func (fill) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(320, 240) }

// Layout implements [fyne.Layout].
func (l fill) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	l.d.ground.Resize(size)
	if size == l.d.size {
		return
	}
	l.d.size = size
	if l.d.now != nil {
		l.d.draw(l.d.now)
	}
}
