package keystore

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

type fakeKeyring struct {
	mu      sync.Mutex
	secrets map[string]string
	down    bool
}

func (f *fakeKeyring) Get(name string) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.down {
		return "", errors.New("no bus")
	}
	secret, ok := f.secrets[name]
	if !ok {
		return "", fs.ErrNotExist
	}
	return secret, nil
}

func (f *fakeKeyring) Set(name, secret string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.down {
		return errors.New("no bus")
	}
	f.secrets[name] = secret
	return nil
}

func options(t *testing.T) Options {
	return Options{ConfigDir: filepath.Join(t.TempDir(), "config"), Random: rand.Reader, Create: true}
}

func open(t *testing.T, dir string, o Options) Key {
	t.Helper()
	key, err := Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestTheSameFolderFindsTheSameKey(t *testing.T) {
	ring := &fakeKeyring{secrets: map[string]string{}}
	for name, o := range map[string]Options{
		"file":         options(t),
		"keyring":      {Keyring: ring, ConfigDir: t.TempDir(), Random: rand.Reader, Create: true},
		"keyring down": {Keyring: &fakeKeyring{down: true}, ConfigDir: t.TempDir(), Random: rand.Reader, Create: true},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "data")
			first := open(t, dir, o)
			o.Create = false
			moved := filepath.Join(t.TempDir(), "moved")
			if err := os.Rename(dir, moved); err != nil {
				t.Fatal(err)
			}
			if open(t, moved, o).Derive("x") != first.Derive("x") {
				t.Error("the moved folder got another key")
			}
			if first.Derive("x") == first.Derive("y") {
				t.Error("two uses share a key")
			}
			if first.InFile() != (name != "keyring") {
				t.Errorf("InFile is %v", first.InFile())
			}
			if shown := fmt.Sprintf("%v %+v %#v %s %x", first, first, first, first, first); strings.Contains(shown, fmt.Sprintf("%x", first.secret[:4])) {
				t.Errorf("the key shows in %q", shown)
			}
		})
	}
}

func TestAKeyInAFileStaysWhenAKeyringAppears(t *testing.T) {
	o, dir := options(t), t.TempDir()
	first := open(t, dir, o)
	o.Keyring = &fakeKeyring{secrets: map[string]string{}}
	if open(t, dir, o).Derive("x") != first.Derive("x") {
		t.Error("a new key was made beside the old one")
	}
}

func TestManyStartsAtOnceEndWithOneKey(t *testing.T) {
	o, dir := options(t), t.TempDir()
	keys := make([]Key, 16)
	var wg sync.WaitGroup
	for i := range keys {
		wg.Go(func() {
			key, err := Open(dir, o)
			if err != nil {
				t.Error(err)
			}
			keys[i] = key
		})
	}
	wg.Wait()
	for _, key := range keys {
		if key != keys[0] {
			t.Fatal("two starts got different keys")
		}
	}
}

func TestAKeyThatCanNotBeUsedIsNeverReplaced(t *testing.T) {
	for _, tc := range []struct {
		name  string
		spoil func(file string) error
		want  error
	}{
		{"gone", os.Remove, ErrNoKey},
		{"empty", func(f string) error { return os.Truncate(f, 0) }, ErrBadKey},
		{"cut", func(f string) error { return os.Truncate(f, 20) }, ErrBadKey},
		{"readable by all", func(f string) error { return os.Chmod(f, 0o644) }, ErrBadKey},
	} {
		t.Run(tc.name, func(t *testing.T) {
			o, dir := options(t), t.TempDir()
			open(t, dir, o)
			files, err := filepath.Glob(filepath.Join(o.ConfigDir, "*.key"))
			if err != nil || len(files) != 1 {
				t.Fatalf("found %v, %v", files, err)
			}
			if err := tc.spoil(files[0]); err != nil {
				t.Fatal(err)
			}
			o.Create = tc.want != ErrNoKey
			if _, err := Open(dir, o); !errors.Is(err, tc.want) {
				t.Errorf("got %v, want %v", err, tc.want)
			}
		})
	}
}

func TestAKeyInsideTheDataFolderIsRefused(t *testing.T) {
	o, dir := options(t), t.TempDir()
	o.KeyFile = filepath.Join(dir, "sub", "..", "key")
	if _, err := Open(dir, o); !errors.Is(err, ErrBadKey) {
		t.Errorf("got %v, want %v", err, ErrBadKey)
	}
}

func TestAFolderThatIsNotOursIsNamed(t *testing.T) {
	o := options(t)
	o.Create = false
	if _, err := Open(t.TempDir(), o); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}
