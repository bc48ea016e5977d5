// Package store keeps what the portal has received, in one bbolt file. It is the
// only package of the portal that knows bbolt; whoever uses a store declares what
// it needs of one, and storetest tells whether a store keeps its promises.
//
// # What it promises
//
//   - An event is stored once, under its unit, kiosk, install and number, as the
//     bytes that arrived. What has been stored is never changed or removed.
//   - The events of one install are stored without a gap and as one chain: a
//     segment that leaves events out, or continues another history than the one
//     that is stored, is refused whole.
//   - When [Store.Put] returns without an error, its events are on disk. Callers
//     who wait at the same time share one transaction and one sync.
//   - Events of a unit are numbered in the order in which they were stored, so
//     that a reader who knows the last number it saw misses nothing.
//
// # What it does not do yet
//
// Until kiosks are enrolled, nobody has told the portal their keys: it believes
// the first key that signs a segment it can store, and from then on that one
// only ([ErrUnknownKey]). Whoever can reach the broker before the real kiosk
// does can take its place, which is why the portal listens to this machine only.
//
// Values are not sealed: what lies on the portal's disk is for the portal's
// operator to protect.
package store
