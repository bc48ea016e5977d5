package wire

import (
	"fmt"
	"strings"

	"tambur/kiosk/attendance"
)

// Root is the first two levels of every topic: the product and the contract's
// version.
const Root = "tambur/1"

// Channel is the last level of a topic.
type Channel string

// The channels. Journal and StateChannel are written by the kiosk, the others
// by the portal.
const (
	JournalChannel   Channel = "journal"
	ReceiptChannel   Channel = "receipt"
	StateChannel     Channel = "state"
	DirectoryChannel Channel = "directory"
	TodayChannel     Channel = "today"
)

// KioskTopic is a topic of one kiosk: tambur/1/<unit>/<kiosk>/<channel>.
func KioskTopic(unit attendance.UnitID, kiosk attendance.KioskID, c Channel) string {
	return fmt.Sprintf("%s/%s/%s/%s", Root, unit, kiosk, c)
}

// UnitTopic is a topic of a whole unit: tambur/1/<unit>/<channel>.
func UnitTopic(unit attendance.UnitID, c Channel) string {
	return fmt.Sprintf("%s/%s/%s", Root, unit, c)
}

// EveryKiosk is the subscription to one channel of every kiosk of every unit.
func EveryKiosk(c Channel) string { return fmt.Sprintf("%s/+/+/%s", Root, c) }

// ParseKioskTopic is the inverse of [KioskTopic], for the channels that a kiosk
// has and for ids that [ValidID] accepts.
func ParseKioskTopic(topic string) (attendance.UnitID, attendance.KioskID, Channel, error) {
	parts := strings.Split(topic, "/")
	if len(parts) != 5 || parts[0]+"/"+parts[1] != Root || !ValidID(parts[2]) || !ValidID(parts[3]) {
		return "", "", "", &Fault{Reason: Malformed, Detail: "the topic is not one of a kiosk"}
	}
	switch c := Channel(parts[4]); c {
	case JournalChannel, ReceiptChannel, StateChannel:
		return attendance.UnitID(parts[2]), attendance.KioskID(parts[3]), c, nil
	}
	return "", "", "", &Fault{Reason: Malformed, Detail: "the topic is of no channel that a kiosk has"}
}

// ValidID tells whether an id may stand in a topic: 1 to 64 letters, digits,
// hyphens and underscores of ASCII.
func ValidID(id string) bool {
	if id == "" || len(id) > 64 {
		return false
	}
	for _, r := range id {
		if (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && r != '-' && r != '_' {
			return false
		}
	}
	return true
}

func source(unit attendance.UnitID, kiosk attendance.KioskID) string {
	return fmt.Sprintf("/tambur/%s/%s", unit, kiosk)
}
