package scenario

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"tambur/kiosk/attendance"
	"tambur/kiosk/flow"
)

// sight is what can be seen on one tablet at one moment.
type sight struct {
	step
	index *attendance.Index
	day   *attendance.Day
}

var states = map[string]attendance.State{
	"expected": attendance.Expected, "at the door": attendance.AtDoor, "present": attendance.Present,
	"asked for": attendance.PickupRequested, "gone home": attendance.GoneHome, "away": attendance.Away,
}

// same compares what is with what was expected.
func same(got, want string) error {
	if got != want {
		return fmt.Errorf("it is %q", got)
	}
	return nil
}

func (s sight) child(name string) attendance.ChildDay { return s.day.Child(childID(name)) }

var expectations = []sentence[sight]{
	say(`NAMES (expected|at the door|present|asked for|gone home|away)(?: since TIME)?`, func(s sight, w []string) error {
		for _, name := range list(w[0]) {
			c := s.child(name)
			if c.State != states[w[1]] {
				return fmt.Errorf("%s is %s", name, c.State)
			}
			if since := c.Since.In(s.loc).Format("15:04"); w[2] != "" && since != w[2] {
				return fmt.Errorf("%s is so since %s", name, since)
			}
		}
		return nil
	}),
	say(`NAME (arrived|left) TIME`, func(s sight, w []string) error {
		at := s.child(w[0]).Arrived
		if w[1] == "left" {
			at = s.child(w[0]).Left
		}
		return same(at.In(s.loc).Format("15:04"), w[2])
	}),
	say(`NAME flagged ([a-z, -]+)`, func(s sight, w []string) error {
		var flags []string
		for _, f := range s.child(w[0]).Flags {
			flags = append(flags, string(f))
		}
		return same(strings.Join(flags, ", "), w[1])
	}),
	say(`nothing odd about NAMES`, func(s sight, w []string) error {
		for _, name := range list(w[0]) {
			if f := s.child(name).Flags; len(f) > 0 {
				return fmt.Errorf("%s is flagged %v", name, f)
			}
		}
		return nil
	}),
	say(`the screen offers (.+)`, func(s sight, w []string) error {
		var offers []string
		if s.last.Outcome == attendance.Family {
			for _, o := range s.last.Steps {
				offers = append(offers, fmt.Sprintf("%s %s", o.Child.GivenName, o.Action))
			}
		}
		return same(orNothing(offers), w[0])
	}),
	say(`the board offers (.+)`, func(s sight, w []string) error {
		if s.last.Outcome != attendance.StaffMember {
			return fmt.Errorf("it is for %s", s.last.Outcome)
		}
		var offers []string
		for _, o := range s.last.Steps {
			offers = append(offers, fmt.Sprintf("%s %s", o.Child.GivenName, o.Action))
		}
		return same(orNothing(offers), w[0])
	}),
	say(`a member of staff is coming`, func(s sight, _ []string) error {
		return same(string(s.last.Outcome), string(attendance.StaffNeeded))
	}),
	say(`the badge is revoked`, func(s sight, _ []string) error { return same(string(s.lastReply), string(flow.Withdrawn)) }),
	say(`the badge is not ours`, func(s sight, _ []string) error { return same(string(s.lastReply), string(flow.Foreign)) }),
	say(`staff were told of NAME(?: and somebody (?:who is )?CODE)?`, func(s sight, w []string) error {
		for _, e := range s.day.Events(childID(w[0])) {
			if e.Kind == attendance.StaffCalled && (w[1] == "" || e.Reason == w[1]) {
				return nil
			}
		}
		return errors.New("they were not")
	}),
	say(`still here: (.+)`, func(s sight, w []string) error {
		var here []string
		for _, c := range s.day.StillHere() {
			here = append(here, c.GivenName)
		}
		return same(orNobody(here), w[0])
	}),
	say(`NAME has NUMBER here, NUMBER expected, NUMBER in all`, func(s sight, w []string) error {
		n := s.day.Count(groupID(w[0]))
		return same(fmt.Sprintf("%d here, %d expected, %d in all", n.Present, n.Expected, n.Total),
			fmt.Sprintf("%s here, %s expected, %s in all", w[1], w[2], w[3]))
	}),
	say(`staff at work: (.+)`, func(s sight, w []string) error {
		var here []string
		for _, at := range s.day.StaffHere() {
			here = append(here, at.Person.GivenName)
		}
		return same(orNobody(here), w[0])
	}),
	say(`NAME has (NUMBER children for NUMBER staff(?:, too many)?)`, func(s sight, w []string) error {
		r := s.day.Ratio(groupID(w[0]))
		got := fmt.Sprintf("%d children for %d staff", r.Children, r.Staff)
		if r.Over() {
			got += ", too many"
		}
		return same(got, w[1])
	}),
	say(`on the roll call: (.+)`, func(s sight, w []string) error {
		call, ok := s.lastCall()
		if !ok {
			return errors.New("there is none")
		}
		var all []string
		for _, c := range call.List {
			child, _ := s.index.Child(c.Child)
			entry := child.GivenName
			if c.Late {
				entry += " late"
			}
			if c.Unlisted {
				entry += " unlisted"
			}
			if c.Safe {
				entry += " safe"
			} else {
				entry += " missing"
			}
			all = append(all, entry)
		}
		return same(orNobody(all), w[0])
	}),
	say(`the roll call was closed by NAME`, func(s sight, w []string) error {
		call, ok := s.lastCall()
		if !ok || call.Open() {
			return errors.New("it is open")
		}
		return same(string(call.ClosedBy.Person), string(personID(w[0])))
	}),
	say(`notes: (.+)`, func(s sight, w []string) error {
		var notes []string
		for _, n := range s.day.Notes() {
			child, _ := s.index.Child(n.Child)
			text := string(n.Phrase)
			if n.Words != "" {
				text = fmt.Sprintf("%q", n.Words)
			}
			if n.Seen {
				text += " seen"
			}
			notes = append(notes, child.GivenName+" "+text)
		}
		return same(orNothing(notes), w[0])
	}),
	say(`NAMES planned (TIME-TIME)`, func(s sight, w []string) error {
		for _, name := range list(w[0]) {
			c := s.child(name)
			if got := fmt.Sprintf("%s-%s", c.From, c.Until); !c.Planned || got != w[1] {
				return fmt.Errorf("%s is planned %s, %t", name, got, c.Planned)
			}
		}
		return nil
	}),
	say(`NAMES not planned`, func(s sight, w []string) error {
		for _, name := range list(w[0]) {
			if c := s.child(name); c.Planned {
				return fmt.Errorf("%s is planned %s-%s", name, c.From, c.Until)
			}
		}
		return nil
	}),
	say(`(late|not collected in time|away now): (.+)`, func(s sight, w []string) error {
		var all []string
		for _, c := range s.index.Children() {
			day, now := s.day.Child(c.ID), s.tablet.now()
			if w[0] == "late" && day.LateArrival(now) || w[0] == "not collected in time" && day.LatePickup(now) ||
				w[0] == "away now" && day.AwayAt(attendance.TimeOfDayOf(now.In(s.loc))) {
				all = append(all, c.GivenName)
			}
		}
		return same(orNobody(all), w[1])
	}),
	say(`NAME collects NAME`, func(s sight, w []string) error {
		return same(string(s.child(w[1]).Collector), string(personID(w[0])))
	}),
	say(`NAME is with NAME`, func(s sight, w []string) error {
		return same(string(s.day.GroupOf(childID(w[0]))), string(groupID(w[1])))
	}),
	say(`the day of NAME was (.+)`, func(s sight, w []string) error {
		var told []string
		for _, entry := range s.day.Timeline(childID(w[0])) {
			text := fmt.Sprintf("%s %s", entry.Event.Kind, entry.At.In(s.loc).Format("15:04"))
			if !entry.Stands {
				text += " (not so)"
			}
			told = append(told, text)
		}
		return same(strings.Join(told, ", "), w[1])
	}),
	say(`a public screen calls (NAME) "([^"]*)"`, func(s sight, w []string) error {
		name, _ := s.index.PublicName(childID(w[1]))
		return same(name, w[2])
	}),
	say(`warnings: (.+)`, func(s sight, w []string) error {
		var all []string
		for _, warning := range s.index.Warnings() {
			if text := string(warning.Fault); !slices.Contains(all, text) {
				all = append(all, text)
			}
		}
		return same(orNothing(all), w[0])
	}),
}

func (s sight) lastCall() (attendance.RollCall, bool) {
	calls := s.day.RollCalls()
	if len(calls) == 0 {
		return attendance.RollCall{}, false
	}
	return calls[len(calls)-1], true
}

func orNobody(names []string) string {
	if len(names) == 0 {
		return "nobody"
	}
	return strings.Join(names, ", ")
}

func orNothing(names []string) string {
	if len(names) == 0 {
		return "nothing"
	}
	return strings.Join(names, ", ")
}

// expects compares what is seen on a tablet with what the line says.
func (r *run) expects(text string) error {
	text, tab, err := r.where(text)
	if err != nil {
		return err
	}
	var said error
	if err := tab.Look(func(x *attendance.Index, day *attendance.Day) {
		said = hear(expectations, sight{step{r, tab}, x, day}, text)
	}); err != nil {
		return err
	}
	return said
}
