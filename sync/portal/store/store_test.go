package store_test

import (
	"testing"
	"time"

	"tambur/sync/portal/store"
	"tambur/sync/portal/store/storetest"
)

func TestStoreKeepsItsPromises(t *testing.T) {
	storetest.Run(t, func(t testing.TB, place string, now func() time.Time) storetest.Store {
		s, err := store.Open(store.Options{Dir: place, Now: now})
		if err != nil {
			t.Fatal(err)
		}
		return s
	})
}
