package badge

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
)

// The grammar of a code is
//
//	code   = "TBR" version token check
//	version = "1"
//	token  = 26 of [A-Z2-7]    128 bits in RFC 4648 base32, unused bits zero
//	check  = 4 of [A-Z2-7]     20 bits, see check
//
// It has only letters and digits, upper case: a keyboard scanner types those
// alike under a Swedish and a US layout, and a QR code packs them in its
// alphanumeric mode. The alphabet of RFC 4648 leaves out 0, 1, 8 and 9, so that
// nobody who types a code by hand confuses O and 0 or I and 1.
const (
	prefix  = "TBR"
	version = "1"
	token   = 16 // bytes
	checked = 4  // characters
	tokened = 26 // characters
	// Length is the number of characters in a code.
	Length = len(prefix) + len(version) + tokened + checked
)

// The ways in which a text is not a code.
var (
	// ErrNotOurs: another grammar; a museum ticket, a link, a command.
	ErrNotOurs = errors.New("this is not one of our codes")
	// ErrVersion: ours, of a version that this program doesn't know.
	ErrVersion = errors.New("this code is of a version that is not known here: update the kiosk")
	// ErrMistyped: ours by its form, but the check doesn't fit.
	ErrMistyped = errors.New("a character of this code is wrong: scan it again or type it anew")
)

var encoding = base32.StdEncoding.WithPadding(base32.NoPadding)

// Code is what a badge carries.
type Code struct{ token [token]byte }

// New makes a code from a source of randomness, which must be a
// cryptographic one for any badge that opens a door.
func New(random io.Reader) (Code, error) {
	var c Code
	if _, err := io.ReadFull(random, c.token[:]); err != nil {
		return Code{}, fmt.Errorf("draw a code: %w", err)
	}
	return c, nil
}

// Parse reads a code's text. It accepts exactly what [Code.Text] gives, and the
// same in lower case, since Caps Lock turns a keyboard scanner's letters
// round; there is one code to a text and, case aside, one text to a code.
func Parse(text string) (Code, error) {
	if len(text) > 2*Length {
		return Code{}, ErrNotOurs
	}
	text = upper(text)
	rest, ours := strings.CutPrefix(text, prefix)
	if !ours || !alphanumeric(text) {
		return Code{}, ErrNotOurs
	}
	if !strings.HasPrefix(rest, version) {
		return Code{}, ErrVersion
	}
	if len(text) != Length {
		return Code{}, ErrMistyped
	}
	body, sum := rest[len(version):len(version)+tokened], rest[len(version)+tokened:]
	var c Code
	decoded, err := encoding.DecodeString(body)
	if err != nil || encoding.EncodeToString(decoded) != body || check(body) != sum {
		return Code{}, ErrMistyped
	}
	copy(c.token[:], decoded)
	return c, nil
}

// upper turns ASCII letters to upper case and leaves all else alone;
// strings.ToUpper would let a dotless ı pass as I.
func upper(text string) string {
	return string(bytes.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' {
			return r - 'a' + 'A'
		}
		return r
	}, []byte(text)))
}

func alphanumeric(text string) bool {
	for i := range len(text) {
		if c := text[i]; (c < '0' || c > '9') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return true
}

// check is four characters over the token's 26: two weighted sums modulo 1021,
// the largest prime whose residues fit in two base32 characters, as in a
// Reed–Solomon code over that prime field (Reed and Solomon 1960). The weights
// of the second sum are distinct, so any one or two wrong characters, and with
// them any two exchanged ones, always change a sum.
func check(body string) string {
	const prime = 1021
	var plain, weighted int
	for i := range len(body) {
		v := strings.IndexByte(alphabet, body[i])
		plain = (plain + v) % prime
		weighted = (weighted + (i+1)*v) % prime
	}
	return string([]byte{
		alphabet[plain/32], alphabet[plain%32],
		alphabet[weighted/32], alphabet[weighted%32],
	})
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"

// Text is the code as it is printed and scanned. Keep it out of logs and files.
func (c Code) Text() string {
	body := encoding.EncodeToString(c.token[:])
	return prefix + version + body + check(body)
}

// Format hides the code from every fmt verb.
func (c Code) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, prefix+version+"…") }

// LogValue hides the code from log/slog.
func (c Code) LogValue() slog.Value { return slog.StringValue(prefix + version + "…") }

// Key is a unit's secret for hashing codes. It is given to a kiosk when it is
// set up and is never part of a directory.
type Key [32]byte

// Hash is the keyed hash of a code: 64 lower-case hexadecimal digits.
type Hash string

// Hash gives what a directory stores in place of the code: HMAC-SHA256 (RFC
// 2104) under the unit's key, over a label and the token.
func (k Key) Hash(c Code) Hash {
	mac := hmac.New(sha256.New, k[:])
	mac.Write([]byte("tambur badge v1\n"))
	mac.Write(c.token[:])
	return Hash(hex.EncodeToString(mac.Sum(nil)))
}
