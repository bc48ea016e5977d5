package screen

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
)

func TestNothingTakesTheKeyboard(t *testing.T) {
	g := newGlass(t, badges())
	w := test.NewTempWindow(t, canvas.NewRectangle(paper))
	g.Attach(w, false)
	var keys []fyne.KeyEvent
	w.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) { keys = append(keys, *e) })
	for _, s := range append(screens(), corners()...) {
		g.see(s.view)
		g.made()
		for _, o := range g.objects() {
			if _, ok := o.CanvasObject.(fyne.Focusable); ok {
				t.Errorf("%s: %T can be focused", s.name, o.CanvasObject)
			}
			if _, ok := o.CanvasObject.(desktop.Keyable); ok {
				t.Errorf("%s: %T takes keys", s.name, o.CanvasObject)
			}
		}
		w.Canvas().FocusNext() // what Tab does
		w.Canvas().FocusPrevious()
		if w.Canvas().Focused() != nil {
			t.Errorf("%s: Tab gives the focus to %T", s.name, w.Canvas().Focused())
		}
		for _, one := range g.tiles() {
			one.touch()
		}
		if w.Canvas().Focused() != nil {
			t.Errorf("%s: a tap gives the focus away", s.name)
		}
	}
}

func TestKeysAreToldWithTheirNumberTimeAndChord(t *testing.T) {
	var keys []Key
	g := newGlass(t, nil)
	g.options.KeyDown = func(k Key) { keys = append(keys, k) }
	for _, code := range []int{30, 28, 15, 57} { // A, Enter, Tab and Space
		g.keyDown(&fyne.KeyEvent{Name: fyne.KeyReturn, Physical: fyne.HardwareKey{ScanCode: code}})
	}
	want := []Key{{Scan: 30, At: g.now}, {Scan: 28, At: g.now}, {Scan: 15, At: g.now}, {Scan: 57, At: g.now}}
	if !slices.Equal(keys, want) {
		t.Errorf("told %v, want %v", keys, want)
	}
	if got := g.made(); len(got) != 0 {
		t.Errorf("keys did %v", got)
	}
}

func TestAChordIsAnyKeyHeldButShift(t *testing.T) {
	for held, want := range map[fyne.KeyModifier]bool{
		0:                       false,
		fyne.KeyModifierShift:   false,
		fyne.KeyModifierControl: true,
		fyne.KeyModifierAlt:     true,
		fyne.KeyModifierSuper:   true,
		fyne.KeyModifierAlt | fyne.KeyModifierShift: true,
	} {
		if chord(held) != want {
			t.Errorf("modifiers %b: %v", held, chord(held))
		}
	}
}
