package badge

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"image"
	"log/slog"
	"math/big"
	"regexp"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	zxing "github.com/makiuchi-d/gozxing/qrcode"
)

func newCode(t testing.TB) Code {
	t.Helper()
	c, err := New(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestEveryCodeReadsBack(t *testing.T) {
	for range 1000 {
		c := newCode(t)
		for _, text := range []string{c.Text(), strings.ToLower(c.Text())} {
			got, err := Parse(text)
			if err != nil || got != c {
				t.Fatalf("Parse(Text()) gave %v, want the same code", err)
			}
		}
		if len(c.Text()) != Length {
			t.Fatalf("a code has %d characters, want %d", len(c.Text()), Length)
		}
	}
}

func TestEverySlipIsNoticed(t *testing.T) {
	const typed = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	for range 20 {
		text := newCode(t).Text()
		for i := range len(text) {
			for j := range len(typed) {
				if typed[j] == text[i] {
					continue
				}
				if _, err := Parse(text[:i] + typed[j:j+1] + text[i+1:]); err == nil {
					t.Fatalf("a wrong character at %d was not noticed", i)
				}
			}
			if i > 0 && text[i-1] != text[i] {
				swapped := text[:i-1] + text[i:i+1] + text[i-1:i] + text[i+1:]
				if _, err := Parse(swapped); err == nil {
					t.Fatalf("characters %d and %d exchanged were not noticed", i-1, i)
				}
			}
			if _, err := Parse(text[:i] + text[i+1:]); err == nil {
				t.Fatalf("a character missing at %d was not noticed", i)
			}
		}
	}
}

func TestWhatIsNotACodeIsRefusedForItsReason(t *testing.T) {
	text := newCode(t).Text()
	for _, tc := range []struct {
		name, text string
		want       error
	}{
		{"nothing", "", ErrNotOurs},
		{"a link", "https://example.org/ticket/4711", ErrNotOurs},
		{"a command", "\x1b[Arm -rf /\n", ErrNotOurs},
		{"our prefix only", "TBR", ErrVersion},
		{"a later version", "TBR2" + text[4:], ErrVersion},
		{"cut", text[:20], ErrMistyped},
		{"longer", text + "A", ErrMistyped},
		{"a space before", " " + text, ErrNotOurs},
		{"a line feed after", text + "\n", ErrNotOurs},
		{"a dotless i", strings.Replace("TBRı"+text[4:], "I", "ı", 1), ErrNotOurs},
		{"very long", strings.Repeat("TBR1", 1<<16), ErrNotOurs},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if _, err := Parse(tc.text); !errors.Is(err, tc.want) {
				t.Errorf("got %v, want %v", err, tc.want)
			}
		})
	}
}

func TestACodeNeverPrintsItself(t *testing.T) {
	c := newCode(t)
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "code", c)
	for _, out := range []string{fmt.Sprint(c), fmt.Sprintf("%v %+v %#v %s %q %x", c, c, c, c, c, c), fmt.Sprintf("%v", struct{ C Code }{c}), log.String()} {
		if strings.Contains(out, c.Text()[4:12]) || strings.Contains(out, fmt.Sprintf("%x", c.token[:4])) {
			t.Errorf("the code shows in %q", out)
		}
	}
}

func TestHashDependsOnKeyAndCode(t *testing.T) {
	a, b := newCode(t), newCode(t)
	k, l := Key{1}, Key{2}
	if first, again := k.Hash(a), k.Hash(a); first != again || first == k.Hash(b) || first == l.Hash(a) {
		t.Error("the hash must be the same for the same key and code only")
	}
	if !regexp.MustCompile("^[0-9a-f]{64}$").MatchString(string(k.Hash(a))) {
		t.Errorf("hash %q is not 64 lower-case hexadecimal digits", k.Hash(a))
	}
}

func TestTheDrawingIsReadByAnotherDecoder(t *testing.T) {
	c := newCode(t)
	picture, err := Draw(c, 6)
	if err != nil {
		t.Fatal(err)
	}
	// 34 alphanumeric characters fit version 2 at level M: 25 modules a side.
	if side := picture.Bounds().Dx(); side != (25+2*QuietZone)*6 {
		t.Errorf("the drawing is %d pixels wide, so not version 2 with its quiet zone", side)
	}
	if decode(t, picture) != c.Text() {
		t.Error("the decoder read another text")
	}
}

func decode(t *testing.T, picture image.Image) string {
	t.Helper()
	bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
	if err != nil {
		t.Fatal(err)
	}
	result, err := zxing.NewQRCodeReader().Decode(bitmap, nil)
	if err != nil {
		t.Fatal(err)
	}
	return result.GetText()
}

func TestACardIsReadWhateverTheNameOnIt(t *testing.T) {
	c := newCode(t)
	for _, name := range []string{"", "Bo Ek", strings.Repeat("Maximilian-Alexander ", 12), "Ωμέγα Щукина"} {
		card, err := DrawCard(c, Holder{Unit: "Förskolan " + name, Name: name, Role: "Vårdnadshavare"})
		if err != nil {
			t.Fatal(err)
		}
		if size := card.Bounds().Size(); size != image.Pt(CardWidth, CardHeight) {
			t.Errorf("the card of %q measures %v", name, size)
		}
		if decode(t, card) != c.Text() {
			t.Errorf("the card of %q reads as another code", name)
		}
	}
}

// FuzzParse holds the parser against a naive reading of the grammar.
func FuzzParse(f *testing.F) {
	f.Add(newCode(f).Text())
	f.Add("TBR1" + strings.Repeat("A", 30))
	f.Add("TBR2AAAA")
	f.Add("tbr1" + strings.Repeat("a", 30))
	f.Add("https://example.org")
	grammar := regexp.MustCompile(`^TBR1[A-Z2-7]{26}[A-Z2-7]{4}$`)
	f.Fuzz(func(t *testing.T, text string) {
		c, err := Parse(text)
		up := text
		if ascii := regexp.MustCompile(`^[ -~]*$`).MatchString(text); ascii {
			up = strings.ToUpper(text)
		}
		if want := grammar.MatchString(up) && naive(up[4:30], up[30:]); (err == nil) != want {
			t.Fatalf("Parse(%q) = %v, the grammar says %v", text, err, want)
		}
		if err == nil && c.Text() != up {
			t.Fatalf("%q reads back as another text", text)
		}
	})
}

// naive checks the last bits and the sums with big integers.
func naive(body, sum string) bool {
	number, plain, weighted := new(big.Int), 0, 0
	for i, r := range body {
		v := strings.IndexRune(alphabet, r)
		number.Add(number.Mul(number, big.NewInt(32)), big.NewInt(int64(v)))
		plain, weighted = plain+v, weighted+(i+1)*v
	}
	value := func(two string) int {
		return strings.IndexByte(alphabet, two[0])*32 + strings.IndexByte(alphabet, two[1])
	}
	return new(big.Int).And(number, big.NewInt(3)).Sign() == 0 &&
		plain%1021 == value(sum[:2]) && weighted%1021 == value(sum[2:])
}
