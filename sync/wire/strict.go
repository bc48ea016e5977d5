package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// mostMembers bounds the members of one JSON object, far above what the contract's
// largest has, so that looking for a name that is there twice stays cheap.
const mostMembers = 128

var (
	errNotUTF8   = errors.New("JSON that is not UTF-8")
	errAmbiguous = errors.New("JSON whose members can be read in two ways")
)

// decodeJSON reads exactly one JSON value, and refuses what two readers could
// read in two ways. The standard library takes the last of several members of
// one name, takes "SEQ" for "seq", and puts U+FFFD in the place of bytes that are
// no text; another reader of the same signed bytes may not.
//
// With shallow, the members of members are left for another call.
func decodeJSON(encoded []byte, into any, shallow bool) error {
	if !utf8.Valid(encoded) {
		return errNotUTF8
	}
	if err := json.Unmarshal(encoded, into); err != nil {
		return err
	}
	return unambiguous(encoded, namesOf(reflect.TypeOf(into)), shallow)
}

// unambiguous looks at every member's name in valid JSON: it must stand once in
// its object, however it is written, and differ from every name of the contract by
// more than case.
func unambiguous(valid []byte, known *names, shallow bool) error {
	var names [][]byte // of all open objects
	var first []int    // where those of each open object or array begin
	for i := 0; i < len(valid); i++ {
		switch valid[i] {
		case '{', '[':
			first = append(first, len(names))
		case '}', ']':
			names = names[:first[len(first)-1]]
			first = first[:len(first)-1]
		case '"':
			end, escaped := endOfString(valid, i)
			name := valid[i+1 : end]
			i = end
			if after := skipSpace(valid, end+1); after == len(valid) || valid[after] != ':' || shallow && len(first) > 1 {
				continue
			}
			if escaped {
				var plain string
				if err := json.Unmarshal(valid[i-len(name)-1:i+1], &plain); err != nil {
					return err
				}
				name = []byte(plain)
			}
			others := names[first[len(first)-1]:]
			if len(others) >= mostMembers || known.mistaken(name) ||
				slices.ContainsFunc(others, func(other []byte) bool { return bytes.Equal(other, name) }) {
				return errAmbiguous
			}
			names = append(names, name)
		}
	}
	return nil
}

// endOfString is where the string that begins at i ends, and whether anything in
// it is escaped.
func endOfString(valid []byte, i int) (end int, escaped bool) {
	for i++; valid[i] != '"'; i++ {
		if valid[i] == '\\' {
			escaped = true
			i++
		}
	}
	return i, escaped
}

func skipSpace(valid []byte, i int) int {
	for i < len(valid) && (valid[i] == ' ' || valid[i] == '\t' || valid[i] == '\n' || valid[i] == '\r') {
		i++
	}
	return i
}

// names are the names of a type's members, at every depth: as they are, and
// folded.
type names struct{ exact, folded map[string]bool }

// mistaken tells whether the standard library would take the name for another.
func (n *names) mistaken(name []byte) bool {
	return !n.exact[string(name)] && n.folded[fold(string(name))]
}

var namesOfTypes sync.Map // of reflect.Type to *names

func namesOf(t reflect.Type) *names {
	if known, ok := namesOfTypes.Load(t); ok {
		return known.(*names)
	}
	n := &names{exact: make(map[string]bool), folded: make(map[string]bool)}
	n.collect(t, make(map[reflect.Type]bool))
	namesOfTypes.Store(t, n)
	return n
}

func (n *names) collect(t reflect.Type, seen map[reflect.Type]bool) {
	if seen[t] {
		return
	}
	seen[t] = true
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		n.collect(t.Elem(), seen)
	case reflect.Struct:
		for field := range t.Fields() {
			if name, _, _ := strings.Cut(field.Tag.Get("json"), ","); name != "" && field.IsExported() {
				n.exact[name], n.folded[fold(name)] = true, true
				n.collect(field.Type, seen)
			}
		}
	}
}

// fold is what the standard library compares names by: each rune becomes the
// least of those that differ from it in case only.
func fold(name string) string {
	return strings.Map(func(r rune) rune {
		for {
			next := unicode.SimpleFold(r)
			if next <= r {
				return next
			}
			r = next
		}
	}, name)
}
