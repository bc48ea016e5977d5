package pin

import "strings"

// Weak tells whether a PIN is one that anybody would try first: the same digit
// or the same few digits again and again, or digits that run up or down.
func Weak(digits string) bool {
	for n := 1; n <= len(digits)/2; n++ {
		if len(digits)%n == 0 && strings.Repeat(digits[:n], len(digits)/n) == digits {
			return true
		}
	}
	const up, down = "01234567890", "09876543210"
	return strings.Contains(up, digits) || strings.Contains(down, digits)
}
