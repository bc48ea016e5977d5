package main

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/google/uuid"
	"github.com/spf13/pflag"

	"tambur/kiosk/attendance"
	"tambur/kiosk/badge"
	"tambur/kiosk/clock"
	"tambur/kiosk/flow"
	"tambur/kiosk/journal"
	"tambur/kiosk/keystore"
	"tambur/kiosk/preschool"
	"tambur/sync/bus"
	"tambur/sync/link"
)

// folder says where a tablet's data and its key lie.
type folder struct{ data, keyFile string }

func (f *folder) flags(set *pflag.FlagSet) {
	set.StringVar(&f.data, "data", "", "the tablet's data folder")
	set.StringVar(&f.keyFile, "key-file", "", "a file outside the data folder for the key that seals it\n(default: the system's keyring, or a file in the user's configuration)")
}

// key finds the folder's key, or makes one.
func (f folder) key(create bool) (keystore.Key, error) {
	if f.data == "" {
		return keystore.Key{}, fmt.Errorf("say where the data folder is with --data: %w", errUsage)
	}
	config, err := os.UserConfigDir()
	if err != nil && f.keyFile == "" {
		return keystore.Key{}, fmt.Errorf("find a place for the key: %w: name one with --key-file", err)
	}
	return keystore.Open(f.data, keystore.Options{
		KeyFile: f.keyFile, Keyring: keystore.System(), ConfigDir: filepath.Join(config, "tambur", "keys"),
		Random: rand.Reader, Create: create,
	})
}

// tablet is a data folder in use: who the tablet is, what it has recorded, and
// the desk that answers from it.
type tablet struct {
	journal  *journal.Journal
	identity journal.Identity
	desk     *flow.Desk
	log      *slog.Logger
	// keyInFile tells that the key is in a file, which staff should know.
	keyInFile bool
	// paper keeps the printable list of who is here; nil for none.
	paper *paper
}

// tabletOptions are what opening a tablet needs.
type tabletOptions struct {
	folder
	policy attendance.Policy
	clock  func() clock.Reading
	// demo fills an empty folder with a made preschool; nil leaves it as it is.
	// Before is called then, before the tablet's day begins; nil for nothing.
	demo   *preschool.Preschool
	before func(*journal.Journal) error
	// through is put between the desk and the journal; nil for nothing.
	through func(flow.Journal) flow.Journal
	// fallback is the folder for the printable list of who is here; empty for
	// none.
	fallback string
	log      *slog.Logger
}

// openTablet opens a data folder and records that the tablet has started.
func openTablet(o tabletOptions) (_ *tablet, err error) {
	if o.log == nil {
		o.log = slog.New(slog.DiscardHandler)
	}
	// A journal that is there has a key somewhere: a new one could not read it.
	begun, err := journal.Exists(o.data)
	if err != nil {
		return nil, err
	}
	key, err := o.key(!begun)
	if err != nil {
		return nil, err
	}
	j, err := journal.Open(o.data, journal.Options{
		Key: key.Derive("journal"), Clock: o.clock, Random: rand.Reader,
	})
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, j.Close())
		}
	}()
	if o.demo != nil {
		if err := fillWithDemo(j, *o.demo); err != nil {
			return nil, err
		}
		if o.before != nil {
			if err := o.before(j); err != nil {
				return nil, err
			}
		}
	}
	identity, known, err := j.Identity()
	if err != nil {
		return nil, err
	}
	t := &tablet{journal: j, identity: identity, log: o.log, keyInFile: key.InFile()}
	var records flow.Journal = j
	if o.through != nil {
		records = o.through(j)
	}
	if o.fallback != "" {
		records = watched{records, func() { t.paper.Changed() }}
	}
	t.desk = flow.NewDesk(records, badge.Key(identity.BadgeKey), o.policy, func() time.Time { return o.clock().Wall })
	t.desk.UsePINs(j)
	if t.paper, err = newPaper(o.fallback, t.desk, func() time.Time { return o.clock().Wall }); err != nil {
		return nil, err
	}
	if !known {
		return t, nil
	}
	start := attendance.Draft{Kind: attendance.Started, By: attendance.By{How: attendance.ByKiosk}}
	if _, err := records.Append(start); err != nil {
		return nil, fmt.Errorf("record the start: %w", err)
	}
	// A directory that can't be read is no reason to keep the door closed: the
	// portal sends it again.
	dir, found, err := j.Directory()
	if err == nil && found {
		err = t.desk.UseDirectory(dir)
	}
	if err != nil {
		o.log.Error("use the directory that was kept", "error", err)
	}
	return t, nil
}

// contradictions counts what makes no sense in the directory in use, and says in
// the log what it is: kinds and ids, no names.
func (t *tablet) contradictions() int {
	var odd []attendance.Warning
	err := t.desk.Look(func(x *attendance.Index, _ *attendance.Day) { odd = x.Warnings() })
	if err != nil {
		t.log.Error("look at the directory", "error", err)
	}
	for _, w := range odd {
		t.log.Warn("the directory contradicts itself", "what", w.Fault, "child", w.Child, "person", w.Person, "group", w.Group)
	}
	return len(odd)
}

// closeInto ends the use of the folder, and adds what went wrong with that to
// an error.
func (t *tablet) closeInto(err *error) {
	if closing := t.journal.Close(); closing != nil {
		*err = errors.Join(*err, closing)
	}
}

// errOtherUnit: --demo would mix a made preschool into a real one.
var errOtherUnit = errors.New("this data folder belongs to another preschool than the demo: use an empty one")

// fillWithDemo makes an empty folder the demo preschool's, and brings one that
// is up to its day.
func fillWithDemo(j *journal.Journal, school preschool.Preschool) error {
	identity, known, err := j.Identity()
	if err != nil {
		return err
	}
	if known && identity.Unit != school.Directory.Unit.ID {
		return errOtherUnit
	}
	if !known {
		_, signing, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			return fmt.Errorf("draw the tablet's key: %w", err)
		}
		err = j.SetIdentity(journal.Identity{
			Unit: school.Directory.Unit.ID, Kiosk: attendance.KioskID(uuid.NewString()),
			SigningKey: signing, BadgeKey: school.BadgeKey, Pepper: school.Pepper,
		})
		if err != nil {
			return err
		}
	}
	// One that can't be read is replaced below.
	if dir, found, err := j.Directory(); err == nil && found && len(dir.Children) != len(school.Directory.Children) {
		return fmt.Errorf("this data folder holds a demo preschool of %d children, not %d: use an empty one", len(dir.Children), len(school.Directory.Children))
	}
	if _, err := j.SaveDirectory(school.Directory); err != nil {
		return err
	}
	_, err = j.SaveToday(school.Today)
	return err
}

// demoPreschool makes the demo preschool as it is today.
func demoPreschool(children int) (preschool.Preschool, error) {
	school, err := preschool.Demo(children, time.Now())
	if errors.Is(err, preschool.ErrSize) {
		err = fmt.Errorf("%w: %w", err, errUsage)
	}
	return school, err
}

// connect runs the tablet's link to a portal until ctx ends. Changed is called
// after a new directory or today has been put to use, status when something
// about the link has changed; either may be nil.
func (t *tablet) connect(ctx context.Context, broker string, changed func(*attendance.Today), status func(link.Status)) error {
	l, err := link.New(link.Options{
		Broker: bus.Options{Broker: broker, Log: t.log}, Unit: t.identity.Unit, Kiosk: t.identity.Kiosk, Key: t.identity.SigningKey,
		Version: version, Queue: t.journal,
		Directory: func(dir attendance.Directory) error {
			fresh, err := t.journal.SaveDirectory(dir)
			if err != nil || !fresh {
				return err
			}
			if err := t.desk.UseDirectory(dir); err != nil {
				return err
			}
			if changed != nil {
				changed(nil)
			}
			return nil
		},
		Today: func(today attendance.Today) error {
			fresh, err := t.journal.SaveToday(today)
			if err == nil && fresh && changed != nil {
				changed(&today)
			}
			return err
		},
		Status: status,
		Fault:  func(err error) { t.log.Warn("sync", "error", err) },
	})
	if err != nil {
		return err
	}
	return l.Run(ctx)
}
