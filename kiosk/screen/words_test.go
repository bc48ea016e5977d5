package screen

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"tambur/assets/locales"
	"tambur/kiosk/attendance"
	"tambur/kiosk/flow"
)

// texts are a language's texts by key and plural form; a text without plural
// forms is under "".
func texts(t *testing.T, tag string) map[string]map[string]string {
	t.Helper()
	raw, err := fs.ReadFile(locales.Files, tag+".json")
	if err != nil {
		t.Fatal(err)
	}
	var entries map[string]json.RawMessage
	if err := json.Unmarshal(raw, &entries); err != nil {
		t.Fatalf("%s: %v", tag, err)
	}
	if n := strings.Count(string(raw), "\n  \""); n != len(entries) {
		t.Errorf("%s: %d entries, but %d keys: one is there twice", tag, n, len(entries))
	}
	all := make(map[string]map[string]string)
	for key, entry := range entries {
		var text string
		if json.Unmarshal(entry, &text) == nil {
			all[key] = map[string]string{"": text}
			continue
		}
		forms := make(map[string]string)
		if err := json.Unmarshal(entry, &forms); err != nil {
			t.Fatalf("%s: %s: %v", tag, key, err)
		}
		all[key] = forms
	}
	return all
}

var hole = regexp.MustCompile(`\{\{[^}]*\}\}`)

// holes are the values that a text asks for.
func holes(text string) []string {
	all := hole.FindAllString(text, -1)
	slices.Sort(all)
	return slices.Compact(all)
}

func TestAllLanguagesSayTheSame(t *testing.T) {
	swedish := texts(t, "sv")
	for _, tag := range Languages() {
		words := texts(t, tag)
		for key := range maps.Keys(swedish) {
			if words[key] == nil {
				t.Errorf("%s lacks %s", tag, key)
			}
		}
		for key, forms := range words {
			if swedish[key] == nil {
				t.Errorf("%s has %s, which sv has not", tag, key)
				continue
			}
			if _, plain := forms[""]; !plain {
				checkForms(t, tag, key, forms)
			}
			_, plain := forms[""]
			if _, other := swedish[key][""]; plain != other {
				t.Errorf("%s: %s has plural forms in one language only", tag, key)
			}
			for _, text := range forms {
				for _, want := range swedish[key] {
					if !slices.Equal(holes(text), holes(want)) {
						t.Errorf("%s: %s asks for %v, sv for %v", tag, key, holes(text), holes(want))
					}
				}
				if text == "" || strings.TrimSpace(text) != text || strings.Contains(text, "  ") {
					t.Errorf("%s: %s is %q", tag, key, text)
				}
			}
		}
	}
}

// checkForms holds a text to the plural forms that its language has, by the
// rules of CLDR.
func checkForms(t *testing.T, tag, key string, forms map[string]string) {
	t.Helper()
	names := map[plural.Form]string{plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many", plural.Other: "other"}
	needs := make(map[string]bool)
	for n := range 200 {
		needs[names[plural.Cardinal.MatchPlural(language.Make(tag), n, 0, 0, 0, 0)]] = true
	}
	if got, want := slices.Sorted(maps.Keys(forms)), slices.Sorted(maps.Keys(needs)); !slices.Equal(got, want) {
		t.Errorf("%s: %s has the forms %v, not %v", tag, key, got, want)
	}
}

// TestEveryKeyIsUsed reads the package's own code: what looks like a key there
// is one.
func TestEveryKeyIsUsed(t *testing.T) {
	used := make(map[string]bool)
	key := regexp.MustCompile(`^[a-z][a-z-]*\.[a-z-]+$`)
	for _, literal := range literals(t) {
		if key.MatchString(literal) {
			used[literal] = true
		}
	}
	known := texts(t, "sv")
	for k := range used {
		if known[k] == nil {
			t.Errorf("%s is used, but there is no such text", k)
		}
	}
	for k := range known {
		if !used[k] {
			t.Errorf("%s is used nowhere", k)
		}
	}
}

// literals are all strings in the package's code, tests apart.
func literals(t *testing.T) (all []string) {
	t.Helper()
	files := token.NewFileSet()
	names, err := fs.Glob(sources, "*.go")
	if err != nil || len(names) == 0 {
		t.Fatal("no code found", err)
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(files, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if text, err := strconv.Unquote(lit.Value); err == nil {
					all = append(all, text)
				}
			}
			return true
		})
	}
	return all
}

func speak(t *testing.T) *catalogue {
	t.Helper()
	c, err := newCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestALanguageThatIsNotSpokenIsSwedish(t *testing.T) {
	c := speak(t)
	for tag, want := range map[string]string{"sv": "sv", "en": "en", "en-GB": "en", "sv-FI": "sv", "fi": "sv", "": "sv", "x": "sv", "../en": "sv"} {
		if got := c.in(tag).tag; got != want {
			t.Errorf("%q is spoken as %s, not %s", tag, got, want)
		}
	}
	if got := c.after(c.in("en")).tag; got != "sv" {
		t.Errorf("after English comes %s", got)
	}
}

func TestAMissingTextIsNoReasonToFail(t *testing.T) {
	if got := speak(t).in("en").say("nothing.like-this"); got != "nothing.like-this" {
		t.Errorf("said %q", got)
	}
}

func TestEverythingThatCanBeShownHasWords(t *testing.T) {
	for _, a := range attendance.Allergens() {
		if allergenWords[a] == "" {
			t.Errorf("no word for the allergen %s", a)
		}
	}
	for _, m := range []attendance.MealKind{attendance.Breakfast, attendance.Lunch, attendance.Snack} {
		if mealWords[m] == "" {
			t.Errorf("no word for the meal %s", m)
		}
	}
	for _, f := range []attendance.Flag{attendance.NeverReceived, attendance.AlreadyHere, attendance.AlreadyGone, attendance.WasAbsent, attendance.AbsentWhileHere} {
		if flagWords[f] == "" {
			t.Errorf("no word for the flag %s", f)
		}
	}
	for _, p := range attendance.Phrases() {
		if phraseWords[p] == "" {
			t.Errorf("no words for the phrase %s", p)
		}
	}
	for _, w := range []flow.Warning{flow.KeyInFile, flow.SyncRefused, flow.DirectoryContradicts} {
		if warningWords[w] == "" {
			t.Errorf("no word for the warning %s", w)
		}
	}
}

func TestEveryKeyboardHasSwedishLettersAndGoesInto(t *testing.T) {
	c := speak(t)
	for _, tag := range Languages() {
		w := c.in(tag)
		all := w.say("keyboard.first") + w.say("keyboard.second") + w.say("keyboard.third")
		for _, letter := range "abcdefghijklmnopqrstuvwxyzåäö" {
			if strings.Count(all, string(letter)) != 1 {
				t.Errorf("%s: %c is there %d times", tag, letter, strings.Count(all, string(letter)))
			}
		}
		for _, row := range []string{w.say("keyboard.first"), w.say("keyboard.second"), w.say("keyboard.third") + "  "} {
			if n := len([]rune(row)); n > maxKeys {
				t.Errorf("%s: %q has %d keys", tag, row, n)
			}
		}
	}
}

func TestStatesDifferInShapeAndWordNotInColourOnly(t *testing.T) {
	icons, words := make(map[string]attendance.State), make(map[string]attendance.State)
	for _, s := range []attendance.State{attendance.Expected, attendance.AtDoor, attendance.Present, attendance.PickupRequested, attendance.GoneHome, attendance.Away} {
		sign := stateSign(s)
		if other, ok := icons[sign.icon]; ok {
			t.Errorf("%s and %s have the same sign", s, other)
		}
		if other, ok := words[sign.word]; ok {
			t.Errorf("%s and %s have the same word", s, other)
		}
		icons[sign.icon], words[sign.word] = s, s
	}
}

func TestSentences(t *testing.T) {
	c := speak(t)
	swedish, english := c.in("sv"), c.in("en")
	for _, one := range []struct{ got, want string }{
		{swedish.list(nil), ""},
		{swedish.list([]string{"Alma"}), "Alma"},
		{swedish.list([]string{"Alma", "Bo", "Cecilia"}), "Alma, Bo och Cecilia"},
		{english.list([]string{"Alma", "Bo"}), "Alma and Bo"},
		{swedish.date(sampleNow), "tisdag 24 november"},
		{english.date(sampleNow.AddDate(0, 0, 5)), "Sunday 29 November"},
		{swedish.count("done.announced", 1, "Names", "Alma"), "Alma är anmäld"},
		{english.count("done.announced", 2, "Names", "Alma and Bo"), "Alma and Bo are announced"},
		{english.count("sync.waiting", 3, "Since", clock(at(7, 12))), "3 waiting since 07:12"},
		{swedish.count("confirm.pick-up-many", 6), "Hämta 6 barn"},
	} {
		if one.got != one.want {
			t.Errorf("%q, want %q", one.got, one.want)
		}
	}
	for d := range 400 {
		day := sampleNow.Add(time.Duration(d) * 24 * time.Hour)
		if text := english.date(day); keyLike.MatchString(text) || !strings.Contains(text, day.Month().String()) {
			t.Errorf("%s is %q", day, text)
		}
	}
}
