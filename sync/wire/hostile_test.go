package wire

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"tambur/kiosk/attendance"
)

// forged is a segment whose parts can be bent before it is put together.
type forged struct {
	segment  Segment
	members  map[string]string // of data, as raw JSON; replaces or adds
	envelope map[string]string // of the CloudEvent, as raw JSON
	key      ed25519.PrivateKey
	unsigned bool // keep the signature over the segment as it was
}

func forge(t testing.TB, n int) *forged {
	t.Helper()
	records := chain(t, rand.New(rand.NewPCG(1, 2)), n)
	return &forged{
		segment:  NewSegment("unit", "door", "epoch", 1, Digest{}, records, keyA),
		members:  make(map[string]string),
		envelope: make(map[string]string),
		key:      keyA,
	}
}

// message puts it together by hand, since Encode would refuse some of it.
func (f *forged) message(t testing.TB) string {
	t.Helper()
	if !f.unsigned {
		f.segment.Key = f.key.Public().(ed25519.PublicKey)
		f.segment.Signature = ed25519.Sign(f.key, f.segment.SignedText())
	}
	events := make([]segmentEvent, len(f.segment.Records))
	for i, r := range f.segment.Records {
		events[i].Core = string(r.Core)
		if r.Private != nil {
			private := string(r.Private)
			events[i].Private = &private
		}
	}
	data := object(t, segmentData{
		Unit: f.segment.Unit, Kiosk: f.segment.Kiosk, Epoch: f.segment.Epoch, From: f.segment.From, To: f.segment.To,
		Before: f.segment.Before, Head: f.segment.Head, Events: events, Key: f.segment.Key, Signature: f.segment.Signature,
	}, f.members)
	return object(t, envelope{
		SpecVersion: "1.0", ID: "id", Source: "/s", Type: TypeSegment, Time: morning,
		DataContentType: "application/json", Data: json.RawMessage(data),
	}, f.envelope)
}

// object writes a value's members, with some replaced; "-" leaves one out.
func object(t testing.TB, v any, replaced map[string]string) string {
	t.Helper()
	encoded, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(encoded, &members); err != nil {
		t.Fatal(err)
	}
	for name, raw := range replaced {
		members[name] = json.RawMessage(raw)
		if raw == "-" {
			delete(members, name)
		}
	}
	var b strings.Builder
	b.WriteByte('{')
	for name, raw := range members {
		if b.Len() > 1 {
			b.WriteByte(',')
		}
		b.WriteString(`"` + name + `":` + string(raw))
	}
	b.WriteByte('}')
	return b.String()
}

// rechain links the records anew after a core was bent, so that only what was
// bent is wrong.
func (f *forged) rechain(t testing.TB, i int, change func(*Core)) {
	t.Helper()
	core, err := decodeCore(f.segment.Records[i].Core)
	if err != nil {
		t.Fatal(err)
	}
	change(&core)
	f.replace(t, i, marshal(t, core))
}

// replace puts other bytes in the place of a core and links those after it anew.
func (f *forged) replace(t testing.TB, i int, core []byte) {
	t.Helper()
	f.segment.Records[i].Core = core
	for j := i + 1; j < len(f.segment.Records); j++ {
		next, err := decodeCore(f.segment.Records[j].Core)
		if err != nil {
			t.Fatal(err)
		}
		next.Prev = f.segment.Records[j-1].Digest()
		f.segment.Records[j].Core = marshal(t, next)
	}
	f.segment.Head = f.segment.Records[len(f.segment.Records)-1].Digest()
}

func marshal(t testing.TB, v any) []byte {
	t.Helper()
	encoded, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return encoded
}

func (f *forged) bend(t testing.TB, i int, old, with string) {
	t.Helper()
	core := string(f.segment.Records[i].Core)
	if !strings.Contains(core, old) {
		t.Fatalf("%s doesn't hold %s", core, old)
	}
	f.replace(t, i, []byte(strings.Replace(core, old, with, 1)))
}

func TestHostileSegments(t *testing.T) {
	if _, _, err := DecodeSegment([]byte(forge(t, 3).message(t))); err != nil {
		t.Fatalf("the control is refused: %v", err)
	}
	withPrivate := func(t testing.TB, f *forged) int {
		t.Helper()
		for i, r := range f.segment.Records {
			if r.Private != nil {
				return i
			}
		}
		t.Fatal("no event has a private part")
		return 0
	}
	for name, c := range map[string]struct {
		want Reason
		bend func(t *testing.T, f *forged) string // the message, or empty for f's own
	}{
		// Not a message at all.
		"nothing":            {Malformed, func(*testing.T, *forged) string { return " " }},
		"null":               {Malformed, func(*testing.T, *forged) string { return "null" }},
		"a list":             {Malformed, func(t *testing.T, f *forged) string { return "[" + f.message(t) + "]" }},
		"two values":         {Malformed, func(t *testing.T, f *forged) string { return f.message(t) + "{}" }},
		"a bracket after it": {Malformed, func(t *testing.T, f *forged) string { return f.message(t) + "]" }},
		"a brace after it":   {Malformed, func(t *testing.T, f *forged) string { return f.message(t) + " }" }},
		"half of it":         {Malformed, func(t *testing.T, f *forged) string { m := f.message(t); return m[:len(m)/2] }},
		"no UTF-8":           {Malformed, func(t *testing.T, f *forged) string { return strings.Replace(f.message(t), `"id"`, "\"id\xff\"", 1) }},
		"deep nesting":       {Malformed, func(*testing.T, *forged) string { return strings.Repeat("[", MaxMessage) }},
		"deep nesting of data": {Malformed, func(t *testing.T, f *forged) string {
			f.envelope["data"] = strings.Repeat("[", 20000) + strings.Repeat("]", 20000)
			return ""
		}},
		"a message too large": {TooLarge, func(t *testing.T, f *forged) string { return f.message(t) + strings.Repeat(" ", MaxMessage) }},
		"many members": {Malformed, func(t *testing.T, f *forged) string {
			for i := range mostMembers {
				f.members["x"+string(rune('a'+i/26))+string(rune('a'+i%26))] = "0"
			}
			return ""
		}},
		"a byte order mark": {Malformed, func(t *testing.T, f *forged) string { return "\ufeff" + f.message(t) }},
		// Not this CloudEvent.
		"another version":       {Malformed, func(t *testing.T, f *forged) string { f.envelope["specversion"] = `"0.3"`; return "" }},
		"no version":            {Malformed, func(t *testing.T, f *forged) string { f.envelope["specversion"] = "-"; return "" }},
		"another type":          {Malformed, func(t *testing.T, f *forged) string { f.envelope["type"] = `"` + TypeReceipt + `"`; return "" }},
		"no id":                 {Malformed, func(t *testing.T, f *forged) string { f.envelope["id"] = `""`; return "" }},
		"no source":             {Malformed, func(t *testing.T, f *forged) string { f.envelope["source"] = "-"; return "" }},
		"no data":               {Malformed, func(t *testing.T, f *forged) string { f.envelope["data"] = "-"; return "" }},
		"data of null":          {Malformed, func(t *testing.T, f *forged) string { f.envelope["data"] = "null"; return "" }},
		"data as text":          {Malformed, func(t *testing.T, f *forged) string { f.envelope["data"] = `"{}"`; return "" }},
		"data of XML":           {Malformed, func(t *testing.T, f *forged) string { f.envelope["datacontenttype"] = `"text/xml"`; return "" }},
		"a time of no calendar": {Malformed, func(t *testing.T, f *forged) string { f.envelope["time"] = `"2026-02-30T00:00:00Z"`; return "" }},
		"a type twice":          {Malformed, func(t *testing.T, f *forged) string { return strings.Replace(f.message(t), "{", `{"type":"x",`, 1) }},
		"a type in capitals":    {Malformed, func(t *testing.T, f *forged) string { f.envelope["TYPE"] = `"` + TypeSegment + `"`; return "" }},
		// Numbers and bounds.
		"no events":      {Malformed, func(t *testing.T, f *forged) string { f.members["events"] = "[]"; return "" }},
		"events of null": {Malformed, func(t *testing.T, f *forged) string { f.members["events"] = "null"; return "" }},
		"101 events": {Malformed, func(t *testing.T, f *forged) string {
			f.members["events"] = "[" + strings.Repeat(`{"core":"{}"},`, 100) + `{"core":"{}"}]`
			return ""
		}},
		"from zero":             {Malformed, func(t *testing.T, f *forged) string { f.segment.From, f.segment.To = 0, 2; return "" }},
		"to before from":        {Malformed, func(t *testing.T, f *forged) string { f.segment.From, f.segment.To = 3, 1; return "" }},
		"a to too high":         {Malformed, func(t *testing.T, f *forged) string { f.segment.To++; return "" }},
		"numbers that wrap":     {Malformed, func(t *testing.T, f *forged) string { f.segment.From, f.segment.To = 1<<64-1, 1; return "" }},
		"a negative from":       {Malformed, func(t *testing.T, f *forged) string { f.members["from"] = "-1"; return "" }},
		"a huge number":         {Malformed, func(t *testing.T, f *forged) string { f.members["to"] = "18446744073709551617"; return "" }},
		"a number with a point": {Malformed, func(t *testing.T, f *forged) string { f.members["to"] = "3.0"; return "" }},
		"an exponent":           {Malformed, func(t *testing.T, f *forged) string { f.members["to"] = "3e0"; return "" }},
		"a number as text":      {Malformed, func(t *testing.T, f *forged) string { f.members["to"] = `"3"`; return "" }},
		"a unit that is no id":  {Malformed, func(t *testing.T, f *forged) string { f.segment.Unit = "unit\ndoor"; return "" }},
		"a kiosk that is none":  {Malformed, func(t *testing.T, f *forged) string { f.segment.Kiosk = "door/#"; return "" }},
		"no epoch":              {Malformed, func(t *testing.T, f *forged) string { f.segment.Epoch = ""; return "" }},
		"digests in capitals": {Malformed, func(t *testing.T, f *forged) string {
			f.members["head"] = `"` + strings.ToUpper(f.segment.Head.String()) + `"`
			return ""
		}},
		"a short digest": {Malformed, func(t *testing.T, f *forged) string { f.members["before"] = `"00"`; return "" }},
		// Members that two readers read in two ways.
		"a member twice": {Malformed, func(t *testing.T, f *forged) string {
			return strings.Replace(f.message(t), `"from":1`, `"from":1,"from":1`, 1)
		}},
		"a member in capitals": {Malformed, func(t *testing.T, f *forged) string { f.members["FROM"] = "1"; return "" }},
		"only in capitals":     {Malformed, func(t *testing.T, f *forged) string { return strings.Replace(f.message(t), `"from":1`, `"From":1`, 1) }},
		"the Kelvin sign":      {Malformed, func(t *testing.T, f *forged) string { f.members["\u212aiosk"] = `"door"`; return "" }},
		"an escaped one twice": {Malformed, func(t *testing.T, f *forged) string {
			return strings.Replace(f.message(t), `"from":1`, `"from":1,"fr\u006fm":1`, 1)
		}},
		"a core's member twice": {Malformed, func(t *testing.T, f *forged) string { f.bend(t, 0, `{"id"`, `{"id":"x","id"`); return "" }},
		"a core's in capitals":  {Malformed, func(t *testing.T, f *forged) string { f.bend(t, 0, `"kind"`, `"Kind"`); return "" }},
		"a nested one twice":    {Malformed, func(t *testing.T, f *forged) string { f.bend(t, 0, `"how"`, `"how":"pin","how"`); return "" }},
		// Events.
		"a core that is no JSON": {Malformed, func(t *testing.T, f *forged) string { f.replace(t, 0, []byte("{")); return "" }},
		"a core of null":         {Malformed, func(t *testing.T, f *forged) string { f.replace(t, 0, []byte("null")); return "" }},
		"two cores in one": {Malformed, func(t *testing.T, f *forged) string {
			c := f.segment.Records[0].Core
			f.replace(t, 0, append(c[:len(c):len(c)], c...))
			return ""
		}},
		"a bracket after a core": {Malformed, func(t *testing.T, f *forged) string {

			f.replace(t, 0, append(f.segment.Records[0].Core, ']'))
			return ""
		}},
		"a core too large": {TooLarge, func(t *testing.T, f *forged) string {
			f.bend(t, 0, `{"id"`, `{"x":"`+strings.Repeat("x", MaxCore)+`","id"`)
			return ""
		}},
		"an event without id":   {Malformed, func(t *testing.T, f *forged) string { f.rechain(t, 0, func(c *Core) { c.ID = "" }); return "" }},
		"an event without kind": {Malformed, func(t *testing.T, f *forged) string { f.rechain(t, 0, func(c *Core) { c.Kind = "" }); return "" }},
		"an event of number 0":  {Malformed, func(t *testing.T, f *forged) string { f.rechain(t, 0, func(c *Core) { c.Seq = 0 }); return "" }},
		"an event without time": {Malformed, func(t *testing.T, f *forged) string { f.bend(t, 0, `"at":"`, `"when":"`); return "" }},
		"a year with 5 digits":  {Malformed, func(t *testing.T, f *forged) string { f.bend(t, 0, `"at":"`, `"at":"1`); return "" }},
		"a pick-up at 25":       {Malformed, func(t *testing.T, f *forged) string { f.bend(t, 0, `{"id"`, `{"pickup":"25:00","id"`); return "" }},
		"a missing event": {BadChain, func(t *testing.T, f *forged) string {
			f.segment.Records = append(f.segment.Records[:1], f.segment.Records[2:]...)
			f.segment.To--
			return ""
		}},
		"events in wrong order": {BadChain, func(t *testing.T, f *forged) string { r := f.segment.Records; r[1], r[2] = r[2], r[1]; return "" }},
		"one event twice":       {BadChain, func(t *testing.T, f *forged) string { f.segment.Records[2] = f.segment.Records[1]; return "" }},
		"an altered event": {BadChain, func(t *testing.T, f *forged) string {
			f.segment.Records[1].Core = bytes.Replace(f.segment.Records[1].Core, []byte(`"how":"badge"`), []byte(`"how":"pinpi"`), 1)
			return ""
		}},
		"an altered last event": {BadChain, func(t *testing.T, f *forged) string {
			f.segment.Records[2].Core = append([]byte(" "), f.segment.Records[2].Core...)
			return ""
		}},
		"another head":   {BadChain, func(t *testing.T, f *forged) string { f.segment.Head = Sum(nil); return "" }},
		"another before": {BadChain, func(t *testing.T, f *forged) string { f.segment.Before = Sum(nil); return "" }},
		"a later first":  {BadChain, func(t *testing.T, f *forged) string { f.segment.From, f.segment.To = 5, 7; return "" }},
		"zeros before a second": {BadChain, func(t *testing.T, f *forged) string {
			f.segment.From, f.segment.To = 2, 4
			f.rechain(t, 0, func(c *Core) { c.Seq = 2 })
			return ""
		}},
		"another kiosk's event": {Foreign, func(t *testing.T, f *forged) string { f.rechain(t, 1, func(c *Core) { c.Kiosk = "other" }); return "" }},
		"another install's":     {Foreign, func(t *testing.T, f *forged) string { f.rechain(t, 1, func(c *Core) { c.Epoch = "other" }); return "" }},
		// Private parts.
		"another private part": {BadPrivate, func(t *testing.T, f *forged) string {
			f.segment.Records[withPrivate(t, f)].Private = []byte("{}")
			return ""
		}},
		"an empty private part": {BadPrivate, func(t *testing.T, f *forged) string {
			f.segment.Records[withPrivate(t, f)].Private = []byte{}
			return ""
		}},
		"a private part unbound": {BadPrivate, func(t *testing.T, f *forged) string {
			i := withPrivate(t, f)
			f.rechain(t, i, func(c *Core) { c.Private = nil })
			return ""
		}},
		"a private part too large": {TooLarge, func(t *testing.T, f *forged) string {
			f.segment.Records[withPrivate(t, f)].Private = bytes.Repeat([]byte("x"), MaxPrivate+1)
			return ""
		}},
		// Signatures.
		"signed by nobody": {BadSignature, func(t *testing.T, f *forged) string { f.members["signature"] = `""`; return "" }},
		"signed by another": {BadSignature, func(t *testing.T, f *forged) string {
			f.unsigned = true
			f.segment.Signature = ed25519.Sign(keyB, f.segment.SignedText())
			return ""
		}},
		"another key inside": {BadSignature, func(t *testing.T, f *forged) string {
			f.members["key"] = `"` + base64.StdEncoding.EncodeToString(keyB.Public().(ed25519.PublicKey)) + `"`
			return ""
		}},
		"no key":                  {BadSignature, func(t *testing.T, f *forged) string { f.members["key"] = "null"; return "" }},
		"a short key":             {BadSignature, func(t *testing.T, f *forged) string { f.members["key"] = `"AAAA"`; return "" }},
		"a key that is no base64": {Malformed, func(t *testing.T, f *forged) string { f.members["key"] = `"!"`; return "" }},
		"signed for another unit": {BadSignature, func(t *testing.T, f *forged) string { f.unsigned = true; f.segment.Unit = "other"; return "" }},
	} {
		t.Run(name, func(t *testing.T) {
			f := forge(t, 3)
			message := c.bend(t, f)
			if message == "" {
				message = f.message(t)
			}
			segment, cores, err := DecodeSegment([]byte(message))
			var fault *Fault
			if !errors.As(err, &fault) || fault.Reason != c.want {
				t.Fatalf("%v, want %s", err, c.want)
			}
			if cores != nil || segment.Records != nil {
				t.Error("something came with the refusal")
			}
		})
	}
}

// Every reader takes an escaped name for the same.
func TestANameMayBeEscaped(t *testing.T) {
	message := strings.Replace(forge(t, 1).message(t), `"from":1`, `"fr\u006fm":1`, 1)
	if _, _, err := DecodeSegment([]byte(message)); err != nil {
		t.Error(err)
	}
}

func TestHostileReceiptsAndStates(t *testing.T) {
	data := func(raw, kind string) []byte {
		return []byte(`{"specversion":"1.0","id":"i","source":"/s","type":"` + kind + `","time":"2026-03-02T07:30:00Z","data":` + raw + `}`)
	}
	const zeros = `"0000000000000000000000000000000000000000000000000000000000000000"`
	one := `"` + Sum(nil).String() + `"`
	receipt := func(raw string) error { _, err := DecodeReceipt(data(raw, TypeReceipt)); return err }
	state := func(raw string) error { _, err := DecodeState(data(raw, TypeState)); return err }
	if err := receipt(`{"unit":"u","kiosk":"k","epoch":"e","through":1,"head":` + one + `}`); err != nil {
		t.Fatalf("the control is refused: %v", err)
	}
	if err := state(`{"unit":"u","kiosk":"k"}`); err != nil {
		t.Fatalf("the control is refused: %v", err)
	}
	for name, err := range map[string]error{
		"no kiosk":              receipt(`{"unit":"u","epoch":"e","through":1,"head":` + one + `}`),
		"no epoch":              receipt(`{"unit":"u","kiosk":"k","through":1,"head":` + one + `}`),
		"a unit with a slash":   receipt(`{"unit":"u/","kiosk":"k","epoch":"e","through":1,"head":` + one + `}`),
		"stored without head":   receipt(`{"unit":"u","kiosk":"k","epoch":"e","through":1,"head":` + zeros + `}`),
		"a head of nothing":     receipt(`{"unit":"u","kiosk":"k","epoch":"e","through":0,"head":` + one + `}`),
		"no reason":             receipt(`{"unit":"u","kiosk":"k","epoch":"e","through":1,"head":` + one + `,"refused":{}}`),
		"through twice":         receipt(`{"unit":"u","kiosk":"k","epoch":"e","through":1,"through":2,"head":` + one + `}`),
		"through in capitals":   receipt(`{"unit":"u","kiosk":"k","epoch":"e","through":1,"Through":2,"head":` + one + `}`),
		"a refusal in capitals": receipt(`{"unit":"u","kiosk":"k","epoch":"e","through":1,"head":` + one + `,"refused":{"REASON":"gap"}}`),
		"a state's unit":        state(`{"kiosk":"k"}`),
		"a state's kiosk":       state(`{"unit":"u","kiosk":"+"}`),
		"online as text":        state(`{"unit":"u","kiosk":"k","online":"true"}`),
		"online twice":          state(`{"unit":"u","kiosk":"k","online":true,"online":false}`),
		"a list":                state(`[]`),
	} {
		if err == nil || ReasonOf(err) != Malformed {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := DecodeReceipt(make([]byte, MaxMessage+1)); ReasonOf(err) != TooLarge {
		t.Errorf("a receipt too large: %v", err)
	}
	if _, err := DecodeState(make([]byte, MaxMessage+1)); ReasonOf(err) != TooLarge {
		t.Errorf("a state too large: %v", err)
	}
	if _, err := DecodeDirectory(make([]byte, MaxDocument+1), "u"); ReasonOf(err) != TooLarge {
		t.Errorf("a directory too large: %v", err)
	}
	if _, err := DecodePrivate(make([]byte, MaxPrivate+1)); ReasonOf(err) != TooLarge {
		t.Errorf("a private part too large: %v", err)
	}
	if _, err := DecodePrivate([]byte(`{"salt":"AAAA","words":""}`)); ReasonOf(err) != Malformed {
		t.Errorf("a short salt: %v", err)
	}
}

// A refusal is shown to people and logged: nothing of a message may stand in it.
func TestRefusalsTellNoNames(t *testing.T) {
	dir := attendance.Directory{
		Unit:     attendance.Unit{ID: "unit", TimeZone: "Europe/Stockholm"},
		Children: []attendance.Child{{GivenName: "Alfrida"}},
	}
	message, err := EncodeDirectory(dir, morning)
	if err != nil {
		t.Fatal(err)
	}
	for i := range message {
		bent := bytes.Clone(message)
		bent[i] ^= 0x15
		if _, err := DecodeDirectory(bent, "unit"); err != nil && strings.Contains(err.Error(), "Alfrida") {
			t.Fatalf("%v", err)
		}
	}
}
