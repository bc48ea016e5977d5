package flow

import (
	"fmt"
	"testing"
	"time"

	"tambur/kiosk/attendance"
	"tambur/kiosk/pin"
	"tambur/kiosk/preschool"
)

// BenchmarkScanToDecision is what lies between a scan and the screen: one code
// to one decision, at the end of a full day, in a unit of the usual size and in
// one far larger than there is.
func BenchmarkScanToDecision(b *testing.B) {
	for _, children := range []int{54, 500} {
		school, err := preschool.Make(preschool.Options{Seed: 1, Children: children, Today: today})
		if err != nil {
			b.Fatal(err)
		}
		loc, err := time.LoadLocation("Europe/Stockholm")
		if err != nil {
			b.Fatal(err)
		}
		now := today.At(attendance.Clock(17, 0), loc)
		moments, err := school.Happened(now)
		if err != nil {
			b.Fatal(err)
		}
		for _, role := range []preschool.Role{preschool.Guardian, preschool.Staff} {
			j, desk := fullDay(b, school, moments, now)
			b.Run(fmt.Sprintf("%d children/%s", children, role), func(b *testing.B) {
				b.ReportMetric(float64(len(j.events)), "events")
				var cards []string
				for _, card := range school.Cards {
					if card.Role == role && !card.Revoked {
						cards = append(cards, card.Code.Text())
					}
				}
				for n := 0; b.Loop(); n++ {
					if reply, _, err := desk.Answer(cards[n%len(cards)]); reply != Known || err != nil {
						b.Fatal(reply, err)
					}
				}
			})
		}
		b.Run(fmt.Sprintf("%d children/first scan after a new directory", children), func(b *testing.B) {
			_, desk := fullDay(b, school, moments, now)
			text := cardOf(b, school, preschool.Staff)
			for b.Loop() {
				b.StopTimer()
				if err := desk.UseDirectory(school.Directory); err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
				if reply, _, err := desk.Answer(text); reply != Known || err != nil {
					b.Fatal(reply, err)
				}
			}
		})
		b.Run(fmt.Sprintf("%d children/the board's view", children), func(b *testing.B) {
			_, desk := fullDay(b, school, moments, now)
			d := NewDoor(Options{Desk: desk, Languages: []string{"sv"}, Now: func() time.Time { return now }})
			d.scanned(cardOf(b, school, preschool.Staff))
			if d.screen == Home { // families wait, so staff are known there first
				d.boardOfHall()
			}
			for b.Loop() {
				if v := d.view(); v.Screen != Board {
					b.Fatal(v.Screen)
				}
			}
		})
	}
}

func fullDay(b *testing.B, school preschool.Preschool, moments []preschool.Moment, now time.Time) (*memory, *Desk) {
	b.Helper()
	j := &memory{attempts: make(map[attendance.PersonID]pin.Throttle)}
	for _, m := range moments {
		j.now = func() time.Time { return m.At }
		if _, err := j.Append(m.Draft); err != nil {
			b.Fatal(err)
		}
	}
	j.now = func() time.Time { return now }
	desk := NewDesk(j, school.BadgeKey, "", j.now)
	if err := desk.UseDirectory(school.Directory); err != nil {
		b.Fatal(err)
	}
	return j, desk
}

func cardOf(b *testing.B, school preschool.Preschool, role preschool.Role) string {
	b.Helper()
	for _, card := range school.Cards {
		if card.Role == role && !card.Revoked {
			return card.Code.Text()
		}
	}
	b.Fatal("nobody has such a card")
	return ""
}
