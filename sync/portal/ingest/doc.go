// Package ingest takes in what kiosks send: it puts their segments into the
// store and answers each with a receipt, keeps their states, and sends down the
// directory and today.
//
// # What it promises
//
//   - A receipt is sent only after the store has said that the events are on
//     disk, and says exactly what the store holds. A segment that comes again is
//     receipted again.
//   - Messages of one kiosk are taken in the order they arrived; no kiosk waits
//     for another's.
//   - Nothing that arrives can stop it: what can't be read is counted, what
//     doesn't fit is refused in words of the contract, and what comes faster than
//     it can be stored is dropped, since kiosks send again what no receipt has
//     vouched for.
//
// It never answers on a topic that it listens to, so that it can't talk to
// itself, and it logs ids and reasons only.
package ingest
