// Package flow is what the door does next: a state machine without widgets.
//
// A [Desk] answers a code and records the steps that follow; it is all that a
// door without a screen needs. A [Door] puts screens round a desk: it takes
// scans, taps and the passing of time in, and gives a [View] out, a value that
// says everything a screen shows and nothing about how it looks.
//
// The package promises that a view of [Done] is shown only after the journal
// has committed, and that no screen is a dead end: each goes back to [Home] by
// itself. It knows no toolkit, database or network; what it needs of them it
// declares as small interfaces.
package flow
