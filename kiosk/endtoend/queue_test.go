package endtoend

import (
	"slices"
	"testing"
	"time"

	"tambur/kiosk/attendance"
	"tambur/kiosk/preschool"
)

// hand is what a person's hand needs from seeing a screen to touching it; a
// quicker touch was meant for the screen before, and is not heeded.
const hand = 350 * time.Millisecond

// TestThirtyFamiliesInAQueue is a quarter to eight: one family after the other
// scans and taps. It reports how many taps and seconds a family takes, of which
// the hand is a part, and holds that every child of each reached the portal.
func TestThirtyFamiliesInAQueue(t *testing.T) {
	const families = 30
	queue, children := queueOf(t, families)
	d := openDoor(t)
	var taps []int
	var took []time.Duration
	for _, card := range queue {
		began, n := time.Now(), 0
		d.scan(card.Code.Text())
		d.sees("the family", familyIsUp)
		for !doneIsUp(d.picture()) {
			<-time.After(hand)
			d.tap(confirm, n%12)
			n++
			if n > 10 {
				t.Fatalf("ten taps and no green screen for family %d", len(taps)+1)
			}
			until(t, "the tap is answered", func() bool { return !familyIsUp(d.picture()) || time.Since(began) > 5*time.Second })
		}
		taps, took = append(taps, n), append(took, time.Since(began))
	}
	slices.Sort(taps)
	slices.Sort(took)
	t.Logf("%d families: median 1 scan and %d taps, at most %d; median %.1f s, at most %.1f s, of which the hand %.2f s",
		families, taps[families/2], taps[families-1], took[families/2].Seconds(), took[families-1].Seconds(), hand.Seconds())
	if taps[families/2] != 1 {
		t.Errorf("a plain drop-off takes %d taps", taps[families/2])
	}
	want := slices.Repeat([]string{"announced"}, children)
	shown := d.pageShows(want...)
	d.close()
	d.agree(shown)
}

// queueOf finds one guardian for each of so many families, and how many children
// they bring.
func queueOf(t *testing.T, families int) ([]preschool.Card, int) {
	t.Helper()
	school, err := preschool.Demo(0, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	x, err := attendance.NewIndex(school.Directory)
	if err != nil {
		t.Fatal(err)
	}
	day, taken := attendance.NewDay(x, school.Date), make(map[attendance.ChildID]bool)
	var queue []preschool.Card
	for _, card := range school.Cards {
		d := x.Decide(card.Person, day, school.Date.At(attendance.Clock(7, 45), x.Location()))
		if card.Role != preschool.Guardian || card.Revoked || d.Outcome != attendance.Family || len(queue) == families {
			continue
		}
		// A family whose child somebody before has brought is not a new one, and who
		// comes with a child that was to stay at home is asked about it first.
		if slices.ContainsFunc(d.Steps, func(s attendance.Step) bool {
			return taken[s.Child.ID] || s.Now.State != attendance.Expected
		}) {
			continue
		}
		for _, s := range d.Steps {
			taken[s.Child.ID] = true
		}
		queue = append(queue, card)
	}
	if len(queue) < families {
		t.Fatalf("the demo preschool has %d families only", len(queue))
	}
	return queue, len(taken)
}
