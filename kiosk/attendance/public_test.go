package attendance

import "testing"

func TestNoNameOnAPublicScreenTellsOfNoMarking(t *testing.T) {
	for _, tc := range []struct {
		name   string
		change func(*Unit, *Child)
		may    bool
	}{
		{"an ordinary child", func(*Unit, *Child) {}, true},
		{"told not to be marked", func(_ *Unit, c *Child) { c.Marking = "Ingen" }, true},
		{"marked", func(_ *Unit, c *Child) { c.Marking = "Sekretessmarkering" }, false},
		{"marked more strictly", func(_ *Unit, c *Child) { c.Marking = "Skyddad folkbokföring" }, false},
		{"marked in a way that nobody knows", func(_ *Unit, c *Child) { c.Marking = "x" }, false},
		{"by the family's wish", func(_ *Unit, c *Child) { c.NoNameAtDoor = true }, false},
		{"a unit without names", func(u *Unit, _ *Child) { u.NoNamesAtDoor = true }, false},
	} {
		dir := smallUnit()
		tc.change(&dir.Unit, &dir.Children[1])
		name, may := indexOf(t, dir).PublicName(bo)
		if may != tc.may || may != (name == "Bo") || !may && name != "" {
			t.Errorf("%s: got %q, %t", tc.name, name, may)
		}
	}
	// Marked or by their family's wish: the answers are the same.
	marked, wished := smallUnit(), smallUnit()
	marked.Children[1].Marking, wished.Children[1].NoNameAtDoor = "Sekretessmarkering", true
	m, w := indexOf(t, marked), indexOf(t, wished)
	for _, child := range m.Children() {
		a, mayA := m.PublicName(child.ID)
		b, mayB := w.PublicName(child.ID)
		if a != b || mayA != mayB {
			t.Errorf("%s: %q and %q", child.ID, a, b)
		}
	}
	if _, may := m.PublicName("nobody"); may {
		t.Error("nobody has a name")
	}
}
