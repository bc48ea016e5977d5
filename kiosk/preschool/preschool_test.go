package preschool_test

import (
	"errors"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"tambur/kiosk/attendance"
	"tambur/kiosk/badge"
	"tambur/kiosk/pin"
	"tambur/kiosk/preschool"
	"tambur/sync/wire"
)

var (
	tuesday = attendance.Date{Year: 2026, Month: time.March, Day: 10}
	sunday  = attendance.Date{Year: 2026, Month: time.March, Day: 15}
)

func school(t *testing.T, o preschool.Options) preschool.Preschool {
	t.Helper()
	if o.Today.IsZero() {
		o.Today = tuesday
	}
	p, err := preschool.Make(o)
	if err != nil {
		t.Fatalf("seed %d, %d children: %v", o.Seed, o.Children, err)
	}
	return p
}

func index(t *testing.T, p preschool.Preschool) *attendance.Index {
	t.Helper()
	x, err := attendance.NewIndex(p.Directory)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func TestTheSameOptionsMakeTheSamePreschool(t *testing.T) {
	o := preschool.Options{Seed: 7, Children: 80, Today: sunday}
	if !reflect.DeepEqual(school(t, o), school(t, o)) {
		t.Error("made twice, it differs")
	}
	other := o
	other.Seed++
	if reflect.DeepEqual(school(t, o).Directory, school(t, other).Directory) {
		t.Error("another seed makes the same preschool")
	}
}

func TestACardPrintedYesterdayWorksToday(t *testing.T) {
	yesterday := school(t, preschool.Options{Seed: 3, Today: tuesday})
	today := school(t, preschool.Options{Seed: 3, Today: tuesday.AddDays(1)})
	if !reflect.DeepEqual(yesterday.Cards, today.Cards) {
		t.Error("the cards differ")
	}
	a, b := yesterday.Directory, today.Directory
	if a.Version >= b.Version || yesterday.Today.Version >= today.Today.Version {
		t.Error("a later day doesn't replace an earlier one")
	}
	standing := func(rights []attendance.Right) []attendance.Right {
		return slices.DeleteFunc(slices.Clone(rights), func(r attendance.Right) bool { return !r.From.IsZero() })
	}
	if !reflect.DeepEqual([]any{a.Unit, a.Groups, a.Children, a.People, standing(a.Rights), a.Badges, a.Schedules},
		[]any{b.Unit, b.Groups, b.Children, b.People, standing(b.Rights), b.Badges, b.Schedules}) {
		t.Error("people, rights, badges or usual hours hang on the day")
	}
	if got, want := yesterday.Today.On(tuesday.AddDays(1)), today.Today.On(tuesday.AddDays(1)); !reflect.DeepEqual(got, want) {
		t.Error("tomorrow's menu or schedule was another one yesterday")
	}
}

func TestSomebodyMayCollectOnlyTodayAndSomebodyIsTooYoung(t *testing.T) {
	for seed := range uint64(6) {
		p := school(t, preschool.Options{Seed: seed, Today: tuesday})
		x := index(t, p)
		day := attendance.NewDay(x, tuesday)
		at := tuesday.At(attendance.Clock(15, 0), x.Location())
		justToday, young := 0, 0
		for _, person := range p.Directory.People {
			decision := x.Decide(person.ID, day, at)
			tomorrow := x.Decide(person.ID, attendance.NewDay(x, tuesday.AddDays(1)), at.AddDate(0, 0, 1))
			if decision.Outcome == attendance.Family && tomorrow.Outcome == attendance.StaffNeeded {
				justToday++
			}
			if !person.OldEnoughFrom.IsZero() {
				young++
			}
		}
		if justToday != 1 || young != 1 || x.Unit().CollectorAge != preschool.CollectorAge {
			t.Errorf("seed %d: %d may collect just today, %d are too young", seed, justToday, young)
		}
		for _, person := range x.Staff() {
			if len(person.Groups) == 0 {
				t.Errorf("seed %d: staff without a group", seed)
			}
		}
		for _, g := range x.Groups() {
			if g.ChildrenPerStaff == 0 {
				t.Errorf("seed %d: a group without a limit", seed)
			}
		}
	}
}

func TestOptionsThatMakeNoSenseAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		options preschool.Options
		want    error
	}{
		"no day":   {preschool.Options{}, preschool.ErrNoDay},
		"negative": {preschool.Options{Today: tuesday, Children: -1}, preschool.ErrSize},
		"too many": {preschool.Options{Today: tuesday, Children: preschool.MaxChildren + 1}, preschool.ErrSize},
	} {
		if _, err := preschool.Make(c.options); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
	if _, err := preschool.Make(preschool.Options{Today: tuesday, Policy: "anything"}); err == nil {
		t.Error("an unknown policy is accepted")
	}
}

func TestEveryPartOfThePlayIsCast(t *testing.T) {
	for seed := range uint64(6) {
		p := school(t, preschool.Options{Seed: seed})
		dir, x := p.Directory, index(t, p)
		if len(dir.Children) != 54 || len(dir.Groups) != 3 || dir.Unit.Name != "Förskolan Tallbacken" ||
			dir.Unit.Policy != attendance.StaffReceipt {
			t.Fatalf("seed %d: %d children in %d groups of %q", seed, len(dir.Children), len(dir.Groups), dir.Unit.Name)
		}
		perGroup := make(map[attendance.GroupID]int)
		protected := 0
		for _, c := range dir.Children {
			perGroup[c.Group]++
			if c.Marking.Protects() {
				protected++
			}
		}
		for g, n := range perGroup {
			if _, ok := x.Group(g); !ok || n < 16 || n > 20 {
				t.Errorf("seed %d: a group of %d", seed, n)
			}
		}
		guards := make(map[attendance.ChildID]int)
		fetches := make(map[attendance.PersonID][]attendance.RightKind)
		families := make(map[attendance.PersonID]map[string]bool)
		blocked := 0
		for _, r := range dir.Rights {
			child, ok := x.Child(r.Child)
			if _, known := x.Person(r.Person); !ok || !known {
				t.Fatalf("seed %d: a right leads nowhere", seed)
			}
			fetches[r.Person] = append(fetches[r.Person], r.Kind)
			switch r.Kind {
			case attendance.Guardian:
				guards[r.Child]++
			case attendance.Blocked:
				blocked++
			case attendance.Collector:
				if families[r.Person] == nil {
					families[r.Person] = make(map[string]bool)
				}
				families[r.Person][child.FamilyName] = true
			}
		}
		alone, withThree, ofTwo, working, staff := 0, 0, 0, 0, 0
		languages := make(map[string]bool)
		for _, c := range dir.Children {
			switch guards[c.ID] {
			case 0:
				t.Errorf("seed %d: a child without a guardian", seed)
			case 1:
				alone++
			}
		}
		for _, person := range dir.People {
			kinds := fetches[person.ID]
			switch {
			case person.Staff && len(kinds) > 0:
				working++
			case person.Staff:
				staff++
			}
			if slices.Contains(kinds, attendance.Guardian) {
				languages[person.Language] = true
				if len(kinds) == 3 {
					withThree++
				}
			}
			if len(families[person.ID]) > 1 {
				ofTwo++
			}
		}
		revoked := 0
		for _, b := range dir.Badges {
			if b.Revoked {
				revoked++
			}
		}
		for what, n := range map[string]int{
			"guardians with three children": withThree, "children with one guardian": alone,
			"guardians who work here": working, "blocked people": blocked, "revoked badges": revoked,
			"protected children": protected - 1, "languages": len(languages) - 3,
			"absences today": len(dir.Absences) - 1,
		} {
			if n < 1 {
				t.Errorf("seed %d: too few %s", seed, what)
			}
		}
		// Two neighbouring families may bear one name; then it doesn't show.
		if ofTwo == 0 && seed == 0 {
			t.Errorf("seed %d: no collector of two families", seed)
		}
		if blocked != 1 || revoked != 1 || staff < 9 || staff > 12 {
			t.Errorf("seed %d: %d blocked, %d revoked, %d staff", seed, blocked, revoked, staff)
		}
		if !twins(dir) {
			t.Errorf("seed %d: no twins in one group", seed)
		}
	}
}

// twins tells whether two of one guardian's children are in one group.
func twins(dir attendance.Directory) bool {
	group := make(map[attendance.ChildID]attendance.GroupID)
	for _, c := range dir.Children {
		group[c.ID] = c.Group
	}
	type pair struct {
		attendance.PersonID
		attendance.GroupID
	}
	seen := make(map[pair]bool)
	for _, r := range dir.Rights {
		if r.Kind == attendance.Guardian {
			at := pair{r.Person, group[r.Child]}
			if seen[at] {
				return true
			}
			seen[at] = true
		}
	}
	return false
}

func TestAnyNumberOfChildren(t *testing.T) {
	for _, n := range []int{1, 2, 3, 5, 9, 17, 18, 19, 36, 37, 200} {
		p := school(t, preschool.Options{Seed: 11, Children: n, Today: sunday})
		dir := p.Directory
		if len(dir.Children) != n || len(dir.Groups) != (n+17)/18 {
			t.Errorf("%d children: got %d in %d groups", n, len(dir.Children), len(dir.Groups))
		}
		names := make(map[string]bool)
		for _, g := range dir.Groups {
			if names[g.Name] {
				t.Errorf("%d children: two groups are called %s", n, g.Name)
			}
			names[g.Name] = true
		}
		full := make(map[string]bool)
		for _, c := range dir.Children {
			name := c.GivenName + " " + c.FamilyName
			if full[name] {
				t.Errorf("%d children: two of them are called %s", n, name)
			}
			full[name] = true
		}
	}
}

func TestEveryCodeIsItsHoldersOwn(t *testing.T) {
	p := school(t, preschool.Options{Seed: 5, Children: 300})
	x := index(t, p)
	seen := make(map[string]bool)
	for _, card := range p.Cards {
		text := card.Code.Text()
		if seen[text] {
			t.Fatal("two people have one code")
		}
		seen[text] = true
		read, err := badge.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		b, ok := x.Badge(string(p.BadgeKey.Hash(read)))
		if !ok || b.Person != card.Person || b.Revoked != card.Revoked {
			t.Fatalf("a card of a %s leads to somebody else", card.Role)
		}
	}
	if len(seen) != len(p.Directory.Badges) {
		t.Errorf("%d codes for %d badges", len(seen), len(p.Directory.Badges))
	}
}

func TestIdentifiersLookLikeUUIDs(t *testing.T) {
	form := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	dir := school(t, preschool.Options{}).Directory
	seen := make(map[string]bool)
	ids := []string{string(dir.Unit.ID)}
	for _, g := range dir.Groups {
		ids = append(ids, string(g.ID))
	}
	for _, c := range dir.Children {
		ids = append(ids, string(c.ID))
	}
	for _, p := range dir.People {
		ids = append(ids, string(p.ID))
	}
	for _, id := range ids {
		if !form.MatchString(id) || seen[id] {
			t.Errorf("%q is no id of its own", id)
		}
		seen[id] = true
	}
}

func TestThePINsAreWhatTheySay(t *testing.T) {
	p := school(t, preschool.Options{Children: 10})
	checked := make(map[string]bool)
	for _, person := range p.Directory.People {
		if person.PIN == "" || checked[person.PIN] {
			continue
		}
		checked[person.PIN] = true
		digits := p.GuardianPIN
		if person.Staff {
			digits = p.StaffPIN
		}
		if ok, err := pin.Check(person.PIN, p.Pepper, digits); !ok || err != nil {
			t.Errorf("the pin doesn't open: %v", err)
		}
	}
	if len(checked) != 2 {
		t.Errorf("%d kinds of pin, want the staff's and the guardians'", len(checked))
	}
}

func TestTheDoorKnowsWhatEachCardIsFor(t *testing.T) {
	for seed := range uint64(6) {
		p := school(t, preschool.Options{Seed: seed})
		x := index(t, p)
		now := tuesday.At(attendance.Clock(7, 40), x.Location())
		day := attendance.NewDay(x, tuesday)
		want := map[preschool.Role]attendance.Outcome{
			preschool.Guardian: attendance.Family, preschool.Collector: attendance.Family,
			preschool.Blocked: attendance.StaffNeeded, preschool.Staff: attendance.StaffMember,
		}
		met := make(map[preschool.Role]int)
		for _, card := range p.Cards {
			met[card.Role]++
			got := x.Decide(card.Person, day, now)
			if got.Outcome != want[card.Role] {
				t.Errorf("seed %d: a %s's card gives %s", seed, card.Role, got.Outcome)
			}
			if alerts := len(got.Alert) > 0; alerts != (card.Role == preschool.Blocked) {
				t.Errorf("seed %d: a %s's card alerts: %t", seed, card.Role, alerts)
			}
		}
		if len(met) != len(want) {
			t.Errorf("seed %d: some role is missing: %v", seed, met)
		}
	}
}

func TestTheLargestDirectoryFitsInOneMessage(t *testing.T) {
	for _, n := range []int{54, preschool.MaxChildren} {
		p := school(t, preschool.Options{Seed: 1, Children: n, Today: sunday})
		at := time.Date(2026, 3, 15, 6, 0, 0, 0, time.UTC)
		message, err := wire.EncodeDirectory(p.Directory, at)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%d children: %d kB", n, len(message)/1000)
		back, err := wire.DecodeDirectory(message, p.Directory.Unit.ID)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(back, p.Directory) {
			t.Error("the directory changed on its way")
		}
		for _, card := range p.Cards {
			if n < 100 && strings.Contains(string(message), card.Code.Text()) {
				t.Fatal("a code is in the directory in clear")
			}
		}
		message, err = wire.EncodeToday(p.Directory.Unit.ID, p.Today, at)
		if err != nil {
			t.Fatal(err)
		}
		today, err := wire.DecodeToday(message, p.Directory.Unit.ID)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(today, p.Today) {
			t.Error("today changed on its way")
		}
	}
}

func BenchmarkMake(b *testing.B) {
	for b.Loop() {
		if _, err := preschool.Make(preschool.Options{Children: preschool.MaxChildren, Today: tuesday}); err != nil {
			b.Fatal(err)
		}
	}
}
