package journal

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

func TestAPINThatWasSetHereOutlivesTheProgram(t *testing.T) {
	r := newRig(t)
	if got, err := r.PIN("person-1"); err != nil || got != "" {
		t.Errorf("before: %q, %v", got, err)
	}
	const stored = "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA"
	for _, s := range []string{"another", stored} {
		if err := r.SavePIN("person-1", s); err != nil {
			t.Fatal(err)
		}
	}
	r.close()
	files, err := filepath.Glob(filepath.Join(r.dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if raw, err := os.ReadFile(file); err == nil && bytes.Contains(raw, []byte("argon2id")) {
			t.Errorf("%s has the PIN unsealed", filepath.Base(file))
		}
	}
	r.open()
	if got, err := r.PIN("person-1"); err != nil || got != stored {
		t.Errorf("after: %q, %v", got, err)
	}
	if got, err := r.PIN("person-2"); err != nil || got != "" {
		t.Errorf("of another: %q, %v", got, err)
	}
}
