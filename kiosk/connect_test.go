package main

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"tambur/kiosk/attendance"
	"tambur/kiosk/clock"
	"tambur/kiosk/flow"
	"tambur/kiosk/preschool"
	"tambur/sync/bus"
	"tambur/sync/link"
	"tambur/sync/portal/receiver"
	"tambur/sync/wire"
)

// TestTheLastGoodDirectoryStays: a directory comes down, is put to use at once,
// is not replaced by a broken one, and is there after a restart without any
// network.
func TestTheLastGoodDirectoryStays(t *testing.T) {
	school, err := demoPreschool(0)
	if err != nil {
		t.Fatal(err)
	}
	newer, card := school.Directory, firstGuardian(school)
	newer.Version++
	newer.Badges = append([]attendance.Badge(nil), newer.Badges...)
	hash := string(school.BadgeKey.Hash(card.Code))
	for i := range newer.Badges {
		if newer.Badges[i].Hash == hash {
			newer.Badges[i].Revoked = true
		}
	}

	ctx, stop := context.WithCancel(t.Context())
	ready, ended := make(chan receiver.Addresses, 1), make(chan error, 1)
	go func() {
		ended <- receiver.Run(ctx, receiver.Options{
			Data: t.TempDir(), Listen: "127.0.0.1:0", HTTP: "127.0.0.1:0",
			Seed:  &receiver.Seed{Directory: newer, Today: school.Today},
			Ready: func(a receiver.Addresses) { ready <- a },
		})
	}()
	broker := (<-ready).Broker

	dir := t.TempDir()
	o := tabletOptions{
		folder: folder{data: filepath.Join(dir, "kiosk"), keyFile: filepath.Join(dir, "key")},
		clock:  clock.Read, demo: &school,
	}
	door, err := openTablet(o)
	if err != nil {
		t.Fatal(err)
	}
	answers(t, door, card, flow.Known)
	changed, online := make(chan struct{}, 10), make(chan struct{}, 10)
	linkCtx, unlink := context.WithCancel(ctx)
	linked := make(chan error, 1)
	go func() {
		linked <- door.connect(linkCtx, broker, func(today *attendance.Today) {
			if today == nil {
				changed <- struct{}{}
			}
		}, func(s link.Status) {
			if s.Online {
				select {
				case online <- struct{}{}:
				default:
				}
			}
		})
	}()
	within(t, changed, "the new directory is put to use")
	answers(t, door, card, flow.Withdrawn)

	// Somebody publishes rubbish, and then an older directory.
	older := school.Directory
	message, err := wire.EncodeDirectory(older, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	publish(t, broker, wire.UnitTopic(older.Unit.ID, wire.DirectoryChannel), []byte(`{"specversion":"1.0"`), message)
	within(t, online, "the link is up")
	answers(t, door, card, flow.Withdrawn)
	unlink()
	if err := <-linked; err != nil {
		t.Error(err)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if err := door.journal.Close(); err != nil {
		t.Fatal(err)
	}

	o.demo = nil
	door, err = openTablet(o)
	if err != nil {
		t.Fatal(err)
	}
	defer door.closeInto(&err)
	answers(t, door, card, flow.Withdrawn)
}

func firstGuardian(school preschool.Preschool) preschool.Card {
	for _, card := range school.Cards {
		if card.Role == preschool.Guardian && !card.Revoked {
			return card
		}
	}
	return preschool.Card{}
}

func answers(t *testing.T, door *tablet, card preschool.Card, want flow.Reply) {
	t.Helper()
	if reply, _, err := door.desk.Answer(card.Code.Text()); reply != want || err != nil {
		t.Errorf("the card is answered with %s, %v, not %s", reply, err, want)
	}
}

func within(t *testing.T, signal <-chan struct{}, what string) {
	t.Helper()
	select {
	case <-signal:
	case <-time.After(time.Minute):
		t.Fatalf("waited in vain until %s", what)
	}
}

// publish sends messages as retained, and returns when the broker has them all.
func publish(t *testing.T, broker, topic string, payloads ...[]byte) {
	t.Helper()
	up := make(chan struct{}, 10)
	conn, err := bus.Open(bus.Options{Broker: broker, ClientID: "stranger", Up: func() { up <- struct{}{} }})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	within(t, up, "the stranger is connected")
	for _, payload := range payloads {
		if err := conn.Publish(t.Context(), bus.Message{Topic: topic, Payload: payload, Retained: true}); err != nil {
			t.Fatal(err)
		}
	}
}
