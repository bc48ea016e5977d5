package scan

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

const badge = "TBR1ABCDEFGHIJKLMNOPQRSTUVWXYZ2345"

func TestWedgeReads(t *testing.T) {
	long := strings.Repeat("AB12", 200)
	for _, goos := range []string{"linux", "windows"} {
		for _, c := range []struct {
			name, typed string
			want        []string
		}{
			{"a code and Enter", badge + "\n", []string{badge}},
			{"a code and Tab", badge + "\t", []string{badge}},
			{"a code and the keypad's Enter", badge + "\r", []string{badge}},
			{"small letters", strings.ToLower(badge) + "\n", []string{badge}},
			{"every character", "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789\n", []string{"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"}},
			{"two at once", badge + "\n" + badge[:20] + "\n", []string{badge, badge[:20]}},
			{"Enter and Tab after each", badge + "\n\t" + badge[:20] + "\n\t", []string{badge, badge[:20]}},
			{"a link", "https;//a.se/b/\n", []string{"HTTPS???A?SE?B?"}}, // Shift makes them : and ?
			{"punctuation and space", "rm -rf ./home;\n", []string{"RM??RF???HOME?"}},
			{"shifted digits are their keys", "ABCD!@#$EF\n", []string{"ABCD1234EF"}},
			{"too short", "ABC1234\n", nil},
			{"nothing but Enter", "\n\n\n", nil},
			{"too long", long + "\n" + badge + "\n", []string{long[:most-1] + "?", badge}},
		} {
			t.Run(goos+"/"+c.name, func(t *testing.T) {
				h := newHand(t, goos).scan(c.typed, ms)
				texts, readings, _ := feed(t, newWedge(t, goos), h.keys)
				if !same(texts, c.want) {
					t.Fatalf("read %q, want %q", texts, c.want)
				}
				for _, r := range readings {
					if r.Foreign != strings.ContainsRune(r.Text, Unreadable) {
						t.Errorf("%q: Foreign is %v", r.Text, r.Foreign)
					}
					if r.From != FromKeyboard {
						t.Errorf("from %q", r.From)
					}
				}
				if len(readings) == 1 {
					if last := h.keys[len(h.keys)-1].key.At; !readings[0].At.Equal(last) {
						t.Errorf("read at %v, the last key came at %v", readings[0].At, last)
					}
				}
			})
		}
	}
}

// The same physical keys make different characters under different layouts;
// that is what a reading must not depend on.
func TestWedgeIsIndependentOfTheLayout(t *testing.T) {
	us := map[int]string{20: "-", 61: "/", 47: ";", 24: "q", 10: "1"}
	swedish := map[int]string{20: "+", 61: "-", 47: "ö", 24: "q", 10: "1"}
	codes := []int{24, 10, 20, 24, 10, 61, 24, 10, 47, 24}
	var onUS, onSwedish strings.Builder
	var keys []pressed
	for i, code := range codes {
		onUS.WriteString(us[code])
		onSwedish.WriteString(swedish[code])
		keys = append(keys, pressed{key: Key{Scan: code, At: morning.Add(time.Duration(i) * ms)}})
	}
	keys = append(keys, pressed{key: Key{Scan: 36, At: morning.Add(20 * ms)}})
	if onUS.String() == onSwedish.String() {
		t.Fatal("the control is wrong: both layouts make the same characters")
	}
	texts, _, _ := feed(t, newWedge(t, "linux"), keys)
	if want := []string{"Q1?Q1?Q1?Q"}; !same(texts, want) {
		t.Fatalf("read %q, want %q (US shows %s, Swedish %s)", texts, want, &onUS, &onSwedish)
	}
}

func TestKeypadDigits(t *testing.T) {
	for goos, codes := range map[string][]int{
		"linux":   {90, 87, 88, 89, 83, 84, 85, 79, 80, 81, 104},
		"windows": {0x52, 0x4F, 0x50, 0x51, 0x4B, 0x4C, 0x4D, 0x47, 0x48, 0x49, 0x11C},
	} {
		h := newHand(t, goos)
		for _, code := range codes {
			h.keys = append(h.keys, pressed{key: Key{Scan: code, At: h.wait(ms).now}})
		}
		texts, _, _ := feed(t, newWedge(t, goos), h.keys)
		if !same(texts, []string{"0123456789"}) {
			t.Errorf("%s: read %q", goos, texts)
		}
	}
}

// Nothing that a hostile code makes a scanner press may act on the window, once
// the scanner is known, and each such key spoils the text.
func TestControlKeysAreTakenAndSpoilTheText(t *testing.T) {
	for name, key := range map[string]Key{
		"Escape": {Scan: 9}, "F4": {Scan: 70}, "left": {Scan: 113}, "delete": {Scan: 119},
		"Control": {Scan: 37}, "Alt": {Scan: 64}, "AltGr": {Scan: 108}, "Super": {Scan: 133},
		"Control and C": {Scan: 54, Chord: true}, "Alt and keypad 6": {Scan: 85, Chord: true},
		"unknown": {Scan: 0}, "below": {Scan: -1}, "beyond": {Scan: 1 << 20},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWedge(t, "linux")
			h := newHand(t, "linux").scan(badge, ms)
			feed(t, w, h.keys)
			key.At = h.wait(ms).now
			if v := w.KeyDown(key); v != Taken {
				t.Errorf("the verdict is %d, not Taken", v)
			}
			h.keys = nil
			texts, readings, _ := feed(t, w, h.scan("\n", ms).keys)
			if !same(texts, []string{badge + "?"}) || !readings[0].Foreign {
				t.Errorf("read %q", texts)
			}
		})
	}
}

func TestAChordWithEnterEndsAndSpoilsTheText(t *testing.T) {
	w := newWedge(t, "linux")
	h := newHand(t, "linux").scan(badge+"\n", ms)
	h.keys[len(h.keys)-1].key.Chord = true
	if texts, _, _ := feed(t, w, h.keys); !same(texts, []string{badge + "?"}) {
		t.Errorf("read %q", texts)
	}
}

func TestRepeatsAndLocksAreNoPartOfTheText(t *testing.T) {
	w := newWedge(t, "linux")
	var keys []pressed
	for _, k := range newHand(t, "linux").scan(badge+"\n", ms).keys {
		repeat, locks := k, k
		repeat.key.Repeat = true
		locks.key.Scan = 66
		keys = append(keys, locks, k, repeat, repeat)
	}
	if texts, _, _ := feed(t, w, keys); !same(texts, []string{badge}) {
		t.Fatalf("read %q", texts)
	}
}

func TestAKeyHeldDownIsNoScanner(t *testing.T) {
	// 40 ms apart, as X11 repeats by default, and not marked as repeats.
	h := newHand(t, "linux").press(strings.Repeat("a", 100)+"\n", false, func() time.Duration { return 40 * ms })
	if texts, _, swallowed := feed(t, newWedge(t, "linux"), h.keys); len(texts) > 0 || swallowed > 0 {
		t.Fatalf("read %q and took %d keys", texts, swallowed)
	}
}

func TestVerdicts(t *testing.T) {
	w := newWedge(t, "windows")
	var got []Verdict
	for _, k := range newHand(t, "windows").scan(strings.ToLower(badge)+"\n\n", ms).keys {
		got = append(got, w.KeyDown(k.key))
	}
	for i, v := range got {
		want := Taken
		switch {
		case i == 0:
			want = First
		case i < 7:
			want = Typed
		}
		if v != want {
			t.Errorf("key %d: verdict %d, want %d", i+1, v, want)
		}
	}
	// A person who writes after it has their keys again.
	h := newHand(t, "windows").wait(300*ms).person("name\n", seeded(t), 80*ms, 250*ms)
	if _, _, swallowed := feed(t, w, h.keys); swallowed > 0 {
		t.Errorf("took %d of a person's keys", swallowed)
	}
}

// stalledScans scans n codes at 1 ms a key, each with a stall in its middle, and
// tells how many come out whole.
func stalledScans(t *testing.T, r rule, n int, length time.Duration) int {
	w := newWedge(t, "linux")
	w.rule = r
	h := newHand(t, "linux")
	var stalls []stall
	want := make(map[string]bool)
	random := seeded(t)
	for range n {
		text := randomText(random, 34)
		want[text] = true
		h.wait(2 * time.Second)
		from := h.now.Add(time.Duration(10+random.IntN(20)) * ms)
		stalls = append(stalls, stall{from, from.Add(length)})
		h.scan(text+"\n", ms)
	}
	texts, _, _ := feed(t, w, h.seen(stalls))
	whole := 0
	for _, text := range texts {
		if want[text] {
			whole++
		}
	}
	return whole
}

func TestStallsDontCutScans(t *testing.T) {
	for _, length := range []time.Duration{17 * ms, 120 * ms, 200 * ms, 400 * ms} {
		if whole := stalledScans(t, doorRule(), 20, length); whole != 20 {
			t.Errorf("with stalls of %v only %d of 20 scans were whole", length, whole)
		}
	}
}

// The figures that Wedge's doc gives.
func TestShortestTexts(t *testing.T) {
	for _, c := range []struct {
		keys    int
		each    time.Duration
		stalled bool
	}{
		{8, 2 * ms, false}, {14, 2 * ms, true}, {15, 30 * ms, false}, {34, 30 * ms, true},
	} {
		text := badge[:c.keys]
		for at := range c.keys + 1 {
			h := newHand(t, "linux").scan(text+"\n", c.each)
			var stalls []stall
			if c.stalled {
				from := h.keys[at].key.At
				stalls = []stall{{from, from.Add(400 * ms)}}
			}
			if texts, _, _ := feed(t, newWedge(t, "linux"), h.seen(stalls)); !same(texts, []string{text}) {
				t.Errorf("%+v: a stall at key %d: read %q", c, at, texts)
			}
		}
	}
}

// The controls: without what protects them, scans are cut and people's words
// are taken for scans.
func TestControlShortGapCutsScans(t *testing.T) {
	r := doorRule()
	r.gap = 80 * ms
	if whole := stalledScans(t, r, 20, 120*ms); whole == 20 {
		t.Error("a gap of 80 ms cut nothing: the gap of 460 ms isn't shown to matter")
	}
}

func TestControlNoAllowanceForStallsTakesPeoplesKeys(t *testing.T) {
	r := doorRule()
	r.stall = 120 * ms
	random := seeded(t)
	swallowed := 0
	for range 50 {
		_, n := stalledPerson(t, r, random)
		swallowed += n
	}
	if swallowed == 0 {
		t.Error("nothing was taken: the allowance of 400 ms isn't shown to matter")
	}
}

// stalledPerson writes quickly on a window that stalls all the time.
func stalledPerson(t *testing.T, r rule, random *rand.Rand) (texts []string, swallowed int) {
	w := newWedge(t, "linux")
	w.rule = r
	h := newHand(t, "linux").person(randomText(random, 8+random.IntN(60))+"\n", random, 80*ms, 80*ms+time.Duration(random.Int64N(int64(170*ms))))
	length := time.Duration(100+random.IntN(301)) * ms
	stalls := steadily(morning, length, length+time.Duration(random.IntN(200))*ms, time.Duration(random.IntN(300))*ms, h.now)
	texts, _, swallowed = feed(t, w, h.seen(stalls))
	return texts, swallowed
}

func TestPeopleAreNotRead(t *testing.T) {
	random := seeded(t)
	for range 2000 {
		if texts, swallowed := stalledPerson(t, doorRule(), random); len(texts) > 0 || swallowed > 0 {
			t.Fatalf("read %q and took %d keys of a person", texts, swallowed)
		}
	}
}

// Mornings of scans and people's words with random stalls, compared with the
// plain model: every scan comes out whole and in order, and nothing else.
func TestRandomMornings(t *testing.T) {
	random := seeded(t)
	for range 400 {
		goos := []string{"linux", "windows"}[random.IntN(2)]
		h := newHand(t, goos)
		var want []string
		for range 1 + random.IntN(12) {
			// Longer than the gap even if a stall brings the two together.
			h.wait(900*ms + time.Duration(random.IntN(3000))*ms)
			if random.IntN(3) == 0 {
				h.person(strings.ToLower(randomText(random, 1+random.IntN(80)))+"\n", random, 80*ms, 250*ms)
				continue
			}
			for range 1 + random.IntN(3) { // with nothing between them
				text := randomText(random, 24+random.IntN(60))
				each := time.Duration(random.Int64N(int64(10 * ms)))
				h.scan(text+string("\n\t\r"[random.IntN(3)]), each)
				want = append(want, text)
			}
		}
		var stalls []stall
		for at := morning; at.Before(h.now); {
			at = at.Add(time.Duration(random.IntN(2000)) * ms)
			length := time.Duration(random.IntN(401)) * ms
			stalls = append(stalls, stall{at, at.Add(length)})
			at = at.Add(length)
		}
		texts, _, swallowed := feed(t, newWedge(t, goos), h.seen(stalls))
		if !same(texts, want) {
			t.Fatalf("read %q\nwant %q", texts, want)
		}
		if swallowed > 0 {
			t.Fatalf("took %d of a person's keys", swallowed)
		}
	}
}

// A Bluetooth scanner at 25 ms a key, on a window that shows 10 frames a second.
func TestSlowScannerOnASlowWindow(t *testing.T) {
	h := newHand(t, "linux").scan(badge+"\n", 25*ms)
	texts, _, _ := feed(t, newWedge(t, "linux"), h.seen(steadily(morning, 100*ms, 100*ms, 0, h.now.Add(time.Second))))
	if !same(texts, []string{badge}) {
		t.Fatalf("read %q", texts)
	}
}

func TestClockPutBackLosesNothing(t *testing.T) {
	h := newHand(t, "linux").scan(badge[:20], ms).wait(-time.Hour).scan(badge[20:]+"\n", ms)
	if texts, _, _ := feed(t, newWedge(t, "linux"), h.keys); !same(texts, []string{badge}) {
		t.Fatalf("read %q", texts)
	}
}

func TestWedgeRunDeliversAndNeverBlocksTheWindow(t *testing.T) {
	w := newWedge(t, "linux")
	var want []string
	h := newHand(t, "linux")
	for i := range waiting + 5 {
		text := fmt.Sprintf("ABCDEFGH%02d", i)
		want = append(want, text)
		h.scan(text+"\n", ms)
	}
	for _, k := range h.keys { // nobody runs the wedge yet
		w.KeyDown(k.key)
	}
	texts, err := runOn(t, &adopted{w}, func() {})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Run returned %v", err)
	}
	if !same(texts, want[5:]) {
		t.Errorf("delivered %q, want the newest %d", texts, waiting)
	}
}

// adopted moves a wedge's queue into the bubble of a synctest.
type adopted struct{ *Wedge }

func (a *adopted) Run(ctx context.Context, deliver func(Reading)) error {
	old := a.out
	a.out = make(chan Reading, waiting)
	for len(old) > 0 {
		a.give(<-old)
	}
	return a.Wedge.Run(ctx, deliver)
}

func TestNoTableForOtherSystems(t *testing.T) {
	for _, goos := range []string{"darwin", "js", ""} {
		if _, err := NewWedge(goos); !errors.Is(err, ErrNoScanCodes) {
			t.Errorf("%q: %v", goos, err)
		}
	}
}

func TestReadingsHideTheirText(t *testing.T) {
	r := read([]byte(badge), morning, FromKeyboard)
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("scanned", "reading", r)
	for _, shown := range []string{fmt.Sprintf("%v %+v %#v %s", r, r, r, &r), log.String()} {
		if strings.Contains(shown, "TBR1") {
			t.Errorf("the text shows in %q", shown)
		}
	}
}

func FuzzWedge(f *testing.F) {
	f.Add(false, []byte{38, 0, 1, 39, 0, 1, 36, 0, 1})
	f.Add(true, []byte{0x1C, 3, 200})
	f.Fuzz(func(t *testing.T, windows bool, raw []byte) {
		goos := "linux"
		if windows {
			goos = "windows"
		}
		w, at := newWedge(t, goos), morning
		for ; len(raw) >= 3; raw = raw[3:] {
			at = at.Add(time.Duration(int8(raw[2])) * 7 * ms)
			w.KeyDown(Key{
				Scan: int(raw[0]) | int(raw[1]&1)<<8, At: at,
				Repeat: raw[1]&2 > 0, Chord: raw[1]&4 > 0,
			})
			if w.n > most || len(w.out) > waiting || w.credit < 0 || w.credit > w.rule.stall {
				t.Fatalf("out of bounds: %d keys, %d readings, credit %v", w.n, len(w.out), w.credit)
			}
		}
		for len(w.out) > 0 {
			r := <-w.out
			if len(r.Text) < least || len(r.Text) > most {
				t.Fatalf("a text of %d characters", len(r.Text))
			}
			if rest := strings.Trim(r.Text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789?"); rest != "" || r.Foreign != strings.Contains(r.Text, "?") {
				t.Fatalf("read %q, foreign %v", r.Text, r.Foreign)
			}
		}
	})
}

func TestAKeyAllocatesNothing(t *testing.T) {
	w := newWedge(t, "linux")
	keys := newHand(t, "linux").scan(strings.ToLower(badge), ms).keys
	if n := testing.AllocsPerRun(100, func() {
		for _, k := range keys {
			w.KeyDown(k.key)
		}
	}); n > 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkKeyDown(b *testing.B) {
	w := newWedge(b, "linux")
	key := Key{Scan: 38, At: morning}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		key.Scan = 24 + i%10
		key.At = key.At.Add(ms)
		w.KeyDown(key)
	}
}

func BenchmarkScan(b *testing.B) {
	w := newWedge(b, "linux")
	keys := newHand(b, "linux").scan(badge+"\n", ms).keys
	b.ReportAllocs()
	for b.Loop() {
		for _, k := range keys {
			w.KeyDown(k.key)
		}
		if len(w.out) != 1 {
			b.Fatal("the scan was not read")
		}
		<-w.out
	}
}
