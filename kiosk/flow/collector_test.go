package flow

import (
	"slices"
	"testing"

	"tambur/kiosk/attendance"
)

// asksWhoCollects opens the question and tells whom it offers.
func (r *rig) asksWhoCollects() (offered []attendance.PersonID) {
	r.t.Helper()
	r.OpenCollector()
	r.read()
	for _, p := range r.on(Collector).Collector.People {
		offered = append(offered, p.ID)
	}
	return offered
}

// collector is who was recorded last to collect a child.
func (r *rig) collector(child attendance.ChildID) (who attendance.PersonID) {
	r.t.Helper()
	if err := r.desk.Look(func(_ *attendance.Index, day *attendance.Day) { who = day.Child(child).Collector }); err != nil {
		r.t.Error(err)
	}
	return who
}

func TestAGuardianSaysWhoCollects(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.show(mother)
		if v := r.on(Family).Family; !v.CanPlanCollector || v.Collector != "" || v.CollectorSaid {
			t.Errorf("got %+v", v)
		}
		r.Toggle(bo)
		// Of Alma alone grandpa is a collector; those blocked from her aren't offered.
		if got := r.asksWhoCollects(); !slices.Equal(got, []attendance.PersonID{mother, grandpa}) {
			t.Errorf("offered %v", got)
		}
		r.ChooseCollector(grandpa)
		r.read()
		if v := r.on(Family).Family; v.Collector != "Gustav" || !v.CollectorSaid {
			t.Errorf("got %+v", v)
		}
		r.recorded()
		r.confirm()
		if s := r.on(Done).Done.Steps; len(s) != 1 || s[0].Collector != "Gustav" || s[0].Action != attendance.Announce {
			t.Errorf("got %+v", s)
		}
		r.recorded("announced c-1", "collector-planned c-1")
		if r.journal.commits != 1 || r.collector(alma) != grandpa {
			t.Errorf("%d commits, %s collects", r.journal.commits, r.collector(alma))
		}
		r.home()
		r.show(teacher)
		for _, c := range r.view().Board.Children {
			if want := map[attendance.ChildID]string{alma: "Gustav"}[c.ID]; c.Collector != want {
				t.Errorf("%s is collected by %q", c.Name, c.Collector)
			}
		}
	})
}

func TestWhoCollectsIsForAllChosenChildren(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.show(mother)
		if got := r.asksWhoCollects(); !slices.Equal(got, []attendance.PersonID{mother}) { // grandpa may not fetch Bo
			t.Errorf("offered %v", got)
		}
		r.ChooseCollector(grandpa)
		r.on(Collector) // and is not heeded
		r.ChooseCollector(mother)
		r.read()
		r.confirm()
		r.recorded("announced c-1", "announced c-2", "collector-planned c-1", "collector-planned c-2")
		r.Undo()
		r.read()
		if r.collector(alma) != "" || r.collector(bo) != "" {
			t.Error("it was taken back, and somebody is still said to collect")
		}
	})
}

func TestSomeoneElseCollects(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.show(mother)
		r.Toggle(bo)
		r.asksWhoCollects()
		r.ChooseCollector(grandpa)
		r.read()
		r.confirm()
		r.home()
		r.show(mother) // announced, not yet received: there is nothing else to do
		r.Toggle(bo)
		r.asksWhoCollects()
		if v := r.view().Collector; v.Chosen != grandpa {
			t.Errorf("got %+v", v)
		}
		r.ChooseSomeoneElse()
		r.read()
		if v := r.on(Family).Family; !v.SomeoneElse || v.Collector != "" || !v.Children[0].Selected {
			t.Errorf("got %+v", v)
		}
		r.confirm()
		if s := r.on(Done).Done.Steps; len(s) != 1 || !s[0].SomeoneElse || s[0].Action != attendance.Wait {
			t.Errorf("got %+v", s)
		}
		r.recorded("announced c-1", "collector-planned c-1", "collector-planned c-1", "note c-1")
		if r.collector(alma) != "" {
			t.Error("staff would still wait for grandpa")
		}
	})
}

func TestWhoMaySayWhoCollects(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.show(grandpa) // a collector changes no plan
		if v := r.on(Family).Family; v.CanPlanCollector {
			t.Errorf("got %+v", v)
		}
		r.OpenCollector()
		r.read()
		r.on(Family)
		r.happened(attendance.Received, alma, bo)
		r.show(mother) // who fetches now
		if v := r.on(Family).Family; v.CanPlanCollector {
			t.Errorf("got %+v", v)
		}
	})
}

func TestACollectorWhoLosesTheRightMeanwhile(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.show(mother)
		r.Toggle(bo)
		r.asksWhoCollects()
		r.ChooseCollector(grandpa)
		r.read()
		r.direct(func(d *attendance.Directory) { d.Rights[2].Kind = attendance.Blocked })
		r.confirm()
		if v := r.on(Family).Family; v.Collector != "" {
			t.Errorf("%s is still said to collect", v.Collector)
		}
		r.recorded()
		r.confirm()
		r.recorded("announced c-1")
	})
}

func TestTheSameBadgeOnceMoreKeepsWhoCollects(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.show(mother)
		r.asksWhoCollects()
		r.show(mother)
		r.asksWhoCollects()
		r.ChooseCollector(mother)
		r.read()
		r.show(mother)
		if v := r.on(Family).Family; v.Collector != "Mia" {
			t.Errorf("got %+v", v)
		}
		r.recorded()
	})
}
