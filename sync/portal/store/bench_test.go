package store_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"tambur/kiosk/attendance"
	"tambur/sync/portal/store/storetest"
	"tambur/sync/wire"
)

// BenchmarkPut gives events a second, each on disk before its caller goes on. A
// caller stands for a kiosk that waits for its receipt.
func BenchmarkPut(b *testing.B) {
	for _, events := range []int{1, 100} {
		for _, callers := range []int{1, 64} {
			b.Run(fmt.Sprintf("events=%d/callers=%d", events, callers), func(b *testing.B) {
				benchmarkPut(b, events, callers)
			})
		}
	}
}

func benchmarkPut(b *testing.B, events, callers int) {
	s := open(b, b.TempDir())
	type sent struct {
		segment wire.Segment
		cores   []wire.Core
	}
	queues := make([][]sent, callers)
	for i := range queues {
		unit := attendance.UnitID(fmt.Sprintf("unit%d", i%8))
		k := storetest.NewKiosk(b, unit, attendance.KioskID(fmt.Sprintf("k%d", i)), "e1")
		for from := 1; i+callers*len(queues[i]) < b.N; from += events {
			segment := k.AddMany(events).Segment(from, from+events-1)
			queues[i] = append(queues[i], sent{segment, storetest.Cores(b, segment)})
		}
	}
	b.ResetTimer()
	var calling sync.WaitGroup
	for _, queue := range queues {
		calling.Go(func() {
			for _, q := range queue {
				if _, err := s.Put(context.Background(), q.segment, q.cores); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	calling.Wait()
	b.ReportMetric(float64(b.N*events)/b.Elapsed().Seconds(), "events/s")
}
