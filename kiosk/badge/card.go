package badge

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"tambur/assets"
)

// A card is as large as a bank card, 85.6 × 54 mm (ISO/IEC 7810, ID-1), in
// pixels at 300 to the inch. A module of 15 pixels makes the code with its quiet
// zone 42 mm wide, which a tablet's camera reads from half a metre away.
const (
	CardWidth    = 1011
	CardHeight   = 638
	cardModule   = 15
	cardMargin   = 56
	cardBand     = 96
	cardNameSize = 64
)

// Holder is what a card says beside its code.
type Holder struct {
	// Unit is the preschool's name, Name the holder's, and Role what they carry
	// the card as, in the preschool's language.
	Unit, Name, Role string
}

// DrawCard draws a card to print: the code, and whose it is. A name too long for
// its place is drawn smaller.
func DrawCard(c Code, h Holder) (image.Image, error) {
	code, err := Draw(c, cardModule)
	if err != nil {
		return nil, err
	}
	teal, ink, soft := color.NRGBA{0x0B, 0x54, 0x5F, 0xFF}, color.NRGBA{0x17, 0x24, 0x2E, 0xFF}, color.NRGBA{0x4C, 0x5A, 0x65, 0xFF}
	card := image.NewRGBA(image.Rect(0, 0, CardWidth, CardHeight))
	draw.Draw(card, card.Bounds(), image.White, image.Point{}, draw.Src)
	draw.Draw(card, image.Rect(0, 0, CardWidth, cardBand), image.NewUniform(teal), image.Point{}, draw.Src)

	side := code.Bounds().Dx()
	// The quiet zone is white on white, so the code's own edge may touch the
	// card's margin.
	at := image.Pt(CardWidth-side-cardMargin/4, cardBand+(CardHeight-cardBand-side)/2)
	draw.Draw(card, code.Bounds().Add(at), code, image.Point{}, draw.Src)

	room := at.X - cardMargin
	for _, line := range []struct {
		text     string
		size     float64
		wide     int
		baseline int
		typeface []byte
		paint    color.Color
	}{
		{h.Unit, 40, CardWidth - 2*cardMargin, 62, assets.FontSemiBold(), color.White},
		{h.Name, cardNameSize, room, 350, assets.FontBold(), ink},
		{h.Role, 36, room, 412, assets.FontRegular(), soft},
	} {
		if err := write(card, line.text, line.size, line.wide, image.Pt(cardMargin, line.baseline), line.typeface, line.paint); err != nil {
			return nil, err
		}
	}
	return card, nil
}

// write puts a line of text on a picture, at size or smaller.
func write(on draw.Image, text string, size float64, wide int, at image.Point, typeface []byte, paint color.Color) error {
	parsed, err := opentype.Parse(typeface)
	if err != nil {
		return fmt.Errorf("read the typeface: %w", err)
	}
	const leastSize = 12
	for {
		face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingNone})
		if err != nil {
			return fmt.Errorf("use the typeface: %w", err)
		}
		pen := font.Drawer{Dst: on, Src: image.NewUniform(paint), Face: face, Dot: fixed.P(at.X, at.Y)}
		fits := pen.MeasureString(text).Ceil() <= wide || size <= leastSize
		if fits {
			pen.DrawString(text)
		}
		if err := face.Close(); err != nil {
			return fmt.Errorf("close the typeface: %w", err)
		}
		if fits {
			return nil
		}
		size *= 0.92
	}
}
