// Package scan is where codes come from: a scanner that plays a keyboard, lines
// on standard input, and a fake for tests; a camera fits behind the same
// [Source].
//
// It promises that whatever is scanned, a [Reading]'s text holds nothing but
// 0-9, A-Z and '?', where '?' stands for anything else, and that it is bounded
// in length. It reads characters, not meaning: whether a text is one of our
// codes is for package badge to say.
//
// It never acts on what is scanned, never logs it (a Reading hides its text
// from fmt and log/slog), never looks at a clock of its own, and knows no
// toolkit: whoever has the window hands over its key presses.
package scan
