package attendance

import "slices"

// Message is a notice from staff to a guardian, shown when they next show their
// code and never before. It is for Person, or for every guardian of Child; at
// most 140 characters in each language go onto the screen.
type Message struct {
	// ID names it in the event that says that it was read.
	ID     EventID  `json:"id"`
	Person PersonID `json:"person,omitempty"`
	Child  ChildID  `json:"child,omitempty"`
	Text   Text     `json:"text"`
	From   Date     `json:"from,omitzero"`
	Until  Date     `json:"until,omitzero"`
}

// Unread lists the messages to a person that are shown on this day and that they
// have not read yet, in the directory's order.
func (d *Day) Unread(person PersonID) []Message {
	var unread []Message
	for _, m := range d.index.dir.Messages {
		switch {
		case m.ID == "" || !d.date.Within(m.From, m.Until):
		case m.Person != person && (m.Person != "" || m.Child == ""):
		case m.Child != "" && d.index.RightTo(person, m.Child, d.date) != Guardian:
		case d.HasRead(person, m.ID):
		default:
			unread = append(unread, m)
		}
	}
	return slices.Clip(unread)
}

// ReadMessage is the event that says that somebody has read a message.
func ReadMessage(m Message, by By) Draft {
	return Draft{Kind: NoticeRead, Child: m.Child, By: by, About: m.ID}
}
