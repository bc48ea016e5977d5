package wire

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"tambur/kiosk/attendance"
)

var (
	morning  = time.Date(2026, 3, 2, 7, 30, 0, 123456789, time.FixedZone("", 3600))
	keyA     = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{1}, ed25519.SeedSize))
	keyB     = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{2}, ed25519.SeedSize))
	sameTime = cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })
)

// chain is n records of one install, from 1.
func chain(t testing.TB, r *rand.Rand, n int) []Record {
	t.Helper()
	var records []Record
	var prev Digest
	for i := range n {
		core := someCore(r, uint64(i+1), prev)
		var private []byte
		if r.IntN(3) == 0 {
			var err error
			if private, err = somePrivate(r).Encode(); err != nil {
				t.Fatal(err)
			}
		}
		record, err := NewRecord(core, private)
		if err != nil {
			t.Fatalf("record %d: %v", i+1, err)
		}
		records = append(records, record)
		prev = record.Digest()
	}
	return records
}

func someCore(r *rand.Rand, seq uint64, prev Digest) Core {
	kinds := []attendance.Kind{attendance.Announced, attendance.Released, attendance.PickupPlanned, "not-yet-known", "<&>  \"\\"}
	core := CoreOf(attendance.Event{
		Draft: attendance.Draft{
			Kind: kinds[r.IntN(len(kinds))], Child: attendance.ChildID(someText(r)),
			By:       attendance.By{Person: attendance.PersonID(someText(r)), How: attendance.ByBadge},
			Corrects: attendance.EventID(someText(r)),
			Pickup:   attendance.TimeOfDay(r.IntN(24 * 60)),
		},
		ID: attendance.EventID(fmt.Sprintf("e-%d", seq)), Kiosk: "door", Epoch: "epoch", Seq: seq,
		At: morning.Add(time.Duration(r.Int64N(int64(365 * 24 * time.Hour)))),
	})
	if r.IntN(2) == 0 {
		core = CoreOf(withDetails(core.Event(), r))
	}
	core.Clock = Clock{Boot: someText(r), SinceBoot: r.Int64(), State: ClockOK}
	core.Prev = prev
	return core
}

// withDetails is the event with what only some kinds carry, here or there.
func withDetails(e attendance.Event, r *rand.Rand) attendance.Event {
	clock := func() *attendance.TimeOfDay {
		if r.IntN(2) == 0 {
			return nil
		}
		at := attendance.TimeOfDay(r.IntN(24 * 60))
		return &at
	}
	if r.IntN(2) == 0 {
		e.When = e.At.Add(-time.Duration(r.Int64N(int64(24 * time.Hour))))
		e.From = attendance.Date{Year: 2026, Month: 2, Day: 1 + r.IntN(28)}
		e.Until = e.From.AddDays(r.IntN(90))
	}
	e.FromTime, e.UntilTime = clock(), clock()
	e.Reason = []string{"", attendance.WrongTime, attendance.Drill}[r.IntN(3)]
	e.Phrase = []string{"", "slept-badly", "not-yet-known-2"}[r.IntN(3)]
	e.Collector, e.Person = attendance.PersonID(someText(r)), attendance.PersonID(someText(r))
	e.Group, e.About = attendance.GroupID(someText(r)), attendance.EventID(someText(r))
	return e
}

// Every field of a draft but the words is in the core and comes back out.
func TestTheCoreCarriesAllThatADraftHolds(t *testing.T) {
	half := attendance.Clock(11, 30)
	e := attendance.Event{
		Draft: attendance.Draft{
			Kind: attendance.PickupPlanned, Child: "c", By: attendance.By{Person: "p", How: attendance.ByPIN},
			Corrects: "before", Pickup: attendance.Clock(15, 30), When: morning.Add(-time.Hour), Reason: attendance.Forgotten,
			From: attendance.Date{Year: 2026, Month: 3, Day: 2}, Until: attendance.Date{Year: 2026, Month: 3, Day: 4},
			FromTime: &half, UntilTime: &half, Collector: "grandmother", Person: "father", Group: "g", Phrase: "tired", About: "a",
		},
		ID: "e", Kiosk: "door", Epoch: "epoch", Seq: 1, At: morning,
	}
	for i, field := 0, reflect.ValueOf(e.Draft); i < field.NumField(); i++ {
		if name := field.Type().Field(i).Name; name != "Words" && field.Field(i).IsZero() {
			t.Fatalf("this test leaves out %s", name)
		}
	}
	record, err := NewRecord(CoreOf(e), nil)
	if err != nil {
		t.Fatal(err)
	}
	core, err := record.Decode()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(e, core.Event(), sameTime); diff != "" {
		t.Error(diff)
	}
	// What most events don't have takes no room in them.
	record, err = NewRecord(CoreOf(attendance.Event{Draft: attendance.Draft{Kind: attendance.Started}, ID: "e", Kiosk: "door", Epoch: "epoch", Seq: 1, At: morning}), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"when", "reason", "phrase", "from", "until", "fromTime", "untilTime", "collector", "person", "group", "about"} {
		if bytes.Contains(record.Core, []byte(`"`+name+`"`)) {
			t.Errorf("%s stands in %s", name, record.Core)
		}
	}
}

func somePrivate(r *rand.Rand) Private {
	salt := make([]byte, MinSalt+r.IntN(16))
	for i := range salt {
		salt[i] = byte(r.Uint32())
	}
	return Private{Salt: salt, Words: someText(r)}
}

// someText is made to hurt: quotes, controls, separators of JavaScript, HTML.
func someText(r *rand.Rand) string {
	all := []rune("aåÖ09-_/\"\\<>&\x00\x1f\x7f\u2028\u2029\ufffd\U0001F476 ")
	text := make([]rune, r.IntN(30))
	for i := range text {
		text[i] = all[r.IntN(len(all))]
	}
	return string(text)
}

func random(t *testing.T) *rand.Rand {
	t.Helper()
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

// What goes in comes out, and every hashed byte is the same.
func TestSegmentsKeepEveryByte(t *testing.T) {
	r := random(t)
	for range 100 {
		records := chain(t, r, 1+r.IntN(60))
		from := r.IntN(len(records))
		var before Digest
		if from > 0 {
			before = records[from-1].Digest()
		}
		// Some private parts have been erased on the way.
		sent := append([]Record(nil), records[from:]...)
		for i := range sent {
			if r.IntN(4) == 0 {
				sent[i].Private = nil
			}
		}
		in := NewSegment("unit", "door", "epoch", uint64(from+1), before, sent, keyA)
		message, err := in.Encode(morning)
		if err != nil {
			t.Fatal(err)
		}
		out, cores, err := DecodeSegment(message)
		if err != nil {
			t.Fatalf("%v\n%s", err, message)
		}
		if !reflect.DeepEqual(in, out) {
			t.Fatalf("%+v became %+v", in, out)
		}
		again, err := out.Encode(morning)
		if err != nil || !bytes.Equal(again, message) {
			t.Fatalf("the segment encodes differently the second time: %v", err)
		}
		for i, core := range cores {
			want, err := sent[i].Decode()
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, core, sameTime); diff != "" {
				t.Fatal(diff)
			}
		}
	}
}

func TestRecordsRoundTrip(t *testing.T) {
	r := random(t)
	for range 500 {
		in := someCore(r, 1, Digest{})
		words := somePrivate(r)
		private, err := words.Encode()
		if err != nil {
			t.Fatal(err)
		}
		record, err := NewRecord(in, private)
		if err != nil {
			t.Fatal(err)
		}
		out, err := record.Decode()
		if err != nil {
			t.Fatal(err)
		}
		sum := Sum(private)
		in.Private = &sum
		if diff := cmp.Diff(in, out, sameTime); diff != "" {
			t.Fatal(diff)
		}
		if diff := cmp.Diff(in.Event(), out.Event(), sameTime); diff != "" {
			t.Fatal(diff)
		}
		if _, offset := out.At.Zone(); offset != 3600 {
			t.Fatalf("the offset became %d s", offset)
		}
		got, err := DecodePrivate(record.Private)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(words, got); diff != "" {
			t.Fatal(diff)
		}
	}
}

// A newer kiosk's fields are hashed, sent and stored as they were.
func TestUnknownFieldsStayInTheBytes(t *testing.T) {
	record, err := NewRecord(someCore(random(t), 1, Digest{}), nil)
	if err != nil {
		t.Fatal(err)
	}
	newer := strings.Replace(string(record.Core), `"seq":1`, ` "seq" : 1 , "lamp":{"on":true,"é":[1.50,null]}`, 1)
	record.Core = []byte(newer)
	message, err := NewSegment("unit", "door", "epoch", 1, Digest{}, []Record{record}, keyA).Encode(morning)
	if err != nil {
		t.Fatal(err)
	}
	got, cores, err := DecodeSegment(message)
	if err != nil {
		t.Fatal(err)
	}
	if string(got.Records[0].Core) != newer || cores[0].Seq != 1 {
		t.Fatalf("%s became %s", newer, got.Records[0].Core)
	}
}

func TestEveryRecordFitsIntoAMessage(t *testing.T) {
	// The worst that a private part may hold takes six bytes for each.
	worst := bytes.Repeat([]byte{1}, MaxPrivate)
	core := someCore(random(t), 1, Digest{})
	core.Child = attendance.ChildID(strings.Repeat("\\", 1500))
	record, err := NewRecord(core, worst)
	if err != nil {
		t.Fatal(err)
	}
	message, err := NewSegment("unit", "door", "epoch", 1, Digest{}, []Record{record}, keyA).Encode(morning)
	if err != nil {
		t.Fatalf("a single event must always fit: %v", err)
	}
	if _, _, err := DecodeSegment(message); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d of %d bytes", len(message), MaxMessage)
}

func TestNewRecordRefusesWhatTheOtherEndWould(t *testing.T) {
	for name, c := range map[string]struct {
		change  func(*Core)
		private []byte
		want    Reason // empty for any error
	}{
		"no id":                   {func(c *Core) { c.ID = "" }, nil, Malformed},
		"no kiosk":                {func(c *Core) { c.Kiosk = "" }, nil, Malformed},
		"a kiosk that is no id":   {func(c *Core) { c.Kiosk = "a/b" }, nil, Malformed},
		"no epoch":                {func(c *Core) { c.Epoch = "" }, nil, Malformed},
		"an epoch with a line":    {func(c *Core) { c.Epoch = "a\nb" }, nil, Malformed},
		"no kind":                 {func(c *Core) { c.Kind = "" }, nil, Malformed},
		"no number":               {func(c *Core) { c.Seq = 0 }, nil, Malformed},
		"no time":                 {func(c *Core) { c.At = time.Time{} }, nil, Malformed},
		"a year with five digits": {func(c *Core) { c.At = c.At.AddDate(9000, 0, 0) }, nil, ""},
		"a first with a former":   {func(c *Core) { c.Prev = Sum(nil) }, nil, BadChain},
		"a second without":        {func(c *Core) { c.Seq = 2 }, nil, BadChain},
		"an id that is no text":   {func(c *Core) { c.Child = "\xff" }, nil, Malformed},
		"a group that is no text": {func(c *Core) { c.Group = "\xff" }, nil, Malformed},
		"words for a phrase":      {func(c *Core) { c.Phrase = "Alma sov dåligt" }, nil, Malformed},
		"words for a reason":      {func(c *Core) { c.Reason = "Fel barn" }, nil, Malformed},
		"a phrase without end":    {func(c *Core) { c.Phrase = strings.Repeat("x", 41) }, nil, Malformed},
		"a day in no calendar":    {func(c *Core) { c.From.Day, c.From.Month, c.From.Year = 30, 2, 2026 }, nil, ""},
		"a part after midnight":   {func(c *Core) { late := attendance.TimeOfDay(24 * 60); c.UntilTime = &late }, nil, ""},
		"words that are no text":  {func(*Core) {}, []byte("{\"words\":\"\xff\"}"), Malformed},
		"too many ids":            {func(c *Core) { c.Child = attendance.ChildID(strings.Repeat("x", MaxCore)) }, nil, TooLarge},
		"too many words":          {func(*Core) {}, make([]byte, MaxPrivate+1), TooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			core := someCore(random(t), 1, Digest{})
			c.change(&core)
			record, err := NewRecord(core, c.private)
			var fault *Fault
			switch {
			case err == nil:
				t.Fatalf("made %s", record.Core)
			case c.want != "" && (!errors.As(err, &fault) || fault.Reason != c.want):
				t.Fatalf("%v, want %s", err, c.want)
			}
		})
	}
}

func TestPrivatePartsThatCantBe(t *testing.T) {
	salt := make([]byte, MinSalt)
	for name, p := range map[string]Private{
		"short salt":     {Salt: salt[1:], Words: "hello"},
		"no text":        {Salt: salt, Words: "\xff"},
		"too many words": {Salt: salt, Words: strings.Repeat("x", MaxPrivate)},
	} {
		if encoded, err := p.Encode(); err == nil {
			t.Errorf("%s: %s", name, encoded)
		}
	}
}

func TestDocumentsRoundTrip(t *testing.T) {
	dir := attendance.Directory{
		Version: 7,
		Unit:    attendance.Unit{ID: "unit", Name: "Björken", Policy: attendance.StaffReceipt, TimeZone: "Europe/Stockholm", CollectorAge: 15, LateAfter: 10, NoNamesAtDoor: true},
		Groups:  []attendance.Group{{ID: "g", Name: "Ugglan", Symbol: "owl", ChildrenPerStaff: 6}},
		Children: []attendance.Child{
			{ID: "c", GivenName: "Åsa \"<&>\"", FamilyName: "Ö\u2028", Group: "g", Marking: "Sekretess", NoNameAtDoor: true},
		},
		People:  []attendance.Person{{ID: "p", GivenName: "Li", FamilyName: "Ek", PIN: "$argon2id$…", Staff: true, Groups: []attendance.GroupID{"g"}, OldEnoughFrom: attendance.Date{Year: 2031, Month: 6, Day: 1}}},
		Rights:  []attendance.Right{{Person: "p", Child: "c", Kind: attendance.Guardian, Until: attendance.Date{Year: 2026, Month: 6, Day: 30}}},
		Badges:  []attendance.Badge{{Hash: "00", Person: "p", Revoked: true}},
		Planned: []attendance.PlannedTime{{Child: "c", Date: attendance.Date{Year: 2026, Month: 3, Day: 2}, From: 480, Until: 930}},
		Absences: []attendance.Absence{{
			Child: "c", From: attendance.Date{Year: 2026, Month: 3, Day: 3}, Until: attendance.Date{Year: 2026, Month: 3, Day: 4},
			UntilTime: new(attendance.TimeOfDay),
		}},
		Schedules: []attendance.Schedule{{
			Child: "c", From: attendance.Date{Year: 2026, Month: 1, Day: 5}, Weeks: 2, State: attendance.Agreed,
			Entries: []attendance.WeekTime{{Week: 1, Day: 5, From: 480, Until: 930}},
		}},
	}
	message, err := EncodeDirectory(dir, morning)
	if err != nil {
		t.Fatal(err)
	}
	gotDir, err := DecodeDirectory(message, "unit")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(dir, gotDir); diff != "" {
		t.Error(diff)
	}
	today := attendance.Today{
		Version: 3,
		Days: []attendance.DayPlan{{
			Date:     attendance.Date{Year: 2026, Month: 3, Day: 2},
			Schedule: []attendance.Activity{{From: 540, Until: 600, Title: attendance.Text{"sv": "Samling", "en": "Gathering"}, Symbol: "gathering"}},
			Menu:     []attendance.Meal{{Kind: attendance.Lunch, At: 690, Dish: attendance.Text{"sv": "Fisk"}, Allergens: []attendance.Allergen{attendance.Fish}, AllergensKnown: true}},
		}},
		Notices: []attendance.Notice{{Text: attendance.Text{"sv": "Stängt"}, From: attendance.Date{Year: 2026, Month: 3, Day: 6}}},
	}
	if message, err = EncodeToday("unit", today, morning); err != nil {
		t.Fatal(err)
	}
	gotToday, err := DecodeToday(message, "unit")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(today, gotToday); diff != "" {
		t.Error(diff)
	}
	for _, state := range []State{
		{Unit: "unit", Kiosk: "door", Online: true, Session: "s", Version: "1.2", Epoch: "epoch", Head: 12, Unsent: 3},
		{Unit: "unit", Kiosk: "door"},
	} {
		if message, err = state.Encode(morning); err != nil {
			t.Fatal(err)
		}
		if got, err := DecodeState(message); err != nil || got != state {
			t.Errorf("%+v became %+v: %v", state, got, err)
		}
	}
	for _, receipt := range []Receipt{
		{Unit: "unit", Kiosk: "door", Epoch: "epoch", Time: morning},
		{Unit: "unit", Kiosk: "door", Epoch: "epoch", Through: 1<<64 - 1, Head: Sum(nil), Time: morning,
			Refused: &Refusal{Reason: Gap, Detail: "events are missing", Seq: 9}},
	} {
		if message, err = receipt.Encode("id"); err != nil {
			t.Fatal(err)
		}
		got, err := DecodeReceipt(message)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(receipt, got, sameTime); diff != "" {
			t.Error(diff)
		}
	}
}

func TestDirectoriesThatTheDoorCantUse(t *testing.T) {
	good := attendance.Directory{Unit: attendance.Unit{ID: "unit", TimeZone: "Europe/Stockholm"}}
	for name, c := range map[string]struct {
		zone string
		unit attendance.UnitID
		want Reason
	}{
		"another unit":      {"Europe/Stockholm", "other", Foreign},
		"no zone":           {"", "unit", Malformed},
		"the machine's":     {"Local", "unit", Malformed},
		"an unknown zone":   {"Europe/Atlantis", "unit", Malformed},
		"a path":            {"../../etc/passwd", "unit", Malformed},
		"an absolute path":  {"/etc/passwd", "unit", Malformed},
		"a zone of a drive": {"C:\\zone", "unit", Malformed},
	} {
		dir := good
		dir.Unit.TimeZone = c.zone
		message, err := EncodeDirectory(dir, morning)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := DecodeDirectory(message, c.unit); err == nil || ReasonOf(err) != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	message, err := EncodeToday("unit", attendance.Today{Version: 1}, morning)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := DecodeToday(message, "other"); ReasonOf(err) != Foreign {
		t.Errorf("today of another unit: %v", err)
	}
	if _, err := DecodeDirectory(message, "unit"); err == nil {
		t.Error("today was taken for a directory")
	}
}

func TestWhatIsTooLargeIsNotEncoded(t *testing.T) {
	huge := strings.Repeat("x", MaxMessage)
	_, state := State{Unit: "u", Kiosk: "k", Version: huge}.Encode(morning)
	_, receipt := Receipt{Refused: &Refusal{Detail: huge}}.Encode("id")
	_, dir := EncodeDirectory(attendance.Directory{Unit: attendance.Unit{Name: strings.Repeat(huge, 1+MaxDocument/MaxMessage)}}, morning)
	many := make([]Record, MaxSegmentEvents+1)
	_, segment := NewSegment("u", "k", "e", 1, Digest{}, many, keyA).Encode(morning)
	_, full := NewSegment("u", "k", "e", 1, Digest{}, []Record{{Core: []byte(huge)}}, keyA).Encode(morning)
	for name, err := range map[string]error{"state": state, "receipt": receipt, "directory": dir, "segment": segment, "bytes": full} {
		if ReasonOf(err) != TooLarge {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, records := range map[string][]Record{"nothing": nil, "no text": {{Core: []byte{0xff}}}, "no private text": {{Core: []byte("{}"), Private: []byte{0xff}}}} {
		if _, err := NewSegment("u", "k", "e", 1, Digest{}, records, keyA).Encode(morning); err == nil {
			t.Errorf("%s was encoded", name)
		}
	}
}

func TestTopics(t *testing.T) {
	for _, c := range []Channel{JournalChannel, ReceiptChannel, StateChannel} {
		topic := KioskTopic("unit_1", "Door-2", c)
		unit, kiosk, channel, err := ParseKioskTopic(topic)
		if err != nil || unit != "unit_1" || kiosk != "Door-2" || channel != c {
			t.Errorf("%s: %s %s %s %v", topic, unit, kiosk, channel, err)
		}
	}
	if got := UnitTopic("u", DirectoryChannel); got != "tambur/1/u/directory" {
		t.Error(got)
	}
	if got := EveryKiosk(JournalChannel); got != "tambur/1/+/+/journal" {
		t.Error(got)
	}
	long := strings.Repeat("x", 65)
	for _, topic := range []string{
		"", "/", "tambur", "tambur/1", "tambur/1/u/k", "tambur/1/u/k/", "tambur/1/u/k/journal/", "/tambur/1/u/k/journal",
		"tambur/2/u/k/journal", "tambur/1//k/journal", "tambur/1/u//journal", "tambur/1/+/k/journal", "tambur/1/u/+/journal",
		"tambur/1/u/#/journal", "tambur/1/u/k/#", "tambur/1/u/k/+", "$share/g/tambur/1/u/k/journal", "tambur/1/$SYS/k/journal",
		"tambur/1/u/k/Journal", "tambur/1/u/k/directory", "tambur/1/u k/k/journal", "tambur/1/ü/k/journal", "tambur/1/u/k\x00/journal",
		"tambur/1/u/k/journal\n", "tambur/1/u.d/k/journal", "TAMBUR/1/u/k/journal", "tambur/1/" + long + "/k/journal",
	} {
		if unit, kiosk, channel, err := ParseKioskTopic(topic); err == nil || unit != "" || kiosk != "" || channel != "" {
			t.Errorf("%q: %q %q %q %v", topic, unit, kiosk, channel, err)
		}
	}
}

func TestDigestText(t *testing.T) {
	good := Sum([]byte("x"))
	var d Digest
	if err := d.UnmarshalText([]byte(good.String())); err != nil || d != good {
		t.Fatalf("%s: %v", d, err)
	}
	for _, text := range []string{
		"", "00", strings.ToUpper(good.String()), good.String() + "00", good.String()[1:], "zz" + good.String()[2:],
		good.String()[:62] + "zz", good.String()[:63] + "\n", "0x" + good.String()[2:], good.String()[:62] + "é",
	} {
		d := good
		if err := d.UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q was read", text)
		}
		if d != good {
			t.Errorf("%q was refused and changed the digest", text)
		}
	}
}

// The one rule about members is checked against the standard library: whatever
// it would fill a field from must be written exactly as the contract says.
func TestFoldingIsTheStandardLibrarys(t *testing.T) {
	for _, name := range []string{"seq", "SEQ", "Seq", "ſeq", "seK", "kiosk", "Kiosk", "ſinceBoot", "sinceboot", "séq", "SÉQ"} {
		var into struct {
			Seq, Kiosk, SinceBoot, Sek, Séq int
		}
		if err := json.Unmarshal(fmt.Appendf(nil, `{%q:1}`, name), &into); err != nil {
			t.Fatal(err)
		}
		taken := into.Seq+into.Kiosk+into.SinceBoot+into.Sek+into.Séq > 0
		known := false
		for _, field := range []string{"Seq", "Kiosk", "SinceBoot", "Sek", "Séq"} {
			known = known || fold(field) == fold(name)
		}
		if taken != known {
			t.Errorf("%q: the library takes it: %v; folded it is a field: %v", name, taken, known)
		}
	}
	if !utf8.ValidString(fold("\U0001F476")) {
		t.Error("folding broke a rune")
	}
}
