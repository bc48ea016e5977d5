package screen

import (
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
	nextGround           card
	next                 *label
	tile                 *tile
}

func newBoardTile(k *kit) *boardTile {
	t := &boardTile{
		ground: newCard(), name: newLabel(1, true, fyne.TextAlignLeading), state: newLabel(1, false, fyne.TextAlignLeading),
		planned: newLabel(1, false, fyne.TextAlignLeading), next: newLabel(1, true, fyne.TextAlignCenter), nextGround: newCard(),
		stateSign: k.icon(), flagSign: k.icon(), tile: k.tile(),
	}
	t.part = group(t.ground.Rectangle, t.name, t.stateSign.Image, t.state, t.flagSign.Image, t.planned, t.nextGround.Rectangle, t.next, t.tile)
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

	b = b.inset(f.u(12), f.u(8))
	foot := b.cutBottom(b.h * 0.3)
	head := b.cutTop(b.h * 0.56)
	t.name.draw(head, c.Name, f.u(26), ink)

	side := min(f.u(24), b.h)
	t.stateSign.draw(b.cutLeft(side).middle(side, side), s.icon, s.line, s.fill)
	b.cutLeft(f.u(6))
	word := w.say(s.word)
	if _, ok := stateSince[c.State]; ok && !c.Since.IsZero() {
		word = w.say("board.since", "State", word, "Time", clock(c.Since))
	}
	if waiting && c.Group != "" {
		word = w.say("board.waits", "Group", c.Group, "Time", clock(c.Since))
	}
	t.state.draw(b, word, f.u(17), ink)

	text := ""
	if can {
		text = w.say(actionStep(c.Action).staff)
	}
	show(t.nextGround, can)
	if can {
		size := f.u(17)
		pill := foot.cutRight(min(measure(text, size, true)+f.u(18), foot.w*0.56))
		foot.cutRight(f.u(6))
		fill, ground := teal, white
		if waiting || c.State == attendance.AtDoor || c.State == attendance.PickupRequested {
			fill, ground = white, s.line
		}
		t.nextGround.draw(pill, ground, none, 0, f.u(9))
		t.next.draw(pill.inset(f.u(6), 0), text, size, fill)
	} else {
		t.next.draw(foot, "", f.u(17), ink)
	}

	flag := ""
	for _, name := range c.Flags {
		if key, ok := flagWords[name]; ok {
			flag = w.say(key)
			break
		}
	}
	plan := ""
	if c.Planned {
		plan = w.say("board.planned", "From", c.From.String(), "Until", c.Until.String())
	}
	t.drawFoot(foot, flag, plan, s, f)
}

func (t *boardTile) drawFoot(b box, flag, plan string, s sign, f frame) {
	show(t.flagSign, flag != "")
	if flag == "" {
		t.planned.draw(b, plan, f.u(16), soft)
		return
	}
	side := min(f.u(22), b.h)
	t.flagSign.draw(b.cutLeft(side).middle(side, side), "warning", amber, s.fill)
	b.cutLeft(f.u(5))
	t.planned.draw(b, flag, f.u(15), amber)
}

// boardStrip is the foot of the board: what can be taken back, what failed,
// and what staff should know about the tablet.
type boardStrip struct {
	part
	undoGround, failGround, warnGround card
	undoSign, failSign, warnSign       icon
	undoText, failText, warnText       *label
	undo                               *button
}

func newBoardStrip(k *kit) *boardStrip {
	s := &boardStrip{
		undoGround: newCard(), failGround: newCard(), warnGround: newCard(),
		undoSign: k.icon(), failSign: k.icon(), warnSign: k.icon(), undo: k.button(),
		undoText: newLabel(1, true, fyne.TextAlignLeading), failText: newLabel(2, true, fyne.TextAlignLeading), warnText: newLabel(2, false, fyne.TextAlignLeading),
	}
	s.part = group(s.undoGround.Rectangle, s.undoSign.Image, s.undoText, s.undo, s.failGround.Rectangle, s.failSign.Image, s.failText,
		s.warnGround.Rectangle, s.warnSign.Image, s.warnText)
	return s
}

func (s *boardStrip) height(v flow.BoardView, f frame) (h float32) {
	if v.Undo != nil {
		h += f.touch(72) + f.u(8)
	}
	if v.Failed {
		h += f.u(60) + f.u(8)
	}
	if len(v.Warnings) > 0 {
		h += f.u(48)
	}
	return h
}

var warningWords = map[flow.Warning]string{
	flow.KeyInFile:      "warning.key-in-file",
	flow.SyncRefused:    "warning.sync-refused",
	flow.ClockMovedBack: "warning.clock-moved-back",
}

func (s *boardStrip) draw(at box, v flow.View, w words, f frame, k *kit) {
	at.put(s)
	b := box{0, 0, at.w, at.h}
	on := v.Board.Failed
	for _, o := range []fyne.CanvasObject{s.failGround.Rectangle, s.failSign.Image, s.failText} {
		show(o, on)
	}
	if on {
		bar(b.cutTop(f.u(60)), s.failGround, s.failSign, s.failText, "warning", w.say("board.failed"), amber, amberSoft, f)
		b.cutTop(f.u(8))
	}
	undo := v.Board.Undo
	for _, o := range []fyne.CanvasObject{s.undoGround.Rectangle, s.undoSign.Image, s.undoText, s.undo} {
		show(o, undo != nil)
	}
	if undo != nil {
		row := b.cutTop(f.touch(72))
		b.cutTop(f.u(8))
		button := row.cutRight(max(f.u(230), minTouch*2))
		row.cutRight(f.u(12))
		key := "board.released"
		if comes(undo.Action) {
			key = "board.received"
		}
		bar(row, s.undoGround, s.undoSign, s.undoText, "tick", w.say(key, "Name", undo.Name), teal, tealSoft, f)
		s.undo.draw(button, secondary, "undo", w.say("button.undo"), f.u(26), "undo-"+undo.Name, k.Undo)
	}
	on = len(v.Board.Warnings) > 0
	for _, o := range []fyne.CanvasObject{s.warnGround.Rectangle, s.warnSign.Image, s.warnText} {
		show(o, on)
	}
	if !on {
		return
	}
	text := ""
	for _, name := range v.Board.Warnings {
		word := string(name)
		if key, ok := warningWords[name]; ok {
			word = w.say(key)
		}
		if text != "" {
			text += "   "
		}
		text += word
	}
	bar(b, s.warnGround, s.warnSign, s.warnText, "warning", text, amber, paper, f)
}

// bar draws a line of the strip.
func bar(b box, ground card, sign icon, text *label, drawing, words string, line, fill colour, f frame) {
	ground.draw(b, fill, none, 0, f.u(16))
	b = b.inset(f.u(16), f.u(2))
	sign.draw(b.cutLeft(f.u(30)).middle(f.u(28), f.u(28)), drawing, line, fill)
	b.cutLeft(f.u(12))
	text.draw(b, words, f.u(22), ink)
}
