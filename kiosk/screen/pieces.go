package screen

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// part is a container whose objects are placed by hand. What is built of
// objects embeds one.
type part struct{ *fyne.Container }

// Add appends an object. The toolkit knows a container by its own type only,
// so of a part it is the container that goes in.
func (p part) Add(o fyne.CanvasObject) {
	if of, ok := o.(interface{ container() *fyne.Container }); ok {
		o = of.container()
	}
	p.Container.Add(o)
}

func (p part) container() *fyne.Container { return p.Container }

func group(objects ...fyne.CanvasObject) part {
	p := part{&fyne.Container{}}
	for _, o := range objects {
		p.Add(o)
	}
	return p
}

// show shows or hides an object, and touches it only when that is a change.
func show(o fyne.CanvasObject, on bool) {
	if o.Visible() == on {
		return
	}
	if on {
		o.Show()
	} else {
		o.Hide()
	}
}

// card is a surface with round corners.
type card struct{ *canvas.Rectangle }

func newCard() card { return card{canvas.NewRectangle(white)} }

// none is no colour: an outline without fill, or a fill without outline.
var none = color.NRGBA{}

func (c card) draw(b box, fill, stroke color.NRGBA, width, radius float32) {
	if c.FillColor != fill || c.StrokeColor != stroke || c.StrokeWidth != width || c.CornerRadius != radius {
		c.FillColor, c.StrokeColor, c.StrokeWidth, c.CornerRadius = fill, stroke, width, radius
		c.Refresh()
	}
	b.put(c.Rectangle)
}

// icon is a drawing.
type icon struct {
	*canvas.Image
	from drawings
}

func newIcon(from drawings) icon {
	i := icon{canvas.NewImageFromResource(nil), from}
	i.FillMode = canvas.ImageFillContain
	return i
}

// draw shows a drawing in one colour, with surfaces that show the ground.
func (i icon) draw(b box, name string, line, ground color.NRGBA) {
	i.tinted(b, name, line, ground, ground)
}

func (i icon) tinted(b box, name string, line, surface, tint color.NRGBA) {
	show(i, name != "")
	if name == "" {
		return
	}
	// The place first: a drawing without a size is not rendered.
	if r := i.from.get(name, line, surface, tint); i.Resource != r {
		i.Resource = r
		i.Image.Image = nil
		b.put(i.Image)
		i.Refresh()
		return
	}
	b.put(i.Image)
}

// button is a tile with a drawing and words.
type button struct {
	part
	ground card
	sign   icon
	words  *label
	tile   *tile
}

func newButton(from drawings, gate *gate) *button {
	b := &button{ground: newCard(), sign: newIcon(from), words: newLabel(2, true, fyne.TextAlignLeading), tile: newTile(gate)}
	b.part = group(b.ground.Rectangle, b.sign.Image, b.words, b.tile)
	return b
}

// paint is how a button looks.
type paint struct{ fill, edge, text color.NRGBA }

var (
	primary   = paint{teal, teal, white}
	secondary = paint{white, tealEdge, teal}
	quiet     = paint{white, edge, ink}
	staffly   = paint{plum, plum, white}
	onGreen   = paint{green, white, white}
	off       = paint{faint, edge, soft}
)

// draw shows the button with words of at most size; sign and text may be empty.
func (b *button) draw(at box, p paint, sign, text string, size float32, key string, tap func()) {
	show(b, true)
	at.put(b)
	here := box{0, 0, at.w, at.h}
	stroke := float32(2)
	if p.edge == none {
		stroke = 0
	}
	radius := min(at.h/3.2, at.w/3.2, size*0.9)
	b.ground.draw(here, p.fill, p.edge, stroke, radius)
	ground := p.fill
	if ground == none {
		ground = paper
	}
	inner := here.inset(size*0.5, size*0.15)
	side, gap := size*1.25, size*0.45
	if text == "" {
		gap = 0
	}
	if sign == "" {
		show(b.sign, false)
		b.words.setAlign(fyne.TextAlignCenter)
		b.words.draw(inner, text, size, p.text)
	} else {
		b.words.setAlign(fyne.TextAlignLeading)
		b.drawSigned(inner, p, ground, sign, text, size, side, gap)
	}
	here.put(b.tile)
	b.tile.bind(key, radius, tap)
}

// drawSigned sets a drawing and words beside each other in the middle of b.
func (b *button) drawSigned(inner box, p paint, ground colour, sign, text string, size, side, gap float32) {
	room := max(0, inner.w-side-gap)
	b.words.draw(box{0, inner.y, room, inner.h}, text, size, p.text)
	wide := float32(0)
	if text != "" {
		wide = b.words.width() + 1
	}
	line := inner.middle(side+gap+wide, inner.h)
	b.sign.draw(line.cutLeft(side).middle(side, side), sign, p.text, ground)
	b.words.Move(fyne.NewPos(line.x+gap, inner.y))
}

// turning finds places in a row for as many of n things as fit, at most as many
// as were made, each at least so wide. Where not all fit, a button at the end
// turns to the next ones; first is the first that is shown.
func turning(b box, turn *button, key string, n, made int, least, gap float32, first *int, f frame, again func()) []box {
	fits := func() int { return max(1, min(made, int((b.w+gap)/(least+gap)))) }
	show(turn, n > fits())
	if turn.Visible() {
		row := b.cutRight(f.touch(72))
		b.cutRight(gap)
		turn.draw(row, quiet, "right", "", f.u(26), key, func() {
			if *first += fits(); *first >= n {
				*first = 0
			}
			again()
		})
	}
	if *first >= n {
		*first = 0
	}
	return b.grid(max(1, min(fits(), n)), 1, gap)
}
