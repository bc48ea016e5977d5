package flow

import (
	"errors"

	"tambur/kiosk/attendance"
)

// MessageControls answer what staff have written to a guardian.
type MessageControls interface {
	// ReadMessage says on Family that the person has read a message.
	ReadMessage(attendance.EventID)
}

// ReadMessage implements [MessageControls]. What can't be saved is shown again.
func (d *Door) ReadMessage(id attendance.EventID) {
	d.do(func() {
		if d.screen != Family {
			return
		}
		d.touched()
		v := d.family.visit
		var read []attendance.Draft
		d.look(func(_ *attendance.Index, day *attendance.Day) {
			for _, m := range day.Unread(v.by.Person) {
				if m.ID == id {
					read = append(read, attendance.ReadMessage(m, v.by))
				}
			}
		})
		if len(read) == 0 {
			return
		}
		_, err := d.o.Desk.take(v, nil, read[:1], false)
		switch {
		case errors.Is(err, ErrChanged):
			d.arriveAgain(v)
		case err != nil:
			d.fault(err)
			d.chime(SoundAttention)
		}
	})
}
