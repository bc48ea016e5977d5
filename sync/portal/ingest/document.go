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

// retryAfter is how long a document that could not be sent waits, unless a new
// connection comes first.
const retryAfter = 30 * time.Second

// sendDocuments sends every unit's directory and today at each connection, and
// what has changed in between.
func (in *Ingest) sendDocuments(ctx context.Context, p Publisher) {
	changed, stop := in.store.WatchDocuments()
	defer stop()
	sent := make(map[string]wire.Digest) // by topic
	var again <-chan time.Time
	for {
		select {
		case <-ctx.Done():
			return
		case <-in.up:
			clear(sent)
		case <-changed:
		case <-again:
		}
		again = nil
		if err := in.sendChanged(ctx, p, sent); err != nil && ctx.Err() == nil {
			in.log.Warn("directories not sent", "error", err)
			again = time.After(retryAfter)
		}
	}
}

// sendChanged sends what is not in sent. A document that can't be encoded is
// said once and never sent.
func (in *Ingest) sendChanged(ctx context.Context, p Publisher, sent map[string]wire.Digest) error {
	units, err := in.store.Units(ctx)
	if err != nil {
		return err
	}
	for _, unit := range units {
		dir, err := in.store.Directory(ctx, unit)
		if err == nil {
			err = in.sendDocument(ctx, p, sent, wire.UnitTopic(unit, wire.DirectoryChannel), dir,
				func(at time.Time) ([]byte, error) { return wire.EncodeDirectory(dir, at) })
		}
		if err != nil && !errors.Is(err, store.ErrNone) {
			return fmt.Errorf("directory of unit %s: %w", unit, err)
		}
		today, err := in.store.Today(ctx, unit)
		if err == nil {
			err = in.sendDocument(ctx, p, sent, wire.UnitTopic(unit, wire.TodayChannel), today,
				func(at time.Time) ([]byte, error) { return wire.EncodeToday(unit, today, at) })
		}
		if err != nil && !errors.Is(err, store.ErrNone) {
			return fmt.Errorf("today of unit %s: %w", unit, err)
		}
	}
	return nil
}

func (in *Ingest) sendDocument(ctx context.Context, p Publisher, sent map[string]wire.Digest, topic string, document any, encode func(time.Time) ([]byte, error)) error {
	content, err := json.Marshal(document)
	if err != nil {
		return err
	}
	sum := wire.Sum(content)
	if sent[topic] == sum {
		return nil
	}
	message, err := encode(in.now())
	if err != nil {
		sent[topic] = sum
		in.log.Error("document can't be sent", "topic", topic, "error", err)
		return nil
	}
	if err := publish(ctx, p, bus.Message{Topic: topic, Payload: message, Retained: true}); err != nil {
		return err
	}
	sent[topic] = sum
	return nil
}
