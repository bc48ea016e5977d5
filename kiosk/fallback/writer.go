package fallback

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"tambur/kiosk/disk"
)

// The files' names in a Writer's folder.
const (
	HTMLName = "utrymningslista.html"
	CSVName  = "utrymningslista.csv"
)

// between is the least time from one list to the next: a morning's rush is one
// list a second, not one for each child.
const between = time.Second

// Writer keeps the list of who is here in a folder.
type Writer struct {
	dir     string
	list    func() (List, bool)
	changed chan struct{}
}

// NewWriter makes the folder, if it isn't there, its owner's only. List gives
// who is here now, or false while that isn't known; it is called on the
// goroutine of [Writer.Run].
func NewWriter(dir string, list func() (List, bool)) (*Writer, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder for the printable list: %w", err)
	}
	if err := os.Chmod(dir, 0o700); err != nil {
		return nil, fmt.Errorf("close the folder for the printable list to others: %w", err)
	}
	return &Writer{dir: dir, list: list, changed: make(chan struct{}, 1)}, nil
}

// Changed tells that presence may have changed. It never blocks.
func (w *Writer) Changed() {
	select {
	case w.changed <- struct{}{}:
	default: // a list that is still to come has it
	}
}

// Run writes a list at once and after each change until ctx ends, and then the
// last one. What goes wrong is told to fault, and tried again with the next
// change.
func (w *Writer) Run(ctx context.Context, fault func(error)) {
	for {
		if err := w.write(); err != nil {
			fault(err)
		}
		pause := time.NewTimer(between)
		select {
		case <-ctx.Done():
			pause.Stop()
			if err := w.write(); err != nil {
				fault(err)
			}
			return
		case <-pause.C:
		}
		select {
		case <-ctx.Done():
			return
		case <-w.changed:
		}
	}
}

func (w *Writer) write() error {
	l, known := w.list()
	if !known {
		return nil
	}
	return w.Save(l, "utrymningslista")
}

// Save puts a list into the folder as HTML and CSV, named stem.
func (w *Writer) Save(l List, stem string) error {
	return errors.Join(
		Save(filepath.Join(w.dir, stem+".html"), l.WriteHTML),
		Save(filepath.Join(w.dir, stem+".csv"), l.WriteCSV),
	)
}

// Save writes a file that only its owner can read, whole or not at all: the file
// that was there before stays until the new one is on disk.
func Save(path string, write func(io.Writer) error) (err error) {
	var text bytes.Buffer
	if err := write(&text); err != nil {
		return err
	}
	dir := filepath.Dir(path)
	temp, err := os.CreateTemp(dir, ".list-*") // with mode 0600
	if err != nil {
		return fmt.Errorf("write the printable list: %w", err)
	}
	defer func() {
		if err != nil {
			err = fmt.Errorf("write the printable list: %w", errors.Join(err, os.Remove(temp.Name())))
		}
	}()
	if _, err := temp.Write(text.Bytes()); err != nil {
		return errors.Join(err, temp.Close())
	}
	if err := errors.Join(temp.Sync(), temp.Close()); err != nil {
		return err
	}
	if err := os.Rename(temp.Name(), path); err != nil {
		return err
	}
	return disk.SyncDir(dir)
}
