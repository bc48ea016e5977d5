// Package locale keeps the window's toolkit from complaining about a locale that
// Debian gives everybody who has chosen none. It is imported for that effect.
//
// The toolkit reads the environment while the program's packages are being
// initialised, and writes three lines to standard error when it finds "C.UTF-8",
// which it doesn't take for the plain "C" that it is. Packages are initialised
// in the order of their paths as soon as what they import is (The Go Programming
// Language Specification, "Program initialization"); this one imports so little
// that its turn comes before the toolkit's. The screens' own language is chosen
// elsewhere and doesn't depend on the environment.
package locale

import (
	"os"
	"strings"
)

func init() { // there is no other moment before the toolkit's
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		base, _, encoded := strings.Cut(os.Getenv(name), ".")
		if encoded && (base == "C" || base == "POSIX") {
			// A name with "=" or NUL in it is the only error there is.
			_ = os.Setenv(name, base)
		}
	}
}
