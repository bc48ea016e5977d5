package ingest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"tambur/sync/bus"
	"tambur/sync/portal/store"
	"tambur/sync/wire"
)

// publishTimeout bounds how long a broker may take to acknowledge a message.
const publishTimeout = 5 * time.Second

// takeSegment stores a segment and answers it.
func (in *Ingest) takeSegment(ctx context.Context, p Publisher, m arrived) {
	segment, cores, err := wire.DecodeSegment(m.payload)
	if err == nil && (segment.Unit != m.unit || segment.Kiosk != m.kiosk) {
		err = &wire.Fault{Reason: wire.Foreign, Detail: "the segment is of another unit or kiosk than its topic"}
	}
	if err != nil {
		in.refuseUnread(ctx, p, m, err)
		return
	}
	progress, err := in.store.Put(ctx, segment, cores)
	var fault *wire.Fault
	switch {
	case err == nil:
		in.counts.add(func(c *Counts) { c.Stored++ })
		in.answer(ctx, p, m, progress, nil)
	case errors.As(err, &fault):
		in.answer(ctx, p, m, progress, &wire.Refusal{Reason: fault.Reason, Detail: fault.Detail, Seq: segment.From})
	case ctx.Err() != nil:
		// Stopping: the kiosk will send it again.
	default:
		in.counts.add(func(c *Counts) { c.Failed++ })
		in.log.Error("segment not stored", "unit", m.unit, "kiosk", m.kiosk, "error", err)
	}
}

// refuseUnread answers a segment that is no good whatever the store holds. A
// receipt belongs to an install of the topic's kiosk, so a message that names no
// install gets none.
func (in *Ingest) refuseUnread(ctx context.Context, p Publisher, m arrived, why error) {
	epoch, seq := peek(m.payload)
	if !wire.ValidID(epoch) {
		in.counts.add(func(c *Counts) { c.Unreadable++ })
		in.log.Warn("segment can't be read", "unit", m.unit, "kiosk", m.kiosk, "reason", wire.ReasonOf(why))
		return
	}
	progress, err := in.store.Progress(ctx, m.unit, m.kiosk, epoch)
	if err != nil {
		in.counts.add(func(c *Counts) { c.Failed++ })
		in.log.Error("progress not read", "unit", m.unit, "kiosk", m.kiosk, "error", err)
		return
	}
	refusal := &wire.Refusal{Reason: wire.ReasonOf(why), Detail: "the segment can't be read", Seq: seq}
	var fault *wire.Fault
	if errors.As(why, &fault) {
		refusal.Detail = fault.Detail
	}
	in.answer(ctx, p, m, progress, refusal)
}

// peek reads what a refusal has to name, out of a message that is no good as a
// whole.
func peek(message []byte) (epoch string, from uint64) {
	if len(message) > wire.MaxMessage {
		return "", 0
	}
	var told struct {
		Data struct {
			Epoch string `json:"epoch"`
			From  uint64 `json:"from"`
		} `json:"data"`
	}
	if json.Unmarshal(message, &told) != nil {
		return told.Data.Epoch, 0 // the epoch may have been read before the fault
	}
	return told.Data.Epoch, told.Data.From
}

// answer sends what is stored now. A receipt is retained, for a kiosk that was
// away; a refusal is not: it answers one segment, and must not hide the receipt.
// One that is lost costs a resend.
func (in *Ingest) answer(ctx context.Context, p Publisher, m arrived, progress store.Progress, refusal *wire.Refusal) {
	if refusal != nil {
		in.counts.refused(refusal.Reason)
		in.log.Warn("segment refused", "unit", m.unit, "kiosk", m.kiosk, "epoch", progress.Epoch,
			"seq", refusal.Seq, "reason", refusal.Reason, "through", progress.Through)
	}
	now := in.now()
	receipt := wire.Receipt{
		Unit: m.unit, Kiosk: m.kiosk, Epoch: progress.Epoch,
		Through: progress.Through, Head: progress.Head, Time: now, Refused: refusal,
	}
	message, err := receipt.Encode(fmt.Sprintf("%s/%s/%s/%d", m.unit, m.kiosk, progress.Epoch, now.UnixNano()))
	if err == nil {
		// What has been stored should be known, also while everything is stopping.
		err = publish(context.WithoutCancel(ctx), p, bus.Message{
			Topic:   wire.KioskTopic(m.unit, m.kiosk, wire.ReceiptChannel),
			Payload: message, Retained: refusal == nil,
		})
	}
	if err != nil {
		in.counts.add(func(c *Counts) { c.Unanswered++ })
		in.log.Info("receipt not sent", "unit", m.unit, "kiosk", m.kiosk, "error", err)
	}
}

func publish(ctx context.Context, p Publisher, m bus.Message) error {
	ctx, cancel := context.WithTimeout(ctx, publishTimeout)
	defer cancel()
	return p.Publish(ctx, m)
}

// takeState keeps a kiosk's state.
func (in *Ingest) takeState(ctx context.Context, m arrived) {
	state, err := wire.DecodeState(m.payload)
	if err == nil && (state.Unit != m.unit || state.Kiosk != m.kiosk) {
		err = &wire.Fault{Reason: wire.Foreign, Detail: "the state is of another unit or kiosk than its topic"}
	}
	if err != nil {
		in.counts.add(func(c *Counts) { c.Unreadable++ })
		in.log.Warn("state can't be read", "unit", m.unit, "kiosk", m.kiosk, "reason", wire.ReasonOf(err))
		return
	}
	err = in.store.SaveState(ctx, state)
	switch {
	case err == nil:
		in.counts.add(func(c *Counts) { c.States++ })
	case errors.Is(err, store.ErrOlder):
		in.counts.add(func(c *Counts) { c.LateWills++ })
	case ctx.Err() != nil:
	default:
		in.counts.add(func(c *Counts) { c.Failed++ })
		in.log.Error("state not stored", "unit", m.unit, "kiosk", m.kiosk, "error", err)
	}
}
