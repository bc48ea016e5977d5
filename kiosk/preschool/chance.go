package preschool

import (
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"time"

	"tambur/kiosk/attendance"
)

// stream is a source of chance of its own for each purpose and number, so that
// one more question asked in one place changes nothing in another. It can be
// read from as well.
func stream(seed uint64, purpose string, number int) *rand.ChaCha8 {
	return rand.NewChaCha8(digest(seed, purpose, number))
}

// chance is the same as a generator of numbers.
func chance(seed uint64, purpose string, number int) *rand.Rand {
	return rand.New(stream(seed, purpose, number))
}

func digest(seed uint64, purpose string, number int) [32]byte {
	text := fmt.Appendf(nil, "tambur demo preschool 1\n%d\n%s\n%d\n", seed, purpose, number)
	return sha256.Sum256(text)
}

// id has the form of a random UUID (RFC 9562, version 4).
func (m *maker) id(kind string, number int) string {
	d := digest(m.seed, "id of "+kind, number)
	d[6] = d[6]&0x0f | 0x40
	d[8] = d[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", d[0:4], d[4:6], d[6:8], d[8:10], d[10:16])
}

// chanceOf is a source of chance for somebody on a day, for choices that hang on
// who it is rather than on the order in which they are made.
func chanceOf(purpose, id string, day attendance.Date) *rand.Rand {
	text := fmt.Appendf(nil, "%s\n%s\n%s\n", purpose, id, day)
	return rand.New(rand.NewChaCha8(sha256.Sum256(text)))
}

// pick is one of the list.
func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// percent is true n times of a hundred.
func percent(r *rand.Rand, n int) bool { return r.IntN(100) < n }

// daysSince2000 counts days from 2000-01-01, a Saturday, whose number is 0.
func daysSince2000(d attendance.Date) int {
	const day = 24 * time.Hour
	noon := time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, time.UTC)
	return int(noon.Sub(time.Date(2000, 1, 1, 12, 0, 0, 0, time.UTC)) / day)
}

func weekend(d attendance.Date) bool {
	return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
}
