package wire

import (
	"fmt"
	"time"

	"tambur/kiosk/attendance"
)

// EncodeDirectory gives the retained message that carries a unit's directory.
func EncodeDirectory(dir attendance.Directory, at time.Time) ([]byte, error) {
	return seal(TypeDirectory, fmt.Sprintf("%s/directory/%d", dir.Unit.ID, dir.Version),
		"/tambur/portal", string(dir.Unit.ID), at, dir, MaxDocument)
}

// DecodeDirectory reads a directory and refuses one that the door could not
// work with: without a unit, with a time zone nobody knows, or for another unit
// than asked for.
func DecodeDirectory(message []byte, unit attendance.UnitID) (attendance.Directory, error) {
	var dir attendance.Directory
	if _, err := open(message, TypeDirectory, &dir, MaxDocument); err != nil {
		return attendance.Directory{}, err
	}
	if dir.Unit.ID != unit {
		return attendance.Directory{}, &Fault{Reason: Foreign, Detail: "the directory is of another unit"}
	}
	// The library takes no name for UTC, and "Local" for wherever the machine is.
	if zone := dir.Unit.TimeZone; zone == "" || zone == "Local" {
		return attendance.Directory{}, &Fault{Reason: Malformed, Detail: "the directory's unit names no time zone"}
	}
	if _, err := attendance.NewIndex(dir); err != nil {
		return attendance.Directory{}, &Fault{Reason: Malformed, Detail: err.Error()}
	}
	return dir, nil
}

type todayData struct {
	Unit  attendance.UnitID `json:"unit"`
	Today attendance.Today  `json:"today"`
}

// EncodeToday gives the retained message that carries a unit's schedule, menu
// and notices.
func EncodeToday(unit attendance.UnitID, today attendance.Today, at time.Time) ([]byte, error) {
	return seal(TypeToday, fmt.Sprintf("%s/today/%d", unit, today.Version),
		"/tambur/portal", string(unit), at, todayData{unit, today}, MaxDocument)
}

// DecodeToday reads what EncodeToday wrote, for the unit asked for.
func DecodeToday(message []byte, unit attendance.UnitID) (attendance.Today, error) {
	var data todayData
	if _, err := open(message, TypeToday, &data, MaxDocument); err != nil {
		return attendance.Today{}, err
	}
	if data.Unit != unit {
		return attendance.Today{}, &Fault{Reason: Foreign, Detail: "the message is of another unit"}
	}
	return data.Today, nil
}

// State is how a kiosk is: retained, and set to offline by its last will.
type State struct {
	Unit   attendance.UnitID  `json:"unit"`
	Kiosk  attendance.KioskID `json:"kiosk"`
	Online bool               `json:"online"`
	// Session tells one connection from the next, because a late last will can
	// overtake a new birth.
	Session string `json:"session"`
	Version string `json:"version"`
	Epoch   string `json:"epoch"`
	// Head is the highest seq in the journal; Unsent how many wait for a receipt.
	Head   uint64 `json:"head"`
	Unsent uint64 `json:"unsent"`
}

// Encode gives the CloudEvent.
func (s State) Encode(at time.Time) ([]byte, error) {
	online := "offline"
	if s.Online {
		online = "online"
	}
	return seal(TypeState, fmt.Sprintf("%s/%s/%d", s.Session, online, s.Head), source(s.Unit, s.Kiosk), "state", at, s, MaxMessage)
}

// DecodeState reads a kiosk's state.
func DecodeState(message []byte) (State, error) {
	var s State
	if _, err := open(message, TypeState, &s, MaxMessage); err != nil {
		return State{}, err
	}
	if !ValidID(string(s.Unit)) || !ValidID(string(s.Kiosk)) {
		return State{}, &Fault{Reason: Malformed, Detail: "the state lacks its unit or kiosk"}
	}
	return s, nil
}
