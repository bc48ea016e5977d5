package screen

import "tambur/kiosk/attendance"

func (g *glass) OpenCollector()                         { g.call("OpenCollector") }
func (g *glass) ChooseCollector(id attendance.PersonID) { g.call("ChooseCollector %s", id) }
func (g *glass) ChooseSomeoneElse()                     { g.call("ChooseSomeoneElse") }
func (g *glass) BackToFamily()                          { g.call("BackToFamily") }
