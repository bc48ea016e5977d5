package store

import (
	"sync"

	"tambur/kiosk/attendance"
)

// documents stands for the documents of all units among the watchers. It is no
// unit's id.
const documents attendance.UnitID = ""

// Watch gives a channel that has a value soon after anything of a unit has
// changed: events, a kiosk's state, the directory. Changes may share a value, so
// a reader looks for all that is new: ask once after Watch, then after each
// value. The second result ends the watch.
func (s *Store) Watch(unit attendance.UnitID) (<-chan struct{}, func()) {
	return s.watchers.add(unit)
}

// WatchDocuments is the same for the directories and todays of all units.
func (s *Store) WatchDocuments() (<-chan struct{}, func()) {
	return s.watchers.add(documents)
}

type watchers struct {
	mu    sync.Mutex
	units map[attendance.UnitID]map[chan struct{}]bool
}

func (w *watchers) add(unit attendance.UnitID) (<-chan struct{}, func()) {
	changed := make(chan struct{}, 1)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.units == nil {
		w.units = make(map[attendance.UnitID]map[chan struct{}]bool)
	}
	if w.units[unit] == nil {
		w.units[unit] = make(map[chan struct{}]bool)
	}
	w.units[unit][changed] = true
	return changed, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.units[unit], changed)
		if len(w.units[unit]) == 0 {
			delete(w.units, unit)
		}
	}
}

func (w *watchers) changed(unit attendance.UnitID) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for changed := range w.units[unit] {
		select {
		case changed <- struct{}{}:
		default: // one is waiting, and speaks for this change too
		}
	}
}
