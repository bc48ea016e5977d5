package screen

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"

	"tambur/kiosk/attendance"
	"tambur/kiosk/flow"
)

// sizes are the windows that every screen must go into.
var sizes = []fyne.Size{{Width: 1280, Height: 800}, {Width: 1024, Height: 600}, {Width: 800, Height: 1280}, {Width: 1920, Height: 1080}}

// glass is a door on a canvas in memory, with a clock and hands of its own.
type glass struct {
	*Door
	canvas interface {
		fyne.Canvas
		Resize(fyne.Size)
	}
	calls []string
	touch int
	now   time.Time
}

func newGlass(t *testing.T, badges []DemoBadge) *glass {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(Theme())
	g := &glass{now: sampleNow}
	g.Door = New(Options{Controls: g, Badges: badges, Now: func() time.Time { return g.now }})
	if g.err != nil {
		t.Fatal(g.err)
	}
	c := software.NewCanvas()
	c.SetPadded(false)
	c.SetContent(g.root)
	g.canvas = c
	g.canvas.Resize(sizes[0])
	return g
}

// see shows a view and lets the time pass in which taps are not taken.
func (g *glass) see(v flow.View) {
	g.Show(v)
	g.now = g.now.Add(time.Second)
}

func (g *glass) picture(t *testing.T, v flow.View) image.Image {
	t.Helper()
	g.see(v)
	return g.canvas.Capture()
}

func (g *glass) call(format string, a ...any) { g.calls = append(g.calls, fmt.Sprintf(format, a...)) }

// made gives what has been called since it was last asked.
func (g *glass) made() []string {
	calls := g.calls
	g.calls = nil
	return calls
}

func (g *glass) Scanned(text string)             { g.call("Scanned %s", text) }
func (g *glass) Leave()                          { g.call("Leave") }
func (g *glass) Touched()                        { g.touch++ }
func (g *glass) Language(tag string)             { g.call("Language %s", tag) }
func (g *glass) Toggle(c attendance.ChildID)     { g.call("Toggle %s", c) }
func (g *glass) AskForPIN()                      { g.call("AskForPIN") }
func (g *glass) Confirm()                        { g.call("Confirm") }
func (g *glass) Undo()                           { g.call("Undo") }
func (g *glass) OpenStaff()                      { g.call("OpenStaff") }
func (g *glass) Digit(n int)                     { g.call("Digit %d", n) }
func (g *glass) Erase()                          { g.call("Erase") }
func (g *glass) Enter()                          { g.call("Enter") }
func (g *glass) ShowGroup(id attendance.GroupID) { g.call("ShowGroup %s", id) }
func (g *glass) Take(c attendance.ChildID)       { g.call("Take %s", c) }

func (g *glass) OpenRollCall()                        { g.call("OpenRollCall") }
func (g *glass) BeginRollCall(reason string)          { g.call("BeginRollCall %s", reason) }
func (g *glass) ShowCalled(id attendance.GroupID)     { g.call("ShowCalled %s", id) }
func (g *glass) MarkSafe(c attendance.ChildID)        { g.call("MarkSafe %s", c) }
func (g *glass) MarkGroupSafe(id attendance.GroupID)  { g.call("MarkGroupSafe %s", id) }
func (g *glass) EndRollCall()                         { g.call("EndRollCall") }
func (g *glass) CloseRollCall(id attendance.PersonID) { g.call("CloseRollCall %s", id) }
func (g *glass) ExportRollCall()                      { g.call("ExportRollCall") }
func (g *glass) OpenRollCalls()                       { g.call("OpenRollCalls") }
func (g *glass) CountGroup(id attendance.GroupID)     { g.call("CountGroup %s", id) }
func (g *glass) CountAgain()                          { g.call("CountAgain") }
func (g *glass) ShowRollCall(id attendance.EventID)   { g.call("ShowRollCall %s", id) }
func (g *glass) ChoosePerson(p attendance.PersonID)   { g.call("ChoosePerson %s", p) }
func (g *glass) MovePickup(c attendance.ChildID, minutes int) {
	g.call("MovePickup %s %d", c, minutes)
}

func (g *glass) OpenChildren()                        { g.call("OpenChildren") }
func (g *glass) ShowOnly(v flow.Filter)               { g.call("ShowOnly %s", v) }
func (g *glass) SortBy(v flow.Order)                  { g.call("SortBy %s", v) }
func (g *glass) WholeUnit(v bool)                     { g.call("WholeUnit %t", v) }
func (g *glass) NameLetter(v string)                  { g.call("NameLetter %s", v) }
func (g *glass) EraseNameLetter()                     { g.call("EraseNameLetter") }
func (g *glass) ClearName()                           { g.call("ClearName") }
func (g *glass) OpenChild(v attendance.ChildID)       { g.call("OpenChild %s", v) }
func (g *glass) StepBack()                            { g.call("StepBack") }
func (g *glass) CorrectEntry(v attendance.EventID)    { g.call("CorrectEntry %s", v) }
func (g *glass) TellForgotten(v attendance.Kind)      { g.call("TellForgotten %s", v) }
func (g *glass) MoveToGroup(v attendance.GroupID)     { g.call("MoveToGroup %s", v) }
func (g *glass) ReportAway()                          { g.call("ReportAway") }
func (g *glass) WithdrawAway()                        { g.call("WithdrawAway") }
func (g *glass) Because(v string)                     { g.call("Because %s", v) }
func (g *glass) MoveTime(v int)                       { g.call("MoveTime %d", v) }
func (g *glass) SaveCorrection()                      { g.call("SaveCorrection") }
func (g *glass) OpenEvening()                         { g.call("OpenEvening") }
func (g *glass) ToggleHome(v attendance.ChildID)      { g.call("ToggleHome %s", v) }
func (g *glass) MoveHome(c attendance.ChildID, n int) { g.call("MoveHome %s %d", c, n) }
func (g *glass) EveryoneHome()                        { g.call("EveryoneHome") }

// seen is an object on the glass and where it is.
type seen struct {
	fyne.CanvasObject
	at      box
	parents []box
}

// objects lists what is visible, in the order in which it is painted.
func (g *glass) objects() []seen {
	var all []seen
	var walk func(o fyne.CanvasObject, x, y float32, parents []box)
	walk = func(o fyne.CanvasObject, x, y float32, parents []box) {
		if !o.Visible() {
			return
		}
		at := box{x + o.Position().X, y + o.Position().Y, o.Size().Width, o.Size().Height}
		all = append(all, seen{o, at, parents})
		if c, ok := o.(*fyne.Container); ok {
			parents = append(parents[:len(parents):len(parents)], at)
			for _, child := range c.Objects {
				walk(child, at.x, at.y, parents)
			}
		}
	}
	walk(g.root, 0, 0, nil)
	return all
}

// tiles are what can be tapped now.
func (g *glass) tiles() []*surface {
	var all []*surface
	for _, o := range g.objects() {
		if t, ok := o.CanvasObject.(*tile); ok && t.tap != nil {
			all = append(all, &surface{t, o.at})
		}
	}
	return all
}

// surface is a tile and where it is.
type surface struct {
	*tile
	at box
}

func (g *glass) tile(t *testing.T, key string) *surface {
	t.Helper()
	for _, s := range g.tiles() {
		if s.key == key {
			return s
		}
	}
	t.Fatalf("nothing to tap is called %q on %s", key, g.view.Screen)
	return nil
}

// inkOf is where the letters of a text stand: the line without the room above
// small letters and below the base line.
func inkOf(o seen, t *canvas.Text) box {
	size := fyne.MeasureText(t.Text, t.TextSize, t.TextStyle)
	b := box{o.at.x, o.at.y + (o.at.h-size.Height)/2, size.Width, size.Height}
	switch t.Alignment {
	case fyne.TextAlignCenter:
		b.x += (o.at.w - size.Width) / 2
	case fyne.TextAlignTrailing:
		b.x += o.at.w - size.Width
	}
	return b.inset(0, size.Height*0.14)
}

func (b box) holds(other box, slack float32) bool {
	return other.x >= b.x-slack && other.y >= b.y-slack && other.x+other.w <= b.x+b.w+slack && other.y+other.h <= b.y+b.h+slack
}

func (b box) meets(other box) bool {
	const touching = 0.5
	return b.x+b.w > other.x+touching && other.x+other.w > b.x+touching && b.y+b.h > other.y+touching && other.y+other.h > b.y+touching
}

// groundOf is the colour that the middle of a place was painted with last.
func groundOf(painted []seen, place box) color.NRGBA {
	x, y := place.x+place.w/2, place.y+place.h/2
	ground := paper
	for _, o := range painted {
		if x < o.at.x || x > o.at.x+o.at.w || y < o.at.y || y > o.at.y+o.at.h {
			continue
		}
		if r, ok := o.CanvasObject.(*canvas.Rectangle); ok {
			if c, ok := r.FillColor.(color.NRGBA); ok && c.A == 0xFF {
				ground = c
			}
		}
	}
	return ground
}

// contrast is WCAG 2.2's contrast ratio.
func contrast(a, b color.NRGBA) float64 {
	light, dark := luminance(a), luminance(b)
	if light < dark {
		light, dark = dark, light
	}
	return (light + 0.05) / (dark + 0.05)
}

// luminance is WCAG 2.2's relative luminance.
func luminance(c color.NRGBA) float64 {
	part := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*part(c.R) + 0.7152*part(c.G) + 0.0722*part(c.B)
}
