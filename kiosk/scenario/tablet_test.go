package scenario

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"golang.org/x/crypto/argon2"

	"tambur/kiosk/attendance"
	"tambur/kiosk/badge"
	"tambur/kiosk/clock"
	"tambur/kiosk/flow"
	"tambur/kiosk/journal"
	"tambur/kiosk/pin"
	"tambur/sync/wire"
)

var (
	unitKey = badge.Key{1}
	pepper  = pin.Pepper{2}
)

// tablet is one tablet at the door: a real journal, a real desk, and what the
// other tablets have told.
type tablet struct {
	*flow.Desk
	journal *journal.Journal
	name    attendance.KioskID
	offline bool
	// off is by how much its clock is wrong.
	off   time.Duration
	now   func() time.Time
	heard map[attendance.KioskID][]attendance.Event
	// offered is what the last scan of each person was answered with.
	offered map[attendance.PersonID]attendance.Decision
	// lastReply is what the last scan at all was answered with.
	lastReply flow.Reply
	last      attendance.Decision
	taken     map[attendance.PersonID][]attendance.Event
}

func newTablet(t testing.TB, n int, now func() time.Time) *tablet {
	t.Helper()
	tab := &tablet{
		name: attendance.KioskID(fmt.Sprintf("tablet-%d", n)), heard: make(map[attendance.KioskID][]attendance.Event),
		offered: make(map[attendance.PersonID]attendance.Decision), taken: make(map[attendance.PersonID][]attendance.Event),
	}
	tab.now = func() time.Time { return now().Add(tab.off) }
	seed := sha256.Sum256([]byte(tab.name))
	random := rand.NewChaCha8(seed)
	options := journal.Options{Key: journal.Key{byte(n)}, Random: random, Clock: func() clock.Reading {
		return clock.Reading{Wall: tab.now(), Boot: "boot"}
	}}
	dir := t.TempDir()
	j, err := journal.Open(dir, options)
	if err != nil {
		t.Fatal(err)
	}
	key := ed25519.NewKeyFromSeed(seed[:])
	if err := j.SetIdentity(journal.Identity{Unit: "u-1", Kiosk: tab.name, SigningKey: key, BadgeKey: unitKey, Pepper: pepper}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := j.Close(); err != nil {
			t.Error(err)
		}
		if _, err := journal.Verify(dir, options); err != nil {
			t.Errorf("the journal of %s is not whole at the end: %v", tab.name, err)
		}
	})
	tab.journal = j
	return tab
}

// begin is the tablet as it starts: from its disk and from the directory.
func (t *tablet) begin(dir attendance.Directory) error {
	t.Desk = flow.NewDesk(t, unitKey, "", t.now)
	return t.UseDirectory(dir)
}

// Append records in the tablet's own journal.
func (t *tablet) Append(drafts ...attendance.Draft) ([]attendance.Event, error) {
	return t.journal.Append(drafts...)
}

// Between is what the tablet knows, of itself and of the others.
func (t *tablet) Between(from, until time.Time) ([]attendance.Event, error) {
	events, err := t.journal.Between(from, until)
	if err != nil {
		return nil, err
	}
	for _, heard := range t.heard {
		for _, e := range heard {
			if e.Corrects != "" || !e.At.Before(from) && e.At.Before(until) {
				events = append(events, e)
			}
		}
	}
	return events, nil
}

// hand gives the other tablet all of this one's records that it lacks, as the
// bytes that were hashed.
func (t *tablet) hand(other *tablet) error {
	known := uint64(len(other.heard[t.name]))
	_, records, err := t.journal.Records(known, 1<<20)
	if err != nil {
		return err
	}
	for _, record := range records {
		core, err := record.Decode()
		if err != nil {
			return err
		}
		e := core.Event()
		if record.Private != nil {
			private, err := wire.DecodePrivate(record.Private)
			if err != nil {
				return err
			}
			e.Words = private.Words
		}
		other.heard[t.name] = append(other.heard[t.name], e)
	}
	return nil
}

// cardOf is the badge that a person carries.
func cardOf(who attendance.PersonID) (badge.Code, error) {
	return badge.New(rand.NewChaCha8(sha256.Sum256([]byte(who))))
}

// quickPIN is a stored PIN whose hash is as fast as [pin.Check] lets it be.
func quickPIN(digits string) string {
	mac := hmac.New(sha256.New, pepper[:])
	fmt.Fprintf(mac, "tambur pin v1\n%s", digits)
	salt := []byte("saltsalt")
	encode := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=19$m=8,t=1,p=1$%s$%s", encode(salt), encode(argon2.IDKey(mac.Sum(nil), salt, 1, 8, 1, 16)))
}

// furnish puts badges and PINs into the directory.
func (s *school) furnish() error {
	s.dir.Badges = nil
	for i := range s.dir.People {
		p := &s.dir.People[i]
		if p.PIN != "" {
			p.PIN = quickPIN(s.pins[p.ID])
		}
		card, err := cardOf(p.ID)
		if err != nil {
			return err
		}
		s.dir.Badges = append(s.dir.Badges, attendance.Badge{
			Hash: string(unitKey.Hash(card)), Person: p.ID, Revoked: s.revoked[p.ID]})
	}
	return nil
}
