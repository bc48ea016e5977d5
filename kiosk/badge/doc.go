// Package badge is the codes that people carry: what they look like as text,
// how they are told from everything else a scanner may send, and how they are
// drawn.
//
// A code is 128 random bits behind a prefix, as letters and digits only, with
// a check at the end. Only its keyed hash is ever stored: who steals a
// directory can't print a badge from it. A code says nothing about its holder,
// and a badge alone never releases a child; both are rules of other packages
// that this one makes possible.
//
// The package never stores, logs or prints a code by accident: a [Code] formats
// as its prefix alone, and [Code.Text] is the one way to its text.
package badge
