// Package screen draws the door: each [flow.View] becomes what stands on the
// tablet, and each tap becomes a call of [flow.Controls].
//
// A screen is a function of a view: state in, callbacks out. The package holds
// no rule of the preschool, starts no goroutine and keeps nothing but what is
// on the glass now, such as which page of a long list is turned up. All widgets
// are built once, by New, and are filled and moved in place from then on,
// because building screens anew lets the toolkit's memory grow.
//
// [Door.Show] may be called from any goroutine; it is the one place where the
// package crosses to the toolkit's thread. Everything else belongs to that
// thread.
//
// Sizes are those of a tablet of 1280×800, scaled to the window; nothing that
// can be tapped is smaller than 64×64. Text is wrapped, then shrunk, before it
// is ever cut. Every state has a shape of its own beside its colour, and the
// green of a recorded step is used for nothing else. Nothing takes the
// keyboard's focus, so that a scanner always reaches [Options.KeyDown].
package screen
