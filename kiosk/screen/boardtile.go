package screen

import (
	"strings"

	"fyne.io/fyne/v2"

	"tambur/kiosk/attendance"
	"tambur/kiosk/flow"
)

// boardTile is one child on the board; a tap takes its next step.
type boardTile struct {
	part
	ground               card
	name, state, planned *label
	stateSign            icon
	flagSign             icon
	flag                 *label
	nextGround           card
	next                 *label
	note                 icon
	tile                 *tile
}

func newBoardTile(k *kit) *boardTile {
	t := &boardTile{
		ground: newCard(), name: newLabel(2, true, fyne.TextAlignLeading), state: newLabel(1, false, fyne.TextAlignLeading),
		planned: newLabel(1, false, fyne.TextAlignLeading), next: newLabel(1, true, fyne.TextAlignCenter), nextGround: newCard(),
		stateSign: k.icon(), flagSign: k.icon(), flag: newLabel(1, false, fyne.TextAlignLeading), note: k.icon(), tile: k.tile(),
	}
	t.part = group(t.ground.Rectangle, t.name, t.stateSign.Image, t.state, t.flagSign.Image, t.flag, t.planned, t.nextGround.Rectangle, t.next, t.note.Image, t.tile)
	return t
}

// draw shows a child of the group, or with waiting a family of any group who
// waits for staff.
func (t *boardTile) draw(at box, c flow.BoardChild, waiting bool, w words, f frame, k *kit) {
	at.put(t)
	b := box{0, 0, at.w, at.h}
	s := stateSign(c.State)
	t.ground.draw(b.inset(1, 1), s.fill, s.edge, 2, f.u(16))
	b.put(t.tile)
	can := c.Action == attendance.Receive || c.Action == attendance.Release
	var take func()
	if can {
		take = func() { k.Take(c.ID) }
	}
	key := string(c.Action) + "-" + string(c.ID)
	if waiting {
		key = "waiting-" + key
	}
	t.tile.bind(key, f.u(16), take)

	b = b.inset(min(f.u(12), b.w*0.055), f.u(7))
	foot := b.cutBottom(min(f.u(34), b.h*0.34))
	b.cutBottom(f.u(3))
	middle := b.cutBottom(min(f.u(26), b.h*0.45))
	t.drawName(b, at, c, s, f)
	t.drawState(middle, c, waiting, s, w, f)
	t.drawNext(&foot, c, waiting, s, w, f)
	foot.cutRight(f.u(5))
	text := promised(c, w)
	if with := promisedWith(c, w); measure(with, f.u(17), false) <= foot.w {
		text = with
	}
	t.planned.draw(foot, text, f.u(17), ink)
}

// drawName draws the name, and in the corner that there is a note about the child.
func (t *boardTile) drawName(b, at box, c flow.BoardChild, s sign, f frame) {
	show(t.note, c.Notes > 0)
	if c.Notes > 0 {
		side := f.u(26)
		t.note.draw(box{at.w - side - f.u(7), f.u(7), side, side}, "note", amber, s.fill)
		room := b
		room.cutRight(side)
		if t.name.fits(c.Name, f.u(25), room) == t.name.fits(c.Name, f.u(25), b) {
			b = room
		}
	}
	t.name.draw(b, c.Name, f.u(25), ink)
}

// drawState tells where the child is and since when, or what is odd about it.
func (t *boardTile) drawState(b box, c flow.BoardChild, waiting bool, s sign, w words, f frame) {
	side := min(f.u(24), b.h)
	t.stateSign.draw(b.cutLeft(side).middle(side, side), s.icon, s.line, s.fill)
	b.cutLeft(f.u(5))
	flag := ""
	for _, name := range c.Flags {
		if key, ok := flagWords[name]; ok {
			flag = w.say(key)
			break
		}
	}
	show(t.flagSign, flag != "")
	show(t.flag, flag != "")
	if flag != "" {
		show(t.state, false)
		t.flagSign.draw(b.cutLeft(f.u(19)).middle(f.u(19), side), "warning", amber, s.fill)
		b.cutLeft(f.u(4))
		t.flag.draw(b, flag, f.u(16), amber)
		return
	}
	word := w.say(s.word)
	if _, ok := stateSince[c.State]; ok && !c.Since.IsZero() {
		word = w.say("board.since", "State", word, "Time", clock(c.Since))
	}
	if waiting && c.Group != "" {
		word = c.Group
		if !c.Since.IsZero() {
			word = w.say("board.waits", "Group", c.Group, "Time", clock(c.Since))
		}
	}
	if c.Moved { // from another group, for today
		word = "→ " + word
	}
	t.state.draw(b, word, f.u(18), ink)
}

// drawNext draws the next step at the right of the foot.
func (t *boardTile) drawNext(foot *box, c flow.BoardChild, waiting bool, s sign, w words, f frame) {
	can := c.Action == attendance.Receive || c.Action == attendance.Release
	show(t.nextGround, can)
	show(t.next, can)
	if !can {
		return
	}
	text, size := w.say(actionStep(c.Action).staff), f.u(17)
	pill := foot.cutRight(min(measure(text, size, true)+f.u(22), foot.w*0.6))
	line, ground := teal, white
	switch {
	case waiting, c.State == attendance.AtDoor, c.State == attendance.PickupRequested:
		line, ground = white, s.line
	case s.fill == white, s.fill == paper:
		ground = tealSoft
	}
	t.nextGround.draw(pill, ground, none, 0, f.u(10))
	t.next.draw(pill.inset(f.u(5), 0), text, size, line)
}

// promised is the planned time that matters next: when a child is to come, and
// of one who is here until when it stays.
func promised(c flow.BoardChild, w words) string {
	if !c.Planned {
		return ""
	}
	switch c.State {
	case attendance.Expected:
		return w.say("board.comes", "From", c.From.String())
	case attendance.AtDoor, attendance.Present, attendance.PickupRequested:
		return w.say("board.stays", "Until", c.Until.String())
	}
	return ""
}

// promisedWith also tells who will collect, if that was said.
func promisedWith(c flow.BoardChild, w words) string {
	text := promised(c, w)
	switch {
	case c.Collector == "" || c.State == attendance.Expected || c.State == attendance.GoneHome:
		return text
	case text == "":
		return c.Collector
	}
	return w.say("board.stays-with", "Until", c.Until.String(), "Name", c.Collector)
}

// boardLine is a line of words on the board: what the last tap did, or what
// staff should know about the tablet.
type boardLine struct {
	part
	ground card
	sign   icon
	text   *label
}

func newBoardLine(k *kit) *boardLine {
	l := &boardLine{ground: newCard(), sign: k.icon(), text: newLabel(2, true, fyne.TextAlignLeading)}
	l.part = group(l.ground.Rectangle, l.sign.Image, l.text)
	return l
}

func (l *boardLine) draw(at box, drawing, words string, line, fill colour, f frame) {
	show(l, true)
	at.put(l)
	b := box{0, 0, at.w, at.h}
	l.ground.draw(b, fill, none, 0, f.u(18))
	b = b.inset(f.u(16), f.u(2))
	l.sign.draw(b.cutLeft(f.u(30)).middle(f.u(28), f.u(28)), drawing, line, fill)
	b.cutLeft(f.u(12))
	l.text.draw(b, words, f.u(22), ink)
}

var warningWords = map[flow.Warning]string{
	flow.KeyInFile:            "warning.key-in-file",
	flow.SyncRefused:          "warning.sync-refused",
	flow.DirectoryContradicts: "warning.directory-contradicts",
}

func warningText(list []flow.Warning, w words) string {
	var said []string
	for _, name := range list {
		word := string(name)
		if key, ok := warningWords[name]; ok {
			word = w.say(key)
		}
		said = append(said, word)
	}
	return strings.Join(said, " ")
}
