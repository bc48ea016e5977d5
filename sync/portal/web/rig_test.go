package web_test

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"tambur/kiosk/attendance"
	"tambur/sync/portal/store"
	"tambur/sync/portal/store/storetest"
	"tambur/sync/portal/web"
	"tambur/sync/wire"
)

// The directory that the tests show: three children in two groups, their
// guardians, and staff, one of whom has a child here.
const (
	unit    attendance.UnitID   = "oak"
	alva    attendance.ChildID  = "c-alva"
	bo      attendance.ChildID  = "c-bo"
	cleo    attendance.ChildID  = "c-cleo"
	gunnar  attendance.PersonID = "p-guardian"
	carin   attendance.PersonID = "p-collector"
	stina   attendance.PersonID = "p-staff"
	both    attendance.PersonID = "p-both"
	blocked attendance.PersonID = "p-blocked"
)

func directory() attendance.Directory {
	return attendance.Directory{
		Version: 1,
		Unit:    attendance.Unit{ID: unit, Name: "Förskolan Eken", TimeZone: "Europe/Stockholm"},
		Groups:  []attendance.Group{{ID: "g1", Name: "Blåklockan"}, {ID: "g2", Name: "Smultronet"}},
		Children: []attendance.Child{
			{ID: alva, GivenName: "Alva", FamilyName: "Hemlig", Group: "g1"},
			{ID: bo, GivenName: "Bo", FamilyName: "Hemlig", Group: "g1"},
			{ID: cleo, GivenName: "Cleo", FamilyName: "Hemlig", Group: "g2", Marking: "Sekretessmarkering"},
		},
		People: []attendance.Person{
			{ID: gunnar, GivenName: "Gunnar", FamilyName: "Hemlig"}, {ID: carin, GivenName: "Carin", FamilyName: "Hemlig"},
			{ID: stina, GivenName: "Stina", FamilyName: "Hemlig", Staff: true},
			{ID: both, GivenName: "Beata", FamilyName: "Hemlig", Staff: true}, {ID: blocked, GivenName: "Bengt", FamilyName: "Hemlig"},
		},
		Rights: []attendance.Right{
			{Person: gunnar, Child: alva, Kind: attendance.Guardian}, {Person: carin, Child: alva, Kind: attendance.Collector},
			{Person: both, Child: bo, Kind: attendance.Guardian}, {Person: blocked, Child: alva, Kind: attendance.Blocked},
		},
	}
}

// rig is the page over a real store.
type rig struct {
	t      *testing.T
	store  *store.Store
	server *httptest.Server
	kiosk  *storetest.Kiosk

	mu    sync.Mutex
	now   time.Time
	ready error
}

func start(t *testing.T) *rig {
	t.Helper()
	r := &rig{t: t, now: storetest.Morning.Add(42*time.Minute + 10*time.Second), kiosk: storetest.NewKiosk(t, unit, "door-1", "e1")}
	var err error
	if r.store, err = store.Open(store.Options{Dir: t.TempDir(), Now: r.clock}); err != nil {
		t.Fatal(err)
	}
	r.server = httptest.NewServer(web.New(web.Options{Store: r.store, Now: r.clock, Ready: func() error {
		r.mu.Lock()
		defer r.mu.Unlock()
		return r.ready
	}}))
	t.Cleanup(func() {
		r.server.Close()
		if err := r.store.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

func (r *rig) clock() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.now
}

func (r *rig) set(now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.now = now
}

func (r *rig) save(dir attendance.Directory) {
	r.t.Helper()
	if err := r.store.SaveDirectory(r.t.Context(), dir); err != nil {
		r.t.Fatal(err)
	}
}

// happens records an event and stores it.
func (r *rig) happens(e attendance.Event) attendance.Event {
	r.t.Helper()
	e = r.kiosk.Add(e)
	n := len(r.kiosk.Records)
	segment := r.kiosk.Segment(n, n)
	if _, err := r.store.Put(r.t.Context(), segment, storetest.Cores(r.t, segment)); err != nil {
		r.t.Fatal(err)
	}
	return e
}

func by(kind attendance.Kind, child attendance.ChildID, person attendance.PersonID) attendance.Event {
	return attendance.Event{Draft: attendance.Draft{Kind: kind, Child: child, By: attendance.By{Person: person, How: attendance.ByBadge}}}
}

func undo(e attendance.Event, person attendance.PersonID) attendance.Event {
	u := by(attendance.Undone, e.Child, person)
	u.Corrects = e.ID
	return u
}

// get asks for a page.
func (r *rig) get(path string, headers ...string) (int, http.Header, string) {
	r.t.Helper()
	request := r.request(path, headers...)
	response, err := r.server.Client().Do(request)
	if err != nil {
		r.t.Fatal(err)
	}
	defer func() {
		if err := response.Body.Close(); err != nil {
			r.t.Error(err)
		}
	}()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return response.StatusCode, response.Header, string(body)
}

func (r *rig) page(path string) string {
	r.t.Helper()
	status, _, body := r.get(path)
	if status != http.StatusOK {
		r.t.Fatalf("%s: %d %s", path, status, body)
	}
	return body
}

func (r *rig) request(path string, headers ...string) *http.Request {
	r.t.Helper()
	request, err := http.NewRequestWithContext(r.t.Context(), http.MethodGet, r.server.URL+path, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "Host" {
			request.Host = headers[i+1]
		}
		request.Header.Set(headers[i], headers[i+1])
	}
	return request
}

// sent is one server-sent event, as a browser reads it.
type sent struct{ name, id, data string }

// stream is an open stream.
type stream struct {
	t     *testing.T
	lines *bufio.Scanner
	close func()
}

func (r *rig) stream(path string, headers ...string) *stream {
	r.t.Helper()
	ctx, cancel := context.WithCancel(r.t.Context())
	response, err := r.server.Client().Do(r.request(path, headers...).WithContext(ctx))
	if err != nil {
		r.t.Fatal(err)
	}
	if response.StatusCode != http.StatusOK || response.Header.Get("Content-Type") != "text/event-stream" {
		r.t.Fatalf("%s: %d %s", path, response.StatusCode, response.Header.Get("Content-Type"))
	}
	s := &stream{t: r.t, lines: bufio.NewScanner(response.Body)}
	s.lines.Split(scanAnyLine)
	s.close = sync.OnceFunc(func() {
		cancel()
		if err := response.Body.Close(); err != nil {
			r.t.Error(err)
		}
	})
	r.t.Cleanup(s.close)
	return s
}

// scanAnyLine ends lines where browsers do: at CR, LF or both.
func scanAnyLine(data []byte, end bool) (int, []byte, error) {
	i := strings.IndexAny(string(data), "\r\n")
	switch {
	case i < 0 && end && len(data) > 0:
		return len(data), data, nil
	case i < 0:
		return 0, nil, nil
	case data[i] == '\r' && i+1 < len(data) && data[i+1] == '\n':
		return i + 2, data[:i], nil
	}
	return i + 1, data[:i], nil
}

// next reads the next event of a name; those of other names are passed over.
func (s *stream) next(name string) sent {
	s.t.Helper()
	var e sent
	for s.lines.Scan() {
		field, value, _ := strings.Cut(s.lines.Text(), ": ")
		switch field {
		case "":
			if e.name == name {
				return e
			}
			e = sent{}
		case "event":
			e.name = value
		case "id":
			e.id = value
		case "data":
			e.data += value + "\n"
		default:
			s.t.Fatalf("the stream has a line %q", s.lines.Text())
		}
	}
	s.t.Fatalf("the stream ended before a %q: %v", name, s.lines.Err())
	return sent{}
}

// state makes the kiosk tell its state.
func (r *rig) state(s wire.State) {
	r.t.Helper()
	if err := r.store.SaveState(r.t.Context(), s); err != nil {
		r.t.Fatal(err)
	}
}
