package pin

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	mathrand "math/rand/v2"
	"strings"
	"testing"
	"time"
)

func TestOnlyTheRightDigitsUnderTheRightPepperPass(t *testing.T) {
	stored, err := Hash(rand.Reader, Pepper{1}, "2468")
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name   string
		pepper Pepper
		digits string
		want   bool
	}{
		{"right", Pepper{1}, "2468", true},
		{"wrong", Pepper{1}, "2469", false},
		{"longer", Pepper{1}, "24680", false},
		{"no digits", Pepper{1}, "", false},
		{"another unit's pepper", Pepper{2}, "2468", false},
	} {
		got, err := Check(stored, tc.pepper, tc.digits)
		if err != nil || got != tc.want {
			t.Errorf("%s: got %v, %v", tc.name, got, err)
		}
	}
	if strings.Contains(stored, "2468") {
		t.Error("the stored form shows the pin")
	}
	again, err := Hash(rand.Reader, Pepper{1}, "2468")
	if err != nil || again == stored {
		t.Error("two hashes of one pin must differ by their salt")
	}
}

func TestWhatCanNotBeAPINIsRefused(t *testing.T) {
	for _, digits := range []string{"", "123", "123456789", "12a4", "１２３４", " 1234"} {
		if _, err := Hash(rand.Reader, Pepper{}, digits); !errors.Is(err, ErrDigits) {
			t.Errorf("%q: got %v, want %v", digits, err, ErrDigits)
		}
	}
}

func TestAHostileHashIsRefusedBeforeAnyMemoryIsTaken(t *testing.T) {
	const tail = "$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g"
	for _, stored := range []string{
		"", "2468", "$argon2i$v=19$m=19456,t=2,p=1" + tail, "$argon2id$v=16$m=19456,t=2,p=1" + tail,
		"$argon2id$v=19$m=4294967295,t=2,p=1" + tail, "$argon2id$v=19$m=19456,t=100000,p=1" + tail,
		"$argon2id$v=19$m=19456,t=2,p=0" + tail, "$argon2id$v=19$m=19456,t=2,p=255" + tail,
		"$argon2id$v=19$m=19456,t=2,p=1$c2E$aGFzaGhhc2hoYXNoaGFzaA", "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0$",
	} {
		if _, err := Check(stored, Pepper{}, "2468"); !errors.Is(err, ErrEncoding) {
			t.Errorf("%q: got %v, want %v", stored, err, ErrEncoding)
		}
	}
}

func FuzzCheck(f *testing.F) {
	f.Add("$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaA")
	f.Fuzz(func(t *testing.T, stored string) {
		if ok, err := Check(stored, Pepper{}, "2468"); ok && err != nil {
			t.Fatal("a pin was accepted together with an error")
		}
	})
}

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

func TestWaitsDoubleAfterFiveFailures(t *testing.T) {
	var throttle Throttle
	now := noon
	for i, wait := range []time.Duration{0, 0, 0, 0, 0, 30 * time.Second, time.Minute, 2 * time.Minute, 4 * time.Minute,
		8 * time.Minute, 16 * time.Minute, 32 * time.Minute, time.Hour, time.Hour} {
		if wait > 0 {
			var locked *LockedError
			if _, err := throttle.Attempt(now.Add(wait - 1)); !errors.As(err, &locked) || !locked.Until.Equal(now.Add(wait)) {
				t.Fatalf("attempt %d: got %v, want locked until %v", i, err, now.Add(wait))
			}
		}
		now = now.Add(wait)
		var err error
		if throttle, err = throttle.Attempt(now); err != nil {
			t.Fatalf("attempt %d: %v", i, err)
		}
	}
	if throttle.Succeeded() != (Throttle{}) {
		t.Error("a success must forget the failures")
	}
}

func TestALockSurvivesRestartAndAClockThatIsSet(t *testing.T) {
	locked := Throttle{Failed: 5, Last: noon}
	stored, err := json.Marshal(locked)
	if err != nil {
		t.Fatal(err)
	}
	var back Throttle
	if err := json.Unmarshal(stored, &back); err != nil {
		t.Fatal(err)
	}
	yesterday := noon.Add(-24 * time.Hour)
	back, err = back.Attempt(yesterday)
	var lock *LockedError
	if !errors.As(err, &lock) || !lock.Until.Equal(yesterday.Add(30*time.Second)) {
		t.Fatalf("with the clock set back: %v, want a lock of 30 s from now", err)
	}
	if _, err := back.Attempt(yesterday.Add(30 * time.Second)); err != nil {
		t.Errorf("after the wait: %v", err)
	}
}

// TestGuessingStaysSlow lets a guesser try as often as it likes, setting the
// clock as it likes, and counts real time.
func TestGuessingStaysSlow(t *testing.T) {
	seed := mathrand.Uint64()
	t.Logf("seed %d", seed)
	random := mathrand.New(mathrand.NewPCG(seed, 1))
	var throttle Throttle
	var elapsed, shift time.Duration
	tried := 0
	for elapsed < 24*time.Hour {
		elapsed += time.Duration(random.Int64N(int64(10 * time.Second)))
		if random.IntN(100) == 0 {
			shift -= time.Duration(random.Int64N(int64(48 * time.Hour)))
		}
		next, err := throttle.Attempt(noon.Add(elapsed + shift))
		if err == nil {
			tried++
		}
		throttle = next
	}
	// 5 free, 7 while the wait doubles to an hour, then one an hour.
	if tried > 5+7+24 {
		t.Errorf("%d guesses in a day", tried)
	}
}
