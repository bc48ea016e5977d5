//go:build race

package link_test

// With the race detector each seed takes ten times as long, and what it looks for
// doesn't hang on the number of seeds.
const usualSeeds = 40
