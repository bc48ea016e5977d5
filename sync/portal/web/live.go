package web

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"tambur/kiosk/attendance"
)

const (
	// heartbeat is the longest silence on a stream: within it both ends notice
	// that the other is gone, and that midnight has passed.
	heartbeat = 15 * time.Second
	// patience is how long a client may take to accept what is sent.
	patience = 10 * time.Second
)

// serveEvents streams what changes on a unit's page, as server-sent events:
//
//	row     one <li>, to stand first, or in place of the one with its id; the
//	        event's id is the store's position
//	counts  the counts, to replace those before
//	kiosks  the kiosks, likewise
//	reload  the page is of another day or store: load it anew
//
// The client says what it has by Last-Event-ID, or by ?after= the first time,
// and is sent everything since.
func (s *Site) serveEvents(w http.ResponseWriter, r *http.Request) {
	asked := r.Header.Get("Last-Event-ID")
	if asked == "" {
		asked = r.URL.Query().Get("after")
	}
	after, err := strconv.ParseUint(asked, 10, 64)
	if err != nil && asked != "" {
		http.Error(w, "the position to continue from is not a number", http.StatusBadRequest)
		return
	}
	unit := attendance.UnitID(r.URL.Query().Get("unit"))
	units, err := s.store.Units(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if !slices.Contains(units, unit) {
		http.Error(w, "there is no such unit", http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	stream := &stream{site: s, words: wordsFor(r), unit: unit, w: w, control: http.NewResponseController(w)}
	if err := stream.run(r.Context(), after); err != nil && r.Context().Err() == nil {
		s.log.Debug("stream ended", "error", err)
	}
}

// stream is one client that watches a unit.
type stream struct {
	site    *Site
	words   *words
	unit    attendance.UnitID
	w       http.ResponseWriter
	control *http.ResponseController

	day            *day
	rows           map[uint64]row // as the client has them, by position
	counts, kiosks string         // likewise
	out            bytes.Buffer
}

func (s *stream) run(ctx context.Context, after uint64) error {
	// Watching before reading: what changes in between is noticed.
	changed, stop := s.site.store.Watch(s.unit)
	defer stop()
	now, err := s.site.readDay(ctx, s.unit)
	if err != nil {
		return err
	}
	if after > now.last {
		return s.reload()
	}
	s.has(now.until(after))
	s.day = now
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		if current, err := s.bringUp(ctx); err != nil || !current {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-changed:
		case <-beat.C:
			s.out.WriteString(": still here\n\n")
		}
	}
}

// has notes what the client shows, when the page it loaded was made from d.
func (s *stream) has(d *day) {
	s.rows = make(map[uint64]row)
	for _, r := range d.rows(s.words) {
		s.rows[r.Position] = r
	}
}

// bringUp sends what the client lacks. It tells whether the page is still about
// the right day.
func (s *stream) bringUp(ctx context.Context) (bool, error) {
	index, known, err := s.site.index(ctx, s.unit)
	if err != nil {
		return false, err
	}
	if known != s.day.known || s.site.dateIn(index) != s.day.date {
		return false, s.reload()
	}
	s.day.index = index
	if err := s.day.catchUp(ctx, s.site); err != nil {
		return false, err
	}
	if err := s.sendRows(); err != nil {
		return false, err
	}
	if err := s.sendPart("counts", &s.counts, s.day.countsView(s.words)); err != nil {
		return false, err
	}
	kiosks, err := s.site.kiosks(ctx, s.day, s.words)
	if err != nil {
		return false, err
	}
	if err := s.sendPart("kiosks", &s.kiosks, kiosks); err != nil {
		return false, err
	}
	// Also where no row was sent, as events of other days don't show: the client
	// needn't ask for them again.
	fmt.Fprintf(&s.out, "id: %d\n\n", s.day.last)
	return true, s.flush()
}

// sendRows sends rows that are new or have changed, oldest first. Those the
// client has already go first and without an id, so that a connection that
// breaks between two rows continues where it must.
func (s *stream) sendRows() error {
	var fresh []row
	for _, r := range slices.Backward(s.day.rows(s.words)) {
		old, there := s.rows[r.Position]
		switch {
		case !there:
			fresh = append(fresh, r)
		case old != r:
			if err := s.render("row", "row.html", rowView{s.words, r}, 0); err != nil {
				return err
			}
		}
		s.rows[r.Position] = r
	}
	for _, r := range fresh {
		if err := s.render("row", "row.html", rowView{s.words, r}, r.Position); err != nil {
			return err
		}
	}
	return nil
}

// sendPart sends a part of the page if it isn't as it was.
func (s *stream) sendPart(name string, was *string, v any) error {
	var part bytes.Buffer
	if err := page.ExecuteTemplate(&part, name+".html", v); err != nil {
		return err
	}
	if part.String() == *was {
		return nil
	}
	*was = part.String()
	s.message(name, part.Bytes(), 0)
	return nil
}

func (s *stream) render(name, file string, v any, id uint64) error {
	var part bytes.Buffer
	if err := page.ExecuteTemplate(&part, file, v); err != nil {
		return err
	}
	s.message(name, part.Bytes(), id)
	return nil
}

// message writes one server-sent event; id 0 is none.
func (s *stream) message(name string, body []byte, id uint64) {
	fmt.Fprintf(&s.out, "event: %s\n", name)
	if id > 0 {
		fmt.Fprintf(&s.out, "id: %d\n", id)
	}
	// A carriage return ends a line in a stream, in a name it is nothing.
	body = bytes.ReplaceAll(body, []byte("\r"), []byte(" "))
	for line := range bytes.Lines(body) {
		fmt.Fprintf(&s.out, "data: %s\n", bytes.TrimRight(line, "\n"))
	}
	s.out.WriteString("\n")
}

func (s *stream) reload() error {
	s.message("reload", []byte("."), 0)
	return s.flush()
}

// flush sends what has been written, to a client that takes it in time.
func (s *stream) flush() error {
	if err := s.control.SetWriteDeadline(time.Now().Add(patience)); err != nil {
		return err
	}
	if _, err := s.out.WriteTo(s.w); err != nil {
		return err
	}
	return s.control.Flush()
}
