package badge

import (
	"fmt"
	"image"
	"image/color"

	"github.com/skip2/go-qrcode"
)

// QuietZone is the white border that ISO/IEC 18004 asks for, in modules.
const QuietZone = 4

// Draw gives the code as a QR code at error correction level M with its quiet
// zone, each module being modulePixels wide and high.
func Draw(c Code, modulePixels int) (image.Image, error) {
	qr, err := qrcode.New(c.Text(), qrcode.Medium)
	if err != nil {
		return nil, fmt.Errorf("draw a code: %w", err)
	}
	qr.DisableBorder = true // its border is drawn here, so that its width is ours
	modules := qr.Bitmap()
	side := (len(modules) + 2*QuietZone) * modulePixels
	picture := image.NewPaletted(image.Rect(0, 0, side, side), color.Palette{color.White, color.Black})
	for y := range side {
		for x := range side {
			row, column := y/modulePixels-QuietZone, x/modulePixels-QuietZone
			if row >= 0 && row < len(modules) && column >= 0 && column < len(modules) && modules[row][column] {
				picture.SetColorIndex(x, y, 1)
			}
		}
	}
	return picture, nil
}
