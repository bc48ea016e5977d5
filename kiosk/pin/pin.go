// Package pin is the few digits that a person knows: how they are stored, how
// they are checked, and how guessing is slowed down.
//
// Four digits are guessed in ten thousand tries, so three things stand in the
// way: the hash is slow (argon2id), it is peppered with a key that is in no
// directory and no database, and [Throttle] counts failures. The package keeps
// no state and writes nothing; the caller stores the throttle before each check.
package pin

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/crypto/argon2"
)

// MinDigits and MaxDigits bound a PIN's length.
const (
	MinDigits = 4
	MaxDigits = 8
)

// Argon2id's parameters, as OWASP's password storage cheat sheet recommends:
// memory in KiB, passes, lanes. Stored hashes may ask for more within the
// bounds below, which keep a hostile directory from taking the tablet's memory.
const (
	memory, passes, lanes                = 19 << 10, 2, 1
	maxMemory, maxPasses, maxLanes       = 64 << 10, 8, 4
	saltBytes, keyBytes                  = 16, 32
	minSalt, maxSalt, minBytes, maxBytes = 8, 64, 16, 64
)

// ErrDigits is returned for a PIN that is not four to eight digits.
var ErrDigits = errors.New("a pin is four to eight digits")

// ErrEncoding is returned for a stored hash that can't be checked against.
var ErrEncoding = errors.New("the stored pin can't be read: set it anew in the portal")

// Pepper is a unit's secret that every PIN is keyed with.
type Pepper [32]byte

// Hash gives the form to be stored: an argon2id PHC string over the PIN keyed
// with the pepper.
func Hash(random io.Reader, pepper Pepper, digits string) (string, error) {
	if !valid(digits) {
		return "", ErrDigits
	}
	salt := make([]byte, saltBytes)
	if _, err := io.ReadFull(random, salt); err != nil {
		return "", fmt.Errorf("draw a salt: %w", err)
	}
	key := argon2.IDKey(keyed(pepper, digits), salt, passes, memory, lanes, keyBytes)
	encode := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, memory, passes, lanes, encode(salt), encode(key)), nil
}

// Check tells whether the digits are the PIN behind a stored hash, in a time
// that doesn't depend on how wrong they are. It takes about 30 ms by design.
func Check(stored string, pepper Pepper, digits string) (bool, error) {
	var v, m, t, p int
	parts := strings.Split(stored, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" {
		return false, ErrEncoding
	}
	if _, err := fmt.Sscanf(parts[2], "v=%d", &v); err != nil || v != argon2.Version {
		return false, ErrEncoding
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &m, &t, &p); err != nil {
		return false, ErrEncoding
	}
	if p < 1 || p > maxLanes || t < 1 || t > maxPasses || m < 8*p || m > maxMemory {
		return false, ErrEncoding
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil || len(salt) < minSalt || len(salt) > maxSalt {
		return false, ErrEncoding
	}
	want, err := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil || len(want) < minBytes || len(want) > maxBytes {
		return false, ErrEncoding
	}
	if !valid(digits) {
		return false, nil
	}
	got := argon2.IDKey(keyed(pepper, digits), salt, uint32(t), uint32(m), uint8(p), uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1, nil
}

func keyed(pepper Pepper, digits string) []byte {
	mac := hmac.New(sha256.New, pepper[:])
	mac.Write([]byte("tambur pin v1\n"))
	mac.Write([]byte(digits))
	return mac.Sum(nil)
}

func valid(digits string) bool {
	return len(digits) >= MinDigits && len(digits) <= MaxDigits && strings.Trim(digits, "0123456789") == ""
}
