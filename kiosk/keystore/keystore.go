// Package keystore is where a kiosk's root key lies: outside the folder whose
// contents it seals, so that who takes the folder, or a backup of it, can't
// read it.
//
// That is the operating system's keyring where there is one, and otherwise a
// file that only the kiosk's own user can read. The data folder holds nothing
// but a random id by which its key is found, so a folder that is moved or
// copied on one machine finds its key again. The package never replaces a key:
// one that is missing or damaged is an error that says so.
package keystore

import (
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"github.com/google/uuid"

	"tambur/kiosk/disk"
)

// size is the length of a root key in bytes.
const size = 32

// The conditions that a caller may want to tell apart.
var (
	// ErrNoKey: the data folder's key is neither in the keyring nor in a file.
	ErrNoKey = errors.New("the key of this data folder is not on this machine, so its data can't be read: bring the key back, or start with a new data folder")
	// ErrBadKey: a key is there and can't be used.
	ErrBadKey = errors.New("the key can't be used")
)

// Options say where a key may lie.
type Options struct {
	// KeyFile is a file to use instead of looking further.
	KeyFile string
	// Keyring is the operating system's; nil when this machine has none.
	Keyring Keyring
	// ConfigDir is the folder for key files, outside any data folder.
	ConfigDir string
	// Random draws a new key.
	Random io.Reader
	// Create makes a key where none is; without it that is ErrNoKey.
	Create bool
}

// Keyring keeps small secrets by name. Get returns [fs.ErrNotExist] for a name
// that has none, and any other error when the keyring can't be used now.
type Keyring interface {
	Get(name string) (string, error)
	Set(name, secret string) error
}

// Key is a root key. Its uses are kept apart by [Key.Derive].
type Key struct {
	secret [size]byte
	where  string
	inFile bool
}

// Derive gives a key for one use, by HKDF with SHA-256 (RFC 5869).
func (k Key) Derive(use string) [32]byte {
	derived, err := hkdf.Key(sha256.New, k.secret[:], nil, "tambur "+use, size)
	if err != nil {
		panic(err) // only for lengths that a constant rules out
	}
	return [size]byte(derived)
}

// Where names the place of the key, for staff.
func (k Key) Where() string { return k.where }

// InFile tells that the key lies in a file rather than in the keyring.
func (k Key) InFile() bool { return k.inFile }

// Format hides the key from every fmt verb.
func (k Key) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, "key in "+k.where) }

// LogValue hides the key from log/slog.
func (k Key) LogValue() slog.Value { return slog.StringValue("key in " + k.where) }

// Open finds the key of a data folder, or makes one. It looks at the file that
// Options name, then in the keyring, then in the folder for key files.
func Open(dataDir string, o Options) (Key, error) {
	id, err := folderID(dataDir, o.Create)
	if err != nil {
		return Key{}, err
	}
	if o.KeyFile != "" {
		return fromFile(dataDir, o.KeyFile, o)
	}
	if o.Keyring != nil {
		secret, err := o.Keyring.Get(id)
		switch {
		case err == nil:
			return parse(secret, "the operating system's keyring", false)
		case !errors.Is(err, fs.ErrNotExist):
			o.Keyring = nil // can't be used now: a headless machine
		}
	}
	file := filepath.Join(o.ConfigDir, id+".key")
	if o.Keyring != nil && o.Create {
		if _, err := os.Lstat(file); errors.Is(err, fs.ErrNotExist) {
			if key, err := intoKeyring(id, o); err == nil {
				return key, nil
			}
		}
	}
	return fromFile(dataDir, file, o)
}

func intoKeyring(id string, o Options) (Key, error) {
	secret, err := draw(o.Random)
	if err != nil {
		return Key{}, err
	}
	if err := o.Keyring.Set(id, secret); err != nil {
		return Key{}, fmt.Errorf("store the key in the keyring: %w", err)
	}
	// Read it again: two kiosks that start at once must end with one key.
	stored, err := o.Keyring.Get(id)
	if err != nil {
		return Key{}, fmt.Errorf("read the key back from the keyring: %w", err)
	}
	return parse(stored, "the operating system's keyring", false)
}

func fromFile(dataDir, file string, o Options) (Key, error) {
	if inside(dataDir, file) {
		return Key{}, fmt.Errorf("%w: %s lies in the data folder that it seals: put it elsewhere", ErrBadKey, file)
	}
	key, err := readFile(file)
	if !errors.Is(err, fs.ErrNotExist) {
		return key, err
	}
	if !o.Create {
		return Key{}, fmt.Errorf("%w (looked for %s)", ErrNoKey, file)
	}
	secret, err := draw(o.Random)
	if err != nil {
		return Key{}, err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return Key{}, fmt.Errorf("make the folder for the key: %w", err)
	}
	if err := writeOnce(file, secret+"\n"); err != nil && !errors.Is(err, fs.ErrExist) {
		return Key{}, fmt.Errorf("write the key: %w", err)
	}
	return readFile(file) // ours, or the one of a kiosk that was faster
}

func readFile(file string) (Key, error) {
	info, err := os.Stat(file)
	if err != nil {
		return Key{}, fmt.Errorf("read the key: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 && os.PathSeparator == '/' {
		return Key{}, fmt.Errorf("%w: others may read %s: run chmod 600 %s", ErrBadKey, file, file)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return Key{}, fmt.Errorf("read the key: %w", err)
	}
	return parse(strings.TrimSpace(string(text)), "file "+file, true)
}

func parse(text, where string, inFile bool) (Key, error) {
	secret, err := hex.DecodeString(text)
	if err != nil || len(secret) != size {
		return Key{}, fmt.Errorf("%w: what stands in %s is not a key, and a new one could not read the data: bring the right one back", ErrBadKey, where)
	}
	return Key{secret: [size]byte(secret), where: where, inFile: inFile}, nil
}

func draw(random io.Reader) (string, error) {
	secret := make([]byte, size)
	if _, err := io.ReadFull(random, secret); err != nil {
		return "", fmt.Errorf("draw a key: %w", err)
	}
	return hex.EncodeToString(secret), nil
}

// folderID reads the data folder's id, or gives it one.
func folderID(dataDir string, create bool) (string, error) {
	file := filepath.Join(dataDir, "id")
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) && create {
		if err := os.MkdirAll(dataDir, 0o700); err != nil {
			return "", fmt.Errorf("make the data folder: %w", err)
		}
		if err := writeOnce(file, uuid.NewString()+"\n"); err != nil && !errors.Is(err, fs.ErrExist) {
			return "", fmt.Errorf("give the data folder an id: %w", err)
		}
		text, err = os.ReadFile(file)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("%s is not a data folder of tambur: %w", dataDir, err)
	}
	if err != nil {
		return "", fmt.Errorf("read the data folder's id: %w", err)
	}
	id, err := uuid.Parse(strings.TrimSpace(string(text)))
	if err != nil {
		return "", fmt.Errorf("the data folder's id in %s can't be read: %w", file, err)
	}
	return id.String(), nil
}

// writeOnce creates a file whole and on disk, or fails with [fs.ErrExist]: a
// link to a finished temporary file appears at once or not at all.
func writeOnce(file, text string) (err error) {
	dir := filepath.Dir(file)
	temp, err := os.CreateTemp(dir, ".new-*") // mode 0600
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(temp.Name())) }()
	_, err = temp.WriteString(text)
	if err = errors.Join(err, temp.Sync(), temp.Close()); err != nil {
		return err
	}
	if err := os.Link(temp.Name(), file); err != nil {
		return err
	}
	return disk.SyncDir(dir)
}

func inside(dir, file string) bool {
	absDir, err1 := filepath.Abs(dir)
	absFile, err2 := filepath.Abs(file)
	if err1 != nil || err2 != nil {
		return false
	}
	relative, err := filepath.Rel(absDir, absFile)
	return err == nil && relative != ".." && !strings.HasPrefix(relative, ".."+string(filepath.Separator))
}
