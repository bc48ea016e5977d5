package screen

import (
	"os"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"

	"tambur/assets/icons"
	"tambur/kiosk/attendance"
	"tambur/kiosk/preschool"
)

// sources is the package's own folder.
var sources = os.DirFS(".")

func TestEveryDrawingShowsSomething(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(Theme())
	one := newIcon(make(drawings))
	c := software.NewCanvas()
	c.SetPadded(false)
	c.SetContent(one.Image)
	for _, name := range icons.Names() {
		for _, side := range []float32{26, 96} {
			c.Resize(fyne.NewSize(side, side))
			one.draw(box{0, 0, side, side}, name, ink, paper)
			picture := c.Capture()
			bare := picture.At(0, 0) // no drawing goes into the corner
			drawn := 0
			for y := range picture.Bounds().Dy() {
				for x := range picture.Bounds().Dx() {
					if picture.At(x, y) != bare {
						drawn++
					}
				}
			}
			if share := float64(drawn) / float64(side*side); share < 0.015 || share > 0.9 {
				t.Errorf("%s covers %.0f %% of %v×%v", name, share*100, side, side)
			}
		}
	}
}

func TestEveryDrawingIsUsedAndEveryNameIsDrawn(t *testing.T) {
	used := make(map[string]bool)
	for _, text := range literals(t) {
		used[text] = true
	}
	for _, name := range icons.Names() {
		family, _, _ := strings.Cut(name, "-")
		if !used[name] && family != "activity" && family != "allergen" && family != "group" && family != "phrase" {
			t.Errorf("%s is drawn, but nothing shows it", name)
		}
	}
	for _, a := range attendance.Allergens() {
		if !icons.Has("allergen-" + string(a)) {
			t.Errorf("no drawing of the allergen %s", a)
		}
	}
	for _, p := range attendance.Phrases() {
		if !icons.Has("phrase-" + string(p)) {
			t.Errorf("no drawing of the phrase %s", p)
		}
	}
	for _, s := range preschool.Symbols() {
		if !icons.Has("activity-" + s) {
			t.Errorf("no drawing of the activity %s", s)
		}
	}
	groups, err := preschool.GroupSymbols()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range groups {
		if !icons.Has("group-" + s) {
			t.Errorf("no drawing of the group's symbol %s", s)
		}
	}
	for _, s := range []attendance.State{attendance.Expected, attendance.AtDoor, attendance.Present, attendance.PickupRequested, attendance.GoneHome, attendance.Away} {
		if !icons.Has(stateSign(s).icon) {
			t.Errorf("no drawing of the state %s", s)
		}
	}
	for _, a := range []attendance.Action{attendance.Announce, attendance.Receive, attendance.Request, attendance.Release, attendance.Wait} {
		if !icons.Has(actionStep(a).icon) {
			t.Errorf("no drawing of the action %s", a)
		}
	}
}

func TestANameFromOutsideIsADrawingOrADot(t *testing.T) {
	for name, want := range map[string]string{"owl": "group-owl", "": "group-dot", "unicorn": "group-dot", "../lock": "group-dot", "owl.svg": "group-dot"} {
		if got := symbol("group", name); got != want {
			t.Errorf("%q is drawn as %s", name, got)
		}
	}
	if got := symbol("activity", "unicorn"); got != "dot" {
		t.Errorf("an unknown activity is drawn as %s", got)
	}
}
