// Package wire is the contract between a kiosk and the portal: what an event
// looks like as bytes, how a run of them travels, what answers it, and on which
// topics.
//
// # Events
//
// An event has a core and, sometimes, a private part. The [Core] holds opaque
// ids only and is chained: each names the SHA-256 of the core before it. The
// private part holds words (a note, a name); the core binds it by its SHA-256,
// so that it can be erased later without breaking the chain. Both are encoded
// once, when the event is committed, and travel as the same bytes for ever:
// a [Record] keeps them, and nobody encodes an event again.
//
// # Messages
//
// Every message is a CloudEvent 1.0 in structured JSON mode. A [Segment] goes
// up: a run of records with the chain's hash before and after it, signed by the
// kiosk. A [Receipt] comes down: how far the portal has stored that kiosk's
// journal without a gap, or why it refused. [DirectoryMessage] and
// [TodayMessage] come down as retained documents.
//
// # What a reader does with the unknown
//
// Unknown fields are ignored by the types and kept in the bytes; unknown kinds
// of events are stored and passed on. What is not well formed is refused with a
// [Fault], whose reason is one of a fixed list that both ends know.
//
// JSON that two readers could read in two ways is refused: a member that is there
// twice, a name that differs from one of the contract in case only, bytes that are
// no UTF-8, anything after the value.
//
// Decoders take bytes from a hostile network: they bound sizes before they
// allocate and never panic.
package wire
