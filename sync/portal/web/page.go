package web

import (
	"bytes"
	"context"
	"net/http"
	"slices"
	"time"

	"tambur/kiosk/attendance"
	"tambur/sync/portal/store"
)

// view is what the page is made from.
type view struct {
	W       *words
	Units   []unitLink
	Unit    attendance.UnitID
	Name    string
	Date    string
	Known   bool
	After   uint64
	Rows    []row
	Counts  countsView
	Kiosks  kiosksView
	Message string
}

type unitLink struct {
	ID      attendance.UnitID
	Name    string
	Current bool
}

type countsView struct {
	W *words
	tally
	Groups []groupTally
}

type rowView struct {
	W *words
	row
}

type kiosksView struct {
	W   *words
	All []kioskView
}

type kioskView struct {
	ID     attendance.KioskID
	Online bool
	Seen   string
	Unsent uint64
	Aside  int
}

// RowViews pairs each row with the words.
func (v view) RowViews() []rowView {
	views := make([]rowView, len(v.Rows))
	for i, r := range v.Rows {
		views[i] = rowView{v.W, r}
	}
	return views
}

// RoleName is a role in words.
func (v rowView) RoleName(r role) string { return v.W.Roles[r] }

func (s *Site) servePage(w http.ResponseWriter, r *http.Request) {
	v, status, err := s.view(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	var out bytes.Buffer
	if err := page.ExecuteTemplate(&out, "page.html", v); err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Vary", "Accept-Language")
	w.WriteHeader(status)
	s.write(w, out.Bytes())
}

func (s *Site) view(r *http.Request) (view, int, error) {
	ctx, v := r.Context(), view{W: wordsFor(r)}
	units, err := s.store.Units(ctx)
	if err != nil {
		return v, 0, err
	}
	v.Unit = attendance.UnitID(r.URL.Query().Get("unit"))
	if v.Unit == "" && len(units) > 0 {
		v.Unit = units[0]
	}
	if v.Unit == "" {
		return v, http.StatusOK, nil
	}
	if !slices.Contains(units, v.Unit) {
		v.Unit, v.Message = "", v.W.NotFound
		return v, http.StatusNotFound, nil
	}
	if len(units) > 1 {
		for _, unit := range units {
			index, _, err := s.index(ctx, unit)
			if err != nil {
				return v, 0, err
			}
			v.Units = append(v.Units, unitLink{ID: unit, Name: index.Unit().Name, Current: unit == v.Unit})
		}
	}
	d, err := s.readDay(ctx, v.Unit)
	if err != nil {
		return v, 0, err
	}
	kiosks, err := s.kiosks(ctx, d, v.W)
	if err != nil {
		return v, 0, err
	}
	v.Name, v.Known, v.Date, v.After = d.index.Unit().Name, d.known, v.W.date(d.date), d.last
	v.Rows, v.Counts, v.Kiosks = d.rows(v.W), d.countsView(v.W), kiosks
	return v, http.StatusOK, nil
}

func (d *day) countsView(w *words) countsView {
	v := countsView{W: w}
	v.tally, v.Groups = d.counts()
	return v
}

func (s *Site) kiosks(ctx context.Context, d *day, w *words) (kiosksView, error) {
	known, err := s.store.Kiosks(ctx, d.unit)
	if err != nil {
		return kiosksView{}, err
	}
	v := kiosksView{W: w}
	for _, k := range known {
		v.All = append(v.All, kioskView{
			ID: k.ID,
			// What was told before we began may have ended while nobody listened;
			// who is there tells us again.
			Online: k.State.Online && !k.LastSeen().Before(s.started),
			Unsent: unsent(k), Aside: k.Aside, Seen: d.seen(k.LastSeen()),
		})
	}
	return v, nil
}

// unsent is how many events the kiosk has that are not stored here. It tells its
// head only now and then, so what has come since counts.
func unsent(k store.Kiosk) uint64 {
	for _, install := range k.Installs {
		if install.Epoch == k.State.Epoch && k.State.Head > 0 {
			return k.State.Head - min(k.State.Head, install.Through)
		}
	}
	return k.State.Unsent
}

// seen is a clock time today and a date before that.
func (d *day) seen(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	if attendance.DateOf(t.In(d.index.Location())) == d.date {
		return d.clock(t, "15:04:05")
	}
	return d.clock(t, "2006-01-02 15:04")
}
