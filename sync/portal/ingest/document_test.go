package ingest_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"tambur/kiosk/attendance"
	"tambur/sync/bus"
	"tambur/sync/portal/ingest"
	"tambur/sync/portal/store"
	"tambur/sync/wire"
)

func directory(unit attendance.UnitID, version uint64) attendance.Directory {
	return attendance.Directory{Version: version, Unit: attendance.Unit{ID: unit, Name: "Eken", TimeZone: "Europe/Stockholm"}}
}

// documents is ingest in a bubble of its own time, with a store that has a
// directory and today of one unit, and a directory of another.
func documents(t *testing.T, test func(*testing.T, *rig)) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		kept, err := store.Open(store.Options{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		r := &rig{t: t, store: kept, broker: &broker{sent: make(chan bus.Message, 100)}}
		r.save(directory("oak", 1))
		r.save(directory("ash", 1))
		if err := kept.SaveToday(t.Context(), "oak", attendance.Today{Version: 1}); err != nil {
			t.Fatal(err)
		}
		r.in = ingest.New(ingest.Options{Store: kept, Workers: 1})
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			defer close(done)
			r.in.Run(ctx, r.broker)
		}()
		test(t, r)
		cancel()
		<-done
		if err := kept.Close(); err != nil {
			t.Fatal(err)
		}
	})
}

func (r *rig) save(dir attendance.Directory) {
	r.t.Helper()
	if err := r.store.SaveDirectory(r.t.Context(), dir); err != nil {
		r.t.Fatal(err)
	}
}

// sends tells that exactly these topics, retained, have been sent by now.
func (r *rig) sends(topics ...string) {
	r.t.Helper()
	synctest.Wait()
	for _, want := range topics {
		select {
		case m := <-r.broker.sent:
			if m.Topic != want || !m.Retained {
				r.t.Errorf("sent %s, retained %v, want %s", m.Topic, m.Retained, want)
			}
		default:
			r.t.Errorf("%s was not sent", want)
		}
	}
	select {
	case m := <-r.broker.sent:
		r.t.Errorf("sent %s too", m.Topic)
	default:
	}
}

func TestDocumentsGoDownAtEachConnectionAndChange(t *testing.T) {
	documents(t, func(t *testing.T, r *rig) {
		r.sends()
		all := []string{"tambur/1/ash/directory", "tambur/1/oak/directory", "tambur/1/oak/today"}
		r.in.Up()
		r.sends(all...)
		r.in.Up() // the broker may have forgotten
		r.sends(all...)
		r.save(directory("oak", 2))
		r.sends("tambur/1/oak/directory")
		r.save(directory("oak", 2)) // nothing new
		r.sends()
	})
}

func TestADocumentIsWhatIsStored(t *testing.T) {
	documents(t, func(t *testing.T, r *rig) {
		r.in.Up()
		synctest.Wait()
		for range 3 {
			m := <-r.broker.sent
			if m.Topic != "tambur/1/oak/directory" {
				continue
			}
			dir, err := wire.DecodeDirectory(m.Payload, "oak")
			if err != nil || dir.Unit.Name != "Eken" || dir.Version != 1 {
				t.Errorf("directory %+v, %v", dir.Unit, err)
			}
		}
	})
}

func TestADocumentThatCouldNotBeSentIsSentLater(t *testing.T) {
	documents(t, func(t *testing.T, r *rig) {
		r.broker.failNext(-1, bus.ErrLost)
		r.in.Up()
		r.sends()
		r.broker.failNext(0, nil)
		<-time.After(29 * time.Second) // the bubble's time
		r.sends()
		<-time.After(2 * time.Second)
		r.sends("tambur/1/ash/directory", "tambur/1/oak/directory", "tambur/1/oak/today")
		<-time.After(time.Hour)
		r.sends()
	})
}
