// Package journal is what a tablet remembers: an append-only record of what
// happened at its door, and the few documents and secrets that it works from,
// in one bbolt file.
//
// # What it promises
//
//   - [Journal.Append] returns after the events are on disk, all of them or
//     none. Each has the next number of its install (its epoch), without a gap,
//     and the digest of the one before it, so that nothing can be altered,
//     dropped or put in another order unseen: [Verify] names the first event
//     that is wrong.
//   - An event is encoded once. The bytes that were hashed are the bytes that
//     are stored and later sent.
//   - Reading never deletes. Only the portal's receipt moves the outbox
//     position, by [Journal.Confirm], and only forward.
//   - Every value is sealed (XChaCha20-Poly1305) with a key from outside the
//     folder, its own place in the file as associated data. Keys in the file
//     are numbers, dates, constants and opaque ids; an index entry is a key
//     without a value.
//   - What somebody wrote or said is kept beside the chain. [Journal.Erase]
//     removes it without breaking the chain, and from the file's free pages
//     too.
//   - Opening reads a handful of pages, however many years the file holds.
//   - A damaged file is an error, [ErrDamaged], and is left as it was found.
//
// # What it never does
//
// It never changes or deletes an event, never makes a new file in the place of
// one that it can't read, and never gives up an event because it is old, or
// because the disk is full: it refuses the next one.
//
// # What it can't see
//
// Who has the key can write another history from some event on, and who has an
// old copy of the whole file can put it back. Both fit together in themselves;
// the portal notices, since it keeps every head that it has confirmed, and
// [Journal.Confirm] then returns [ErrForeignReceipt].
//
// bbolt panics when it meets a damaged page. The package turns that, and the
// fault of reading past the end of a file that was cut short, into an error. It
// can't do so for a page whose children lead back to itself, which bbolt
// follows until the stack is full and the process ends; who wants to be safe
// from that runs [Verify] in a process of its own first.
package journal
