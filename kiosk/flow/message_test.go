package flow

import (
	"testing"
	"time"

	"tambur/kiosk/attendance"
)

func TestAMessageIsShownToWhomItIsForUntilItIsRead(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.direct(func(d *attendance.Directory) {
			d.Messages = []attendance.Message{
				{ID: "m-1", Person: mother, Text: attendance.Text{"sv": "Ta med stövlar"}},
				{ID: "m-2", Child: bo, Text: attendance.Text{"sv": "Bo har tappat en vante"}},
			}
		})
		r.show(grandpa)
		if v := r.on(Family).Family; len(v.Messages) > 0 {
			t.Errorf("grandpa is shown %v", v.Messages)
		}
		r.ReadMessage("m-1")
		r.home()
		r.show(mother)
		if v := r.on(Family).Family; len(v.Messages) != 2 || v.Messages[0].ID != "m-1" {
			t.Errorf("got %v", v.Messages)
		}
		r.recorded()
		r.confirm() // nobody has to read it
		r.recorded("announced c-1", "announced c-2")
		if v := r.on(Done); len(v.Family.Messages) > 0 {
			t.Error("it is shown after the visit")
		}
		r.home()
		r.show(mother)
		r.journal.set(func() { r.journal.fail = errDisk })
		r.ReadMessage("m-2")
		if v := r.on(Family).Family; len(v.Messages) != 2 || len(r.complaints()) == 0 {
			t.Errorf("got %v", v.Messages)
		}
		r.journal.set(func() { r.journal.fail = nil })
		r.ReadMessage("m-2")
		r.ReadMessage("m-2")
		r.ReadMessage("m-9")
		if v := r.on(Family).Family; len(v.Messages) != 1 || v.Messages[0].ID != "m-1" {
			t.Errorf("got %v", v.Messages)
		}
		r.recorded("announced c-1", "announced c-2", "notice-read c-2")
		r.home()
		wait(24 * time.Hour)
		r.show(mother)
		if v := r.on(Family).Family; len(v.Messages) != 1 {
			t.Errorf("on the next day she is shown %v", v.Messages)
		}
	})
}
