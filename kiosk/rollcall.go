package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"tambur/kiosk/attendance"
	"tambur/kiosk/clock"
	"tambur/kiosk/fallback"
	"tambur/kiosk/flow"
	"tambur/kiosk/journal"
)

const fallbackHelp = `keep a printable list of who is here in this folder, for the day the
tablet is dead (off unless given: the list holds names in clear,
readable by the folder's owner only)`

func rollcallCommand(s streams) *cobra.Command {
	var where folder
	var out, date string
	var report bool
	c := &cobra.Command{
		Use:   "rollcall --data DIR --out FILE",
		Short: "Print who is here from a tablet's journal, while the app is dead",
		Long: `Rollcall reads a tablet's data folder and writes who is here to a file: an HTML
page that prints on A4, or a CSV, by the file's extension. It needs the door to
be closed and the key that seals the data, and changes nothing in the journal.

With --report it writes the day's roll calls and outings instead, each to a file
of its own: FILE-1038-drill.html for one that began at 10:38.

The files hold names in clear and can be read by their owner only. Remove them
when they have been used.

Exit codes: 0 it was written, 1 the journal can't be read, 2 the command line is
wrong, 3 there is nothing to print: no directory, or no roll call on that day.`,
		Example: `  kiosk rollcall --data /var/lib/tambur --out here.html
  kiosk rollcall --data /var/lib/tambur --report --date 2026-11-24 --out report.html`,
		Args: noArguments,
		RunE: func(*cobra.Command, []string) error {
			if ext := filepath.Ext(out); ext != ".html" && ext != ".csv" {
				return fmt.Errorf("say with --out where to write, to a file that ends with .html or .csv: %w", errUsage)
			}
			now := time.Now()
			day, err := attendance.ParseDate(date)
			if date != "" && err != nil {
				return fmt.Errorf("%w: %w", err, errUsage)
			}
			return printRollCall(s.out, where, out, day, report, now)
		},
	}
	f := c.Flags()
	where.flags(f)
	f.StringVar(&out, "out", "", "the file to write: .html or .csv")
	f.BoolVar(&report, "report", false, "the day's roll calls and outings, not who is here")
	f.StringVar(&date, "date", "", "the day, such as 2026-11-24 (default: today)")
	return c
}

// printRollCall writes a day's list, or its roll calls, from a folder that
// nobody else uses.
func printRollCall(say io.Writer, where folder, out string, date attendance.Date, report bool, now time.Time) (err error) {
	if begun, err := journal.Exists(where.data); err != nil {
		return err
	} else if !begun && where.data != "" {
		return fmt.Errorf("there is no journal in %s: %w", where.data, os.ErrNotExist)
	}
	key, err := where.key(false)
	if err != nil {
		return err
	}
	j, err := journal.Open(where.data, journal.Options{Key: key.Derive("journal"), Clock: clock.Read, Random: rand.Reader})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, j.Close()) }()
	dir, found, err := j.Directory()
	if err != nil {
		return err
	}
	if !found {
		fmt.Fprintln(say, "the tablet has no directory yet, so nobody is known")
		return errNo
	}
	x, err := attendance.NewIndex(dir)
	if err != nil {
		return err
	}
	if date == (attendance.Date{}) {
		date = attendance.DateOf(now.In(x.Location()))
	}
	midnight := attendance.Clock(0, 0)
	events, err := j.Between(date.At(midnight, x.Location()), date.AddDays(1).At(midnight, x.Location()))
	if err != nil {
		return err
	}
	day := attendance.NewDay(x, date)
	day.Add(events...)
	if !report {
		return saveList(say, out, fallback.Here(x, day, now))
	}
	calls := day.RollCalls()
	if len(calls) == 0 {
		fmt.Fprintf(say, "there was no roll call on %s\n", date)
		return errNo
	}
	ext := filepath.Ext(out)
	for _, call := range calls {
		file := strings.TrimSuffix(out, ext) + call.Began.In(x.Location()).Format("-1504-") + call.Reason + ext
		if err := saveList(say, file, fallback.ReportOf(x, day, call, now)); err != nil {
			return err
		}
	}
	return nil
}

func saveList(say io.Writer, file string, l fallback.List) error {
	write := l.WriteHTML
	if filepath.Ext(file) == ".csv" {
		write = l.WriteCSV
	}
	if err := fallback.Save(file, write); err != nil {
		return err
	}
	fmt.Fprintln(say, file)
	return nil
}

// paper keeps the printable list of a tablet.
type paper struct {
	*fallback.Writer
	desk *flow.Desk
	now  func() time.Time
}

// newPaper makes what keeps the list in a folder; nil for none.
func newPaper(dir string, desk *flow.Desk, now func() time.Time) (*paper, error) {
	if dir == "" {
		return nil, nil
	}
	p := &paper{desk: desk, now: now}
	var err error
	p.Writer, err = fallback.NewWriter(dir, p.here)
	return p, err
}

func (p *paper) here() (l fallback.List, known bool) {
	// A day that lacks what was recorded earlier is still better than none; the
	// door says what is wrong with it.
	if err := p.desk.Look(func(x *attendance.Index, day *attendance.Day) { l, known = fallback.Here(x, day, p.now()), true }); err != nil {
		return l, known && l.Count() > 0
	}
	return l, known
}

// export writes a roll call's report beside the list.
func (p *paper) export(id attendance.EventID) error {
	var l fallback.List
	found := false
	stem := ""
	err := p.desk.Look(func(x *attendance.Index, day *attendance.Day) {
		var call attendance.RollCall
		if call, found = day.RollCall(id); found {
			l = fallback.ReportOf(x, day, call, p.now())
			stem = call.Began.In(x.Location()).Format("upprop-2006-01-02-150405-") + call.Reason
		}
	})
	switch {
	case err != nil:
		return err
	case !found:
		return fmt.Errorf("the roll call %s is not one of today's", id)
	}
	return p.Save(l, stem)
}

// watched is a journal that tells the paper of every commit.
type watched struct {
	flow.Journal
	changed func()
}

// Append implements [flow.Journal].
func (w watched) Append(drafts ...attendance.Draft) ([]attendance.Event, error) {
	events, err := w.Journal.Append(drafts...)
	if err == nil {
		w.changed()
	}
	return events, err
}

// paperChanged tells that names or plans have changed.
func (t *tablet) paperChanged() {
	if t.paper != nil {
		t.paper.Changed()
	}
}

// keepPaper keeps the list until ctx ends; without paper it returns at once.
func (t *tablet) keepPaper(ctx context.Context) {
	if t.paper != nil {
		t.paper.Run(ctx, func(err error) { t.log.Error("printable list", "error", err) })
	}
}
