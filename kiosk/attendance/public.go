package attendance

// PublicName is what a public screen may call a child: its given name, or
// nothing. A public screen is one that somebody may read who has shown no code:
// the waiting families on Home, what is left on the screen after a hand-over, a
// list on the wall. Where it is nothing the screen shows the group's symbol and
// the time, as it does for everybody.
//
// A child whose register is marked has no name there, and neither has one whose
// family asked for that, nor any child of a unit that shows no names at its door.
// So the absence of a name is nothing but a family's choice to whoever sees it,
// and tells of no marking; a screen must treat the three alike in everything
// else too.
func (x *Index) PublicName(id ChildID) (name string, may bool) {
	c, ok := x.children[id]
	if !ok || x.dir.Unit.NoNamesAtDoor || c.NoNameAtDoor || c.Marking.Protects() {
		return "", false
	}
	return c.GivenName, true
}
