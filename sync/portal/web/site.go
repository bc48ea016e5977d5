package web

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"time"

	"tambur/assets"
	"tambur/kiosk/attendance"
	"tambur/sync/portal/store"
	"tambur/sync/wire"
)

// Store is what the page needs of a store. All methods may be called from many
// goroutines at once.
type Store interface {
	// Units lists the units that anything is stored of, ordered by id.
	Units(ctx context.Context) ([]attendance.UnitID, error)
	// Directory is a unit's directory; [store.ErrNone] when it has none.
	Directory(ctx context.Context, unit attendance.UnitID) (attendance.Directory, error)
	// Kiosks lists what is known of a unit's kiosks, ordered by id.
	Kiosks(ctx context.Context, unit attendance.UnitID) ([]store.Kiosk, error)
	// Between lists the events whose own time lies from one moment until
	// another, in the order they were stored.
	Between(ctx context.Context, unit attendance.UnitID, from, until time.Time) ([]store.Event, error)
	// Since lists events after a position, in the order they were stored, and
	// Last is the position of the last one.
	Since(ctx context.Context, unit attendance.UnitID, position uint64, limit int) ([]store.Event, error)
	Last(ctx context.Context, unit attendance.UnitID) (uint64, error)
	// Watch gives a value after anything of a unit has changed, and a way to end.
	Watch(unit attendance.UnitID) (<-chan struct{}, func())
}

// Options say what the page shows.
type Options struct {
	Store Store
	// Ready tells why the portal can't receive now; nil for always ready.
	Ready func() error
	// Now is the portal's clock; nil for the machine's.
	Now func() time.Time
	// Log is nil for silence.
	Log *slog.Logger
}

// Site is the page and what belongs to it: an [http.Handler].
type Site struct {
	store   Store
	ready   func() error
	now     func() time.Time
	log     *slog.Logger
	started time.Time
	handler http.Handler
}

//go:embed page
var files embed.FS

var page = template.Must(template.ParseFS(files, "page/*.html"))

// New makes the site.
func New(o Options) *Site {
	s := &Site{store: o.Store, ready: o.Ready, now: o.Now, log: o.Log}
	if s.ready == nil {
		s.ready = func() error { return nil }
	}
	if s.now == nil {
		s.now = time.Now
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	s.started = s.now()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.servePage)
	mux.HandleFunc("GET /events", s.serveEvents)
	mux.HandleFunc("GET /healthz", s.serveHealth)
	mux.Handle("GET /style.css", file("page/style.css", "text/css; charset=utf-8"))
	mux.Handle("GET /app.js", file("page/app.js", "text/javascript; charset=utf-8"))
	mux.Handle("GET /icon.svg", static(assets.IconSVG(), "image/svg+xml"))
	mux.Handle("GET /font/regular", static(assets.FontRegular(), "font/otf"))
	mux.Handle("GET /font/semibold", static(assets.FontSemiBold(), "font/otf"))
	s.handler = guarded(mux)
	return s
}

// ServeHTTP answers a request.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// guarded answers this machine only, and tells browsers what the page may do.
func guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		if !hostAllowed(r.Host) {
			// A name of somebody else's that leads to this machine would let
			// their pages read ours (DNS rebinding).
			http.Error(w, "this page is reached by the name localhost or a loopback address only", http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func file(name, mediaType string) http.Handler {
	content, err := files.ReadFile(name)
	if err != nil {
		panic(err) // a constant name in an embedded folder
	}
	return static(content, mediaType)
}

func static(content []byte, mediaType string) http.Handler {
	tag := `"` + wire.Sum(content).String()[:16] + `"`
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", mediaType)
		w.Header().Set("ETag", tag)
		w.Header().Set("Cache-Control", "no-cache")
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
	})
}

// serveHealth says whether the portal can receive now.
func (s *Site) serveHealth(w http.ResponseWriter, r *http.Request) {
	err := s.ready()
	if err == nil {
		_, err = s.store.Units(r.Context())
	}
	if err != nil {
		http.Error(w, "not ready: "+err.Error(), http.StatusServiceUnavailable)
		return
	}
	s.send(w, "text/plain; charset=utf-8", []byte("ready\n"))
}

// fail answers a request that the store could not.
func (s *Site) fail(w http.ResponseWriter, r *http.Request, err error) {
	if r.Context().Err() != nil {
		return // nobody waits for it
	}
	status := http.StatusInternalServerError
	if errors.Is(err, store.ErrClosed) {
		status = http.StatusServiceUnavailable
	}
	s.log.Error("page not shown", "error", err)
	http.Error(w, fmt.Sprintf("%d %s", status, http.StatusText(status)), status)
}

func (s *Site) send(w http.ResponseWriter, mediaType string, body []byte) {
	w.Header().Set("Content-Type", mediaType)
	s.write(w, body)
}

// write sends a body. A client that has gone is no error of ours.
func (s *Site) write(w http.ResponseWriter, body []byte) {
	if _, err := w.Write(body); err != nil {
		s.log.Debug("client gone", "error", err)
	}
}
