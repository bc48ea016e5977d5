package screen

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"tambur/assets/locales"
)

// Languages lists the BCP 47 tags of the languages that the screens speak,
// Swedish first.
func Languages() []string {
	names, err := fs.Glob(locales.Files, "*.json")
	if err != nil {
		return []string{fallback}
	}
	tags := []string{fallback}
	for _, name := range names {
		if tag := strings.TrimSuffix(path.Base(name), ".json"); tag != fallback {
			tags = append(tags, tag)
		}
	}
	return tags
}

// fallback is the language of a view whose language isn't spoken here.
const fallback = "sv"

// catalogue is every language's words.
type catalogue struct {
	languages []string
	speakers  map[string]words
}

func newCatalogue() (*catalogue, error) {
	bundle := i18n.NewBundle(language.Make(fallback))
	bundle.RegisterUnmarshalFunc("json", json.Unmarshal)
	c := &catalogue{languages: Languages(), speakers: make(map[string]words)}
	for _, tag := range c.languages {
		if _, err := bundle.LoadMessageFileFS(locales.Files, tag+".json"); err != nil {
			return nil, fmt.Errorf("language %s: %w", tag, err)
		}
	}
	for _, tag := range c.languages {
		c.speakers[tag] = words{tag: tag, localizer: i18n.NewLocalizer(bundle, tag)}
	}
	return c, nil
}

// in is the words of a language, or of the nearest that is spoken.
func (c *catalogue) in(tag string) words {
	if w, ok := c.speakers[tag]; ok {
		return w
	}
	base, _, _ := strings.Cut(tag, "-")
	if w, ok := c.speakers[base]; ok {
		return w
	}
	return c.speakers[fallback]
}

// after is the language that the language button turns to.
func (c *catalogue) after(w words) words {
	i := slices.Index(c.languages, w.tag)
	return c.speakers[c.languages[(i+1)%len(c.languages)]]
}

// words speaks one language.
type words struct {
	tag       string
	localizer *i18n.Localizer
}

// say is the text of a key, with pairs of a name and its value put in.
func (w words) say(key string, pairs ...any) string { return w.text(key, nil, pairs) }

// count is the text of a key in the plural form that n takes.
func (w words) count(key string, n int, pairs ...any) string { return w.text(key, n, pairs) }

func (w words) text(key string, plural any, pairs []any) string {
	values := make(map[string]any, len(pairs)/2+1)
	if plural != nil {
		values["Count"] = plural
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		values[fmt.Sprint(pairs[i])] = pairs[i+1]
	}
	text, err := w.localizer.Localize(&i18n.LocalizeConfig{MessageID: key, PluralCount: plural, TemplateData: values})
	if err != nil && text == "" {
		// A word that is missing must not close the door; a test holds that
		// none is.
		return key
	}
	return text
}

// list joins names as a sentence does: "Alma, Bo och Cecilia".
func (w words) list(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return w.say("list.and", "Many", strings.Join(names[:last], ", "), "Last", names[last])
}

var weekdays = [...]string{"weekday.sunday", "weekday.monday", "weekday.tuesday", "weekday.wednesday", "weekday.thursday", "weekday.friday", "weekday.saturday"}

var months = [...]string{"month.january", "month.february", "month.march", "month.april", "month.may", "month.june", "month.july", "month.august", "month.september", "month.october", "month.november", "month.december"}

// date is a day in words: "tisdag 24 november".
func (w words) date(t time.Time) string {
	return w.say("date.long", "Weekday", w.say(weekdays[t.Weekday()]), "Day", t.Day(), "Month", w.say(months[t.Month()-1]))
}

// clock is a moment as a clock shows it, in 24 hours.
func clock(t time.Time) string { return t.Format("15:04") }
