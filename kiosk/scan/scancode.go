package scan

import (
	"errors"
	"fmt"
)

// ErrNoScanCodes: the window of this operating system doesn't number its keys
// in a way that is known here.
var ErrNoScanCodes = errors.New("no table of scan codes")

// scanCodes says what each physical key is, by the number the window gives it.
// A physical key keeps its number under every keyboard layout, while the
// character it makes doesn't: on a Swedish layout a US scanner's '-' arrives as
// '+'. Letters' and digits' keys are the same ones on both.
type scanCodes [512]byte

// What a key is, beside the characters 0-9 and A-Z that stand for themselves.
const (
	otherKey   byte = 0    // everything not named here
	shiftKey   byte = 1    // Shift and the locks: no part of any text
	lastKey    byte = '\n' // Enter, keypad Enter, Tab: ends a text
	extended        = 0x100
	x11Offset       = 8
	evdevEnter      = 96 // the keypad's, in Linux's numbering
)

// scanCodesOf gives the table for a value of runtime.GOOS.
//
// On Linux it is X11's keycodes as Xorg, XWayland and Xvfb number them under
// evdev, which is Linux's own number (linux/input-event-codes.h) and 8. On
// Windows it is scan code set 1, with 0x100 added where the keyboard sends the
// prefix E0, as a WM_KEYDOWN message carries it in bits 16 to 24.
func scanCodesOf(goos string) (*scanCodes, error) {
	switch goos {
	case "linux":
		t := mainBlock(x11Offset)
		t[evdevEnter+x11Offset] = lastKey
		return t, nil
	case "windows":
		t := mainBlock(0)
		t[extended|0x1C] = lastKey
		t[extended|0x45] = shiftKey // Num Lock
		t[extended|0x2A] = shiftKey // the shifts that a keyboard pretends to
		t[extended|0x36] = shiftKey // around keys beside the keypad
		return t, nil
	}
	return nil, fmt.Errorf("%w for %s", ErrNoScanCodes, goos)
}

// mainBlock is what Linux's numbers and scan code set 1 have in common, Linux
// having taken its numbers from there.
func mainBlock(offset int) *scanCodes {
	t := new(scanCodes)
	for _, row := range []struct {
		from int
		keys string
	}{
		{2, "1234567890"},
		{16, "QWERTYUIOP"},
		{30, "ASDFGHJKL"},
		{44, "ZXCVBNM"},
		// The keypad. These are digits whether or not Num Lock is on: the
		// arrows beside it have numbers of their own.
		{71, "789"}, {75, "456"}, {79, "1230"},
	} {
		for i := range len(row.keys) {
			t[row.from+i+offset] = row.keys[i]
		}
	}
	for _, tabOrEnter := range []int{15, 28} {
		t[tabOrEnter+offset] = lastKey
	}
	// Left and right Shift, Caps Lock, Num Lock, Scroll Lock.
	for _, shiftOrLock := range []int{42, 54, 58, 69, 70} {
		t[shiftOrLock+offset] = shiftKey
	}
	return t
}

func (t *scanCodes) of(code int) byte {
	if code < 0 || code >= len(t) {
		return otherKey
	}
	return t[code]
}
