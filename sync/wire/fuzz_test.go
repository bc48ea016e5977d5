package wire

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"tambur/kiosk/attendance"
)

// Every target holds its decoder to the same: it never panics, it says why it
// refuses, and what it accepts encodes to something that it reads as the same.

func FuzzDecodeSegment(f *testing.F) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{1, 3, 20} {
		message, err := NewSegment("unit", "door", "epoch", 1, Digest{}, chain(f, r, n), keyA).Encode(morning)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(message)
		f.Add(bytes.Replace(message, []byte(`"from":1`), []byte(`"From":1`), 1))
		f.Add(append(message, ']'))
	}
	f.Fuzz(func(t *testing.T, message []byte) {
		s, cores, err := DecodeSegment(message)
		if refused(t, err) {
			return
		}
		// An accepted segment stands up to a check by other means.
		if again := NewSegment(s.Unit, s.Kiosk, s.Epoch, s.From, s.Before, s.Records, keyA); again.To != s.To || again.Head != s.Head {
			t.Errorf("the records make %d to %d with head %s", again.From, again.To, again.Head)
		}
		prev := s.Before
		for i, record := range s.Records {
			if cores[i].Prev != prev || cores[i].Seq != s.From+uint64(i) || cores[i].Kiosk != s.Kiosk || cores[i].Epoch != s.Epoch {
				t.Errorf("event %d doesn't belong there", i)
			}
			prev = record.Digest()
		}
		encoded, err := s.Encode(morning)
		if err != nil {
			if ReasonOf(err) == TooLarge { // the same events written more broadly
				return
			}
			t.Fatal(err)
		}
		same, sameCores, err := DecodeSegment(encoded)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(s, same) + cmp.Diff(cores, sameCores, sameTime); diff != "" {
			t.Error(diff)
		}
	})
}

// FuzzSignedSegment bends what stands behind a signature that is right: a kiosk
// that has gone mad, or whose key was stolen.
func FuzzSignedSegment(f *testing.F) {
	for _, record := range chain(f, rand.New(rand.NewPCG(1, 2)), 6) {
		f.Add(record.Core, record.Private, uint64(1), []byte(nil))
	}
	f.Fuzz(func(t *testing.T, core, private []byte, from uint64, before []byte) {
		record := Record{Core: core}
		if len(private) > 0 {
			record.Private = private
		}
		var prev Digest
		copy(prev[:], before)
		message, err := NewSegment("unit", "door", "epoch", from, prev, []Record{record}, keyA).Encode(morning)
		if err != nil {
			refused(t, err)
			return
		}
		s, cores, err := DecodeSegment(message)
		if refused(t, err) {
			return
		}
		if !bytes.Equal(s.Records[0].Core, core) || !bytes.Equal(s.Records[0].Private, private) {
			t.Errorf("%q and %q became %q and %q", core, private, s.Records[0].Core, s.Records[0].Private)
		}
		if cores[0].Seq != from || cores[0].Prev != prev || cores[0].Kiosk != "door" || cores[0].Epoch != "epoch" {
			t.Errorf("accepted %+v at %d", cores[0], from)
		}
	})
}

func FuzzRecordDecode(f *testing.F) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, record := range chain(f, r, 12) {
		f.Add([]byte(record.Core), []byte(record.Private))
	}
	f.Add([]byte(`{"id":"e","kiosk":"k","epoch":"e","seq":1,"kind":"x","at":"0000-01-01T00:00:00+23:59","by":null}`), []byte{})
	f.Fuzz(func(t *testing.T, encoded, private []byte) {
		if len(private) == 0 {
			private = nil
		}
		core, err := Record{Core: encoded, Private: private}.Decode()
		if refused(t, err) {
			return
		}
		again, err := NewRecord(core, private)
		if err != nil {
			if ReasonOf(err) == TooLarge {
				return
			}
			t.Fatalf("what was read can't be written: %v", err)
		}
		same, err := again.Decode()
		if err != nil {
			t.Fatal(err)
		}
		if private == nil {
			core.Private = nil // NewRecord binds what is there; here it was erased
		}
		if diff := cmp.Diff(core, same, sameTime); diff != "" {
			t.Error(diff)
		}
	})
}

func FuzzDecodePrivate(f *testing.F) {
	seed, err := Private{Salt: make([]byte, MinSalt), Words: "hälsa \u2028"}.Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(seed)
	f.Add([]byte(`{"salt":"AAAAAAAAAAAAAAAAAAAAAA==","words":"\ud800"}`))
	f.Fuzz(func(t *testing.T, encoded []byte) {
		p, err := DecodePrivate(encoded)
		if refused(t, err) {
			return
		}
		again, err := p.Encode()
		if err != nil {
			if ReasonOf(err) == TooLarge {
				return
			}
			t.Fatal(err)
		}
		same, err := DecodePrivate(again)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(p, same); diff != "" {
			t.Error(diff)
		}
	})
}

func FuzzDecodeReceipt(f *testing.F) {
	seed, err := Receipt{Unit: "u", Kiosk: "k", Epoch: "e", Through: 3, Head: Sum(nil), Time: morning, Refused: &Refusal{Reason: Gap}}.Encode("id")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(seed)
	f.Fuzz(func(t *testing.T, message []byte) {
		r, err := DecodeReceipt(message)
		again(t, err, r, func() ([]byte, error) { return r.Encode("id") }, DecodeReceipt)
	})
}

func FuzzDecodeState(f *testing.F) {
	seed, err := State{Unit: "u", Kiosk: "k", Online: true, Session: "s", Head: 3}.Encode(morning)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(seed)
	f.Fuzz(func(t *testing.T, message []byte) {
		s, err := DecodeState(message)
		again(t, err, s, func() ([]byte, error) { return s.Encode(morning) }, DecodeState)
	})
}

func FuzzDecodeDirectory(f *testing.F) {
	day := attendance.Date{Year: 2026, Month: 3, Day: 2}
	seed, err := EncodeDirectory(attendance.Directory{
		Unit:     attendance.Unit{ID: "u", TimeZone: "Europe/Stockholm"},
		Children: []attendance.Child{{ID: "c", GivenName: "Åsa"}},
		Rights:   []attendance.Right{{Person: "p", Child: "c", Kind: attendance.Guardian, From: day}},
		Planned:  []attendance.PlannedTime{{Child: "c", Date: day, From: 480, Until: 900}},
		Absences: []attendance.Absence{{Child: "c", From: day, FromTime: new(attendance.TimeOfDay)}},
		Schedules: []attendance.Schedule{{Child: "c", From: day, Weeks: 2, State: attendance.Agreed, Temporary: true,
			Entries: []attendance.WeekTime{{Week: 1, Day: 7, From: 480, Until: 900}}}},
	}, morning)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(seed)
	decode := func(message []byte) (attendance.Directory, error) { return DecodeDirectory(message, "u") }
	f.Fuzz(func(t *testing.T, message []byte) {
		d, err := decode(message)
		again(t, err, d, func() ([]byte, error) { return EncodeDirectory(d, morning) }, decode)
	})
}

func FuzzDecodeToday(f *testing.F) {
	seed, err := EncodeToday("u", attendance.Today{
		Days:    []attendance.DayPlan{{Schedule: []attendance.Activity{{From: 540, Until: 600, Title: attendance.Text{"sv": "Samling"}}}}},
		Notices: []attendance.Notice{{Text: attendance.Text{"sv": "Stängt", "a&b": "names that need escapes"}}},
	}, morning)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(seed)
	decode := func(message []byte) (attendance.Today, error) { return DecodeToday(message, "u") }
	f.Fuzz(func(t *testing.T, message []byte) {
		d, err := decode(message)
		again(t, err, d, func() ([]byte, error) { return EncodeToday("u", d, morning) }, decode)
	})
}

func FuzzParseKioskTopic(f *testing.F) {
	f.Add("tambur/1/unit/door/journal")
	f.Add("tambur/1/+/#/state")
	f.Add("$share/x/tambur/1/unit/door/receipt")
	f.Fuzz(func(t *testing.T, topic string) {
		unit, kiosk, channel, err := ParseKioskTopic(topic)
		if !refused(t, err) && KioskTopic(unit, kiosk, channel) != topic {
			t.Errorf("%q became %q", topic, KioskTopic(unit, kiosk, channel))
		}
	})
}

func FuzzDigestUnmarshalText(f *testing.F) {
	f.Add([]byte(Sum(nil).String()))
	f.Add([]byte("00"))
	f.Fuzz(func(t *testing.T, text []byte) {
		var d Digest
		if err := d.UnmarshalText(text); err == nil && d.String() != string(text) {
			t.Errorf("%q became %s", text, d)
		} else if err != nil && d != (Digest{}) {
			t.Errorf("%q was refused and left %s", text, d)
		}
	})
}

// refused tells whether a message was, which must be for one of the reasons that
// both ends know.
func refused(t *testing.T, err error) bool {
	t.Helper()
	if err == nil {
		return false
	}
	f, ok := err.(*Fault)
	if !ok {
		t.Fatalf("refused without a reason: %v", err)
	}
	switch f.Reason {
	case Malformed, TooLarge, BadChain, BadPrivate, BadSignature, Foreign:
	default:
		t.Errorf("a decoder can't know of %q", f.Reason)
	}
	return true
}

func again[D any](t *testing.T, err error, d D, encode func() ([]byte, error), decode func([]byte) (D, error)) {
	t.Helper()
	if refused(t, err) {
		return
	}
	encoded, err := encode()
	if err != nil {
		if ReasonOf(err) == TooLarge {
			return
		}
		t.Fatalf("what was read can't be written: %v", err)
	}
	same, err := decode(encoded)
	if err != nil {
		t.Fatalf("what was read and written can't be read: %v\n%s", err, encoded)
	}
	// An empty list and none are the same to every reader of the contract.
	if diff := cmp.Diff(d, same, cmpopts.EquateEmpty(), sameTime); diff != "" {
		t.Error(diff)
	}
}
