// Package preschool makes a believable preschool from a seed: groups, children,
// their families and staff, who may collect whom, weekly hours, menus and a
// schedule. It is what the demo, the pictures and the tests run on.
//
// Nobody in it is a real person: given and family names are drawn apart from
// each other from lists of common names.
//
// The package promises that the same [Options] give the same preschool, byte
// for byte, on any machine. Identifiers, codes and keys don't depend on the
// day, so that a card printed yesterday opens the door today; menus and planned
// times hang on the date itself, so that tomorrow's lunch is still the same when
// tomorrow comes.
//
// Everything here follows from the seed, the keys and codes too. It must never
// be used for a door that real children pass.
package preschool
