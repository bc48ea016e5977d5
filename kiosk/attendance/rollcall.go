package attendance

import (
	"slices"
	"time"
)

// RollCall is a count of the children who are here: an evacuation or a drill of
// one, or an outing.
type RollCall struct {
	// ID is the event that began it, Reason one of [Drill], [Real] and [Outing].
	ID     EventID
	Reason string
	// Group is whose children are called; empty for the whole unit.
	Group GroupID
	// Began is when, and the moment as of which the list was made; BegunBy by whom.
	Began   time.Time
	BegunBy By
	// Closed and ClosedBy tell when and by whom it was closed; zero while it is open.
	Closed   time.Time
	ClosedBy By
	// List is who must be accounted for, by name. It grows with who comes late.
	List []Called
	// Left are those who were on the list and were handed over to their family
	// meanwhile, without having been marked.
	Left []Called
}

// Open tells whether the roll call has not been closed.
func (r RollCall) Open() bool { return r.Closed.IsZero() }

// Missing lists who has not been marked safe.
func (r RollCall) Missing() []Called {
	var missing []Called
	for _, c := range r.List {
		if !c.Safe {
			missing = append(missing, c)
		}
	}
	return missing
}

// Called is a child of a roll call.
type Called struct {
	Child ChildID
	// Group is the group the child is with today.
	Group GroupID
	// Late tells that the child came after the roll call had begun, Unlisted that
	// it was marked though nobody had registered it as here.
	Late, Unlisted bool
	// Safe tells that somebody has seen the child, SafeAt and SafeBy who and when
	// first.
	Safe   bool
	SafeAt time.Time
	SafeBy By
}

// RollCalls lists the day's roll calls in the order in which they began. Like
// the day they are a pure fold: marks that several tablets have made come
// together, whatever order they arrive in.
//
// On a list stand those of the group, or of the unit, who were here or at the
// door when it began, those who came until it was closed, and those who were
// marked. Who is handed over to their family meanwhile leaves it, unless they
// were marked.
func (d *Day) RollCalls() []RollCall {
	calls := d.RollCallsBegun()
	for i := range calls {
		d.call(&calls[i])
	}
	return calls
}

// RollCall looks one up by the event that began it.
func (d *Day) RollCall(id EventID) (RollCall, bool) {
	for _, call := range d.RollCallsBegun() {
		if call.ID == id {
			d.call(&call)
			return call, true
		}
	}
	return RollCall{}, false
}

// RollCallsBegun lists the day's roll calls without their children, which is all
// that it takes to know whether one is open.
func (d *Day) RollCallsBegun() []RollCall {
	var calls []RollCall
	events := Standing(d.Events(""))
	for _, e := range events {
		if e.Kind != RollCallBegun || !d.on(e.At) {
			continue
		}
		call := RollCall{ID: e.ID, Reason: e.Reason, Group: e.Group, Began: e.At, BegunBy: e.By}
		for _, c := range events {
			if c.Kind == RollCallClosed && c.About == e.ID {
				call.Closed, call.ClosedBy = c.At, c.By
				break
			}
		}
		calls = append(calls, call)
	}
	slices.SortStableFunc(calls, func(a, b RollCall) int { return a.Began.Compare(b.Began) })
	return calls
}

// call fills the list.
func (d *Day) call(r *RollCall) {
	for _, child := range d.index.sorted {
		group := d.GroupOf(child.ID)
		c := Called{Child: child.ID, Group: group}
		for _, e := range Standing(d.Events(child.ID)) {
			if e.Kind == MarkedSafe && e.About == r.ID && !c.Safe {
				c.Safe, c.SafeAt, c.SafeBy = true, e.At, e.By
			}
		}
		before := d.fold(child.ID, r.Began).Here()
		now := d.fold(child.ID, r.Closed) // while it is open, of everything
		came := before || now.Here() || d.cameDuring(child.ID, r)
		ours := r.Group == "" || r.Group == group
		switch {
		case c.Safe:
			c.Late, c.Unlisted = came && !before, !came || !ours
			r.List = append(r.List, c)
		case !ours || !came:
		case now.Here():
			c.Late = !before
			r.List = append(r.List, c)
		default:
			c.Late = !before
			r.Left = append(r.Left, c)
		}
	}
}

// cameDuring tells whether the child came, and perhaps went, while the roll call
// was open.
func (d *Day) cameDuring(child ChildID, r *RollCall) bool {
	for _, e := range Standing(d.Events(child)) {
		comes := e.Kind == Announced || e.Kind == Received
		if comes && d.on(e.At) && e.At.After(r.Began) && (r.Open() || !e.At.After(r.Closed)) {
			return true
		}
	}
	return false
}
