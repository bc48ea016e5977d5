package journal

import (
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"

	"go.etcd.io/bbolt"

	"tambur/kiosk/attendance"
	"tambur/sync/wire"
)

// Identity is who the tablet is, and the secrets that make it so. It is given
// once, when the tablet is set up. Its secrets hide from fmt, log/slog and
// encoding/json.
type Identity struct {
	Unit  attendance.UnitID
	Kiosk attendance.KioskID
	// SigningKey signs what goes to the portal.
	SigningKey ed25519.PrivateKey `json:"-"`
	// BadgeKey is the unit's key for hashing codes.
	BadgeKey [32]byte `json:"-"`
	// Pepper is the unit's secret that every PIN is keyed with.
	Pepper [32]byte `json:"-"`
}

// Format hides the secrets from every fmt verb.
func (i Identity) Format(s fmt.State, _ rune) {
	_, _ = fmt.Fprintf(s, "kiosk %s of unit %s", i.Kiosk, i.Unit)
}

// LogValue hides the secrets from log/slog.
func (i Identity) LogValue() slog.Value {
	return slog.GroupValue(slog.String("unit", string(i.Unit)), slog.String("kiosk", string(i.Kiosk)))
}

// Identity is who the tablet is; false until [Journal.SetIdentity].
func (j *Journal) Identity() (Identity, bool, error) {
	j.mu.RLock()
	defer j.mu.RUnlock()
	if j.file == nil {
		return Identity{}, false, ErrClosed
	}
	if j.identity == nil {
		return Identity{}, false, nil
	}
	return j.identity.clone(), true, nil
}

// SetIdentity tells the tablet who it is, once. The same again changes nothing;
// another one is [ErrOtherIdentity], because a chain belongs to one kiosk. Unit
// and kiosk must be able to stand in a topic.
func (j *Journal) SetIdentity(identity Identity) error {
	switch {
	case !wire.ValidID(string(identity.Unit)) || !wire.ValidID(string(identity.Kiosk)):
		return errors.New("the ids of unit and kiosk are 1 to 64 letters, digits, hyphens and underscores")
	case len(identity.SigningKey) != ed25519.PrivateKeySize:
		return errors.New("an identity needs a signing key")
	}
	j.writing.Lock()
	defer j.writing.Unlock()
	if j.identity != nil {
		if !j.identity.equal(identity) {
			return ErrOtherIdentity
		}
		return nil
	}
	identity = identity.clone()
	encoded, err := identity.encode()
	if err != nil {
		return err
	}
	err = j.write(func(tx *bbolt.Tx) error { return j.sealer.put(tx, metaBucket, identityKey, encoded) })
	if err != nil {
		return err
	}
	j.mu.Lock()
	j.identity = &identity
	j.mu.Unlock()
	return nil
}

func (i Identity) equal(other Identity) bool {
	return i.Unit == other.Unit && i.Kiosk == other.Kiosk && i.SigningKey.Equal(other.SigningKey) &&
		i.BadgeKey == other.BadgeKey && i.Pepper == other.Pepper
}

func (i Identity) clone() Identity {
	i.SigningKey = slices.Clone(i.SigningKey)
	return i
}

// storedIdentity is the form in which the secrets are encoded, to be sealed.
type storedIdentity struct {
	Unit     attendance.UnitID  `json:"unit"`
	Kiosk    attendance.KioskID `json:"kiosk"`
	Seed     []byte             `json:"seed"`
	BadgeKey []byte             `json:"badgeKey"`
	Pepper   []byte             `json:"pepper"`
}

func (i Identity) encode() ([]byte, error) {
	encoded, err := json.Marshal(storedIdentity{i.Unit, i.Kiosk, i.SigningKey.Seed(), i.BadgeKey[:], i.Pepper[:]})
	if err != nil {
		return nil, fmt.Errorf("encode the identity: %w", err)
	}
	return encoded, nil
}

func decodeIdentity(encoded []byte) (Identity, error) {
	var s storedIdentity
	if err := json.Unmarshal(encoded, &s); err != nil {
		return Identity{}, errors.New("it has no identity that can be read")
	}
	if len(s.Seed) != ed25519.SeedSize || len(s.BadgeKey) != 32 || len(s.Pepper) != 32 {
		return Identity{}, errors.New("its identity has keys of another length")
	}
	return Identity{
		Unit: s.Unit, Kiosk: s.Kiosk, SigningKey: ed25519.NewKeyFromSeed(s.Seed),
		BadgeKey: [32]byte(s.BadgeKey), Pepper: [32]byte(s.Pepper),
	}, nil
}
