// Package locales holds the words of the door's screens, one JSON file for each
// language, named by its BCP 47 tag. The format is that of go-i18n: a text, or
// an object with the plural forms of the language. The package embeds the files
// and does nothing else.
//
// Adding a language is adding a file: it must have the same keys as sv.json.
package locales

import "embed"

// Files are the catalogues, at the top: "sv.json", "en.json".
//
//go:embed *.json
var Files embed.FS
