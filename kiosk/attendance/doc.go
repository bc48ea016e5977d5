// Package attendance is the domain of the door: who the children and the
// people around them are, what has happened to a child today, and what the
// next step is when somebody shows a code.
//
// The package is made of values and pure functions. It reads no clock, opens
// no file and knows no screen, network or database; it imports the standard
// library only, so that the kiosk, the portal and a test can share one set of
// rules.
//
// Three ideas carry it:
//
//   - A [Directory] is what the portal tells about people, groups, rights and
//     planned times. [NewIndex] makes it searchable.
//   - An [Event] is something that happened. Events are never changed or
//     deleted; a mistake is answered by another event that names it. A [Day]
//     folds them into each child's state, the same whatever order they arrive
//     in, so that two tablets that were apart agree once they have met.
//   - [Index.Decide] answers what the next step is for each child of the
//     person at the door. Nobody is asked "in or out?": the state tells.
//
// The package promises that missing or odd data never blocks a family: such a
// step is taken and flagged. The exceptions are people who may not collect,
// and the rule that a badge alone never releases a child, which [Step.Draft]
// holds.
package attendance
