// Package flow is what the door does next: a state machine without widgets.
//
// A [Desk] answers a code and records the steps that follow; it is all that a
// door without a screen needs. A [Door] puts screens round a desk: it takes
// scans, taps and the passing of time in, and gives a [View] out, a value that
// says everything a screen shows and nothing about how it looks.
//
// The package promises that a view of [Done] is shown only after the journal
// has committed, and that no screen is a dead end: each goes back to [Home] by
// itself. A step is decided anew when it is taken: whoever has lost a right or a
// badge since the screen came up takes none, and nobody takes one that they have
// not been shown. Views tell nothing of a child's security marking, and errors
// hold no name.
//
// It never guesses what a second tap meant: see [Settles] and [TileSettles]. It
// knows no toolkit, database or network; what it needs of them it declares as
// small interfaces.
package flow
