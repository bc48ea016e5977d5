package web_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"tambur/kiosk/attendance"
	"tambur/sync/portal/store/storetest"
	"tambur/sync/portal/web"
	"tambur/sync/wire"
)

// texts strips a page of its tags, so that a test reads what a person reads.
func texts(html string) string {
	return strings.Join(strings.Fields(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(html, " ")), " ")
}

// rowOf finds the row of an event.
func rowOf(t *testing.T, page string, id attendance.EventID) string {
	t.Helper()
	for _, li := range regexp.MustCompile(`(?s)<li id="row-.*?</li>`).FindAllString(page, -1) {
		if strings.Contains(li, fmt.Sprintf(`data-event="%s"`, id)) {
			return li
		}
	}
	t.Fatalf("event %s is not on the page", id)
	return ""
}

func TestThePageTellsWhatHappened(t *testing.T) {
	r := start(t)
	r.save(directory())
	pickup := by(attendance.PickupPlanned, alva, gunnar)
	pickup.Pickup = attendance.Clock(14, 30)
	for _, tc := range []struct {
		event   attendance.Event
		swedish string
		english string
	}{
		{by(attendance.Announced, alva, gunnar), "07:01 Alva Blåklockan Anmäld vid dörren Vårdnadshavare door-1 Inkom 07:42:10",
			"07:01 Alva Blåklockan Announced at the door Guardian door-1 Received 07:42:10"},
		{by(attendance.Received, alva, stina), "07:02 Alva Blåklockan Mottagen Personal door-1", "Taken into care Staff"},
		{by(attendance.Announced, bo, both), "Bo Blåklockan Anmäld vid dörren Vårdnadshavare", "Guardian"},
		{by(attendance.Received, bo, both), "Bo Blåklockan Mottagen Personal", "Staff"},
		{pickup, "Alva Blåklockan Hämtas 14:30 i dag Vårdnadshavare", "Pick-up at 14:30 today Guardian"},
		{by(attendance.Requested, alva, carin), "Alva Blåklockan Hämtning begärd Annan behörig", "Pick-up requested Collector"},
		{by(attendance.Released, alva, stina), "Alva Blåklockan Utlämnad Personal", "Released to go home Staff"},
		{by(attendance.ReportedAbsent, cleo, gunnar), "Cleo Smultronet Anmäld frånvarande Någon vid dörren", "Reported absent Somebody at the door"},
		{by(attendance.StaffCalled, alva, blocked), "Alva Blåklockan Personal tillkallad Någon vid dörren", "Staff called Somebody at the door"},
		// No telling by the role who may collect and who may not.
		{by(attendance.StaffCalled, alva, gunnar), "Alva Blåklockan Personal tillkallad Någon vid dörren", "Staff called Somebody at the door"},
		{by(attendance.Received, "c-gone", stina), "Okänt barn Mottagen Personal", "Unknown child Taken into care"},
		{by("dreamt", alva, gunnar), "Alva Blåklockan Annan händelse (dreamt) Vårdnadshavare", "Another event (dreamt)"},
		{attendance.Event{Draft: attendance.Draft{Kind: attendance.Started, By: attendance.By{How: attendance.ByKiosk}}}, "Kiosken startade Kiosken door-1", "Kiosk started The kiosk door-1"},
	} {
		e := r.happens(tc.event)
		for lang, want := range map[string]string{"sv": tc.swedish, "en": tc.english} {
			row := rowOf(t, r.page("/?lang="+lang), e.ID)
			if !strings.Contains(texts(row), want) {
				t.Errorf("%s in %s: %q, want %q", e.Kind, lang, texts(row), want)
			}
			place := fmt.Sprintf(`data-kiosk="door-1" data-epoch="e1" data-seq="%d" data-position="%d" data-kind="%s"`, e.Seq, e.Seq, e.Kind)
			if !strings.Contains(row, place) {
				t.Errorf("%s doesn't say its place: %s", e.Kind, row)
			}
		}
	}
	page := r.page("/")
	if strings.Contains(page, "Hemlig") {
		t.Error("a family name is on the page")
	}
	for _, name := range []string{"Gunnar", "Carin", "Stina", "Beata", "Bengt", "ekretess"} {
		if strings.Contains(page, name) {
			t.Errorf("%s is on the page", name)
		}
	}
	if first := strings.Index(page, `data-seq="13"`); first < 0 || first > strings.Index(page, `data-seq="1"`) {
		t.Error("the event that arrived last doesn't stand first")
	}
}

func TestCountsFollowTheDay(t *testing.T) {
	r := start(t)
	r.save(directory())
	counts := func() string {
		return regexp.MustCompile(`<section id="counts"[^>]*>`).FindString(r.page("/"))
	}
	is := func(here, expected, home, absent, waiting int) {
		t.Helper()
		want := fmt.Sprintf(`data-here="%d" data-expected="%d" data-gone-home="%d" data-absent="%d" data-waiting="%d" data-children="3"`, here, expected, home, absent, waiting)
		if got := counts(); !strings.Contains(got, want) {
			t.Errorf("counts %s, want %s", got, want)
		}
	}
	is(0, 3, 0, 0, 0)
	r.happens(by(attendance.Announced, alva, gunnar))
	is(0, 3, 0, 0, 1)
	received := r.happens(by(attendance.Received, alva, stina))
	is(1, 2, 0, 0, 0)
	r.happens(by(attendance.ReportedAbsent, cleo, stina))
	r.happens(by(attendance.Requested, alva, gunnar))
	is(1, 1, 0, 1, 1)
	released := r.happens(by(attendance.Released, alva, stina))
	is(0, 1, 1, 1, 0)
	r.happens(undo(released, stina))
	is(1, 1, 0, 1, 1)
	if text := texts(r.page("/?lang=en")); !strings.Contains(text, "Here now 1 of 3") || !strings.Contains(text, "Blåklockan 1 of 2") {
		t.Errorf("the counts are not in the text: %s", text)
	}
	// Not today's.
	yesterday := by(attendance.Received, bo, stina)
	yesterday.At = received.At.Add(-24 * time.Hour)
	e := r.happens(yesterday)
	is(1, 1, 0, 1, 1)
	if strings.Contains(r.page("/"), string(e.ID)) {
		t.Error("an event of yesterday is on today's page")
	}
}

func TestAnUndoneEventIsStruckThroughWithItsCorrection(t *testing.T) {
	r := start(t)
	r.save(directory())
	announced := r.happens(by(attendance.Announced, alva, gunnar))
	undone := r.happens(undo(announced, gunnar))
	page := r.page("/")
	row := rowOf(t, page, announced.ID)
	if !strings.Contains(row, "<s>Alva</s>") || !strings.Contains(row, "<s>Anmäld vid dörren</s>") ||
		!strings.Contains(texts(row), "Ångrat 07:02 · Vårdnadshavare") {
		t.Errorf("the undone event: %s", row)
	}
	if row := rowOf(t, page, undone.ID); strings.Contains(row, "<s>") || !strings.Contains(texts(row), "Ångrade: Anmäld vid dörren Vårdnadshavare") {
		t.Errorf("the correction: %s", row)
	}
	// Undoing the undo brings it back.
	again := r.happens(undo(undone, stina))
	page = r.page("/")
	if row := rowOf(t, page, announced.ID); strings.Contains(row, "<s>") {
		t.Errorf("the event that came back: %s", row)
	}
	if row := rowOf(t, page, undone.ID); !strings.Contains(row, "<s>") {
		t.Errorf("the correction that was undone: %s", row)
	}
	if row := rowOf(t, page, again.ID); !strings.Contains(texts(row), "Alva Blåklockan Ångrat Personal") {
		t.Errorf("the last correction: %s", row)
	}
}

func TestAWrongClockShows(t *testing.T) {
	r := start(t)
	r.save(directory())
	e := r.kiosk.Add(by(attendance.Received, alva, stina))
	segment := r.kiosk.Segment(1, 1)
	segment.Records[0].Core = []byte(strings.Replace(string(segment.Records[0].Core), `"state":"ok"`, `"state":"behind"`, 1))
	if _, err := r.store.Put(t.Context(), segment, storetest.Cores(t, segment)); err != nil {
		t.Fatal(err)
	}
	if row := rowOf(t, r.page("/"), e.ID); !strings.Contains(texts(row), "≈ 07:01") || !strings.Contains(row, "klocka gick fel") {
		t.Errorf("an event with a wrong clock: %s", row)
	}
}

func TestKiosks(t *testing.T) {
	r := start(t)
	if text := texts(r.page("/")); !strings.Contains(text, "Ingen förskola ännu") {
		t.Errorf("with nothing: %s", text)
	}
	r.save(directory())
	if text := texts(r.page("/")); !strings.Contains(text, "Ingen kiosk har hört av sig") || !strings.Contains(text, "Inget har hänt i dag ännu") {
		t.Errorf("without a kiosk: %s", text)
	}
	r.state(wire.State{Unit: unit, Kiosk: "door-1", Online: true, Session: "s1", Unsent: 3})
	if text := texts(r.page("/")); !strings.Contains(text, "door-1 Uppkopplad Hördes 07:42:10 3 osända") {
		t.Errorf("online: %s", text)
	}
	// A portal that has just begun knows only that it was so before.
	r.set(r.clock().Add(time.Second))
	later := httptest.NewServer(web.New(web.Options{Store: r.store, Now: r.clock}))
	defer later.Close()
	before := r.server
	r.server = later
	if text := texts(r.page("/")); !strings.Contains(text, "door-1 Inte uppkopplad Hördes 07:42:10") {
		t.Errorf("after a restart: %s", text)
	}
	r.server = before
	r.state(wire.State{Unit: unit, Kiosk: "door-1", Session: "s1"})
	r.set(storetest.Morning.Add(26 * time.Hour))
	if text := texts(r.page("/?lang=en")); !strings.Contains(text, "door-1 Offline Heard 2026-03-03 07:42") {
		t.Errorf("since yesterday: %s", text)
	}
	k := storetest.NewKiosk(t, unit, "door-2", "e1").AddMany(3)
	segment := k.Segment(1, 3)
	if _, err := r.store.Put(t.Context(), segment, storetest.Cores(t, segment)); err != nil {
		t.Fatal(err)
	}
	r.state(wire.State{Unit: unit, Kiosk: "door-2", Session: "s1", Online: true, Epoch: "e1", Head: 5, Unsent: 5})
	if text := texts(r.page("/?lang=en")); !strings.Contains(text, "door-2 Online Heard 09:00:00 2 unsent") {
		t.Errorf("with three of five stored: %s", text)
	}
	fork := k.Fork(1, 1).Segment(2, 2)
	if _, err := r.store.Put(t.Context(), fork, storetest.Cores(t, fork)); err == nil {
		t.Fatal("a fork was stored")
	}
	if text := texts(r.page("/?lang=en")); !strings.Contains(text, "door-2 Online Heard 09:00:00 2 unsent 1 refused, look into it") {
		t.Errorf("with a refused segment: %s", text)
	}
}

func TestEveryUnitHasItsPage(t *testing.T) {
	r := start(t)
	r.save(directory())
	elm := directory()
	elm.Unit.ID, elm.Unit.Name = "elm", "Förskolan Almen"
	r.save(elm)
	ash := storetest.NewKiosk(t, "ash", "door", "e1").AddMany(1)
	segment := ash.Segment(1, 1)
	if _, err := r.store.Put(t.Context(), segment, storetest.Cores(t, segment)); err != nil {
		t.Fatal(err)
	}
	page := r.page("/?unit=elm&lang=en")
	for _, want := range []string{"<h1>Förskolan Almen</h1>", `href="/?unit=oak&amp;lang=en"`, `href="/?unit=elm&amp;lang=en" aria-current="page"`, `href="/?unit=elm&amp;lang=sv"`} {
		if !strings.Contains(page, want) {
			t.Errorf("%s is not on the page", want)
		}
	}
	if text := texts(r.page("/?unit=ash")); !strings.Contains(text, "katalog saknas") || !strings.Contains(text, "Okänt barn") {
		t.Errorf("without a directory: %s", text)
	}
	for _, path := range []string{"/?unit=nowhere", "/events?unit=nowhere", "/nothing", "/page/style.css"} {
		if status, _, _ := r.get(path); status != http.StatusNotFound {
			t.Errorf("%s: %d", path, status)
		}
	}
}

func TestTheLanguageIsTheVisitors(t *testing.T) {
	r := start(t)
	r.save(directory())
	for _, tc := range []struct{ path, header, want string }{
		{"/", "", "sv"}, {"/", "de-DE,de;q=0.9", "sv"}, {"/", "en-GB,en;q=0.9,sv;q=0.8", "en"}, {"/", "sv,en;q=0.5", "sv"},
		{"/?lang=en", "sv", "en"}, {"/?lang=sv", "en", "sv"}, {"/?lang=%21%21", "en", "sv"}, {"/", "q=", "sv"},
	} {
		_, header, body := r.get(tc.path, "Accept-Language", tc.header)
		if !strings.Contains(body, fmt.Sprintf(`<html lang="%s">`, tc.want)) {
			t.Errorf("%s with %q is not in %s", tc.path, tc.header, tc.want)
		}
		if header.Get("Vary") != "Accept-Language" {
			t.Errorf("Vary %q", header.Get("Vary"))
		}
	}
}

func TestHostileWordsStayWords(t *testing.T) {
	r := start(t)
	const evil = `<script>alert(1)</script>"><img src=x onerror=alert(2)>`
	dir := directory()
	dir.Unit.Name, dir.Groups[0].Name, dir.Children[0].GivenName = evil, evil, evil+"\revent: reload\rdata: x\r\r"
	r.save(dir)
	stream := r.stream("/events?unit=oak&after=0")
	e := by(attendance.Kind(`"><script>alert(3)</script>`), alva, gunnar)
	e.ID = `"><script>alert(4)</script>`
	r.happens(e)
	row := stream.next("row").data
	r.state(wire.State{Unit: unit, Kiosk: "door-1", Online: true, Version: evil, Session: evil})
	part := stream.next("kiosks").data
	for _, html := range []string{row, part, r.page("/"), r.page("/?lang=en&unit=oak")} {
		if strings.Contains(html, "<script>") || strings.Contains(html, "<img src=x") {
			t.Errorf("words became markup: %s", html)
		}
	}
	if !strings.Contains(row, "&lt;script&gt;alert(1)") || !strings.Contains(row, "</li>") {
		t.Errorf("the row is not whole: %s", row)
	}
}

func TestBrowsersAreToldWhatThePageMayDo(t *testing.T) {
	r := start(t)
	r.save(directory())
	for _, path := range []string{"/", "/style.css", "/app.js", "/icon.svg", "/font/regular", "/font/semibold", "/healthz", "/nothing"} {
		_, header, body := r.get(path)
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer",
			"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
		} {
			if header.Get(name) != want {
				t.Errorf("%s: %s is %q", path, name, header.Get(name))
			}
		}
		policy := header.Get("Content-Security-Policy")
		if !strings.HasPrefix(policy, "default-src 'none';") || strings.Contains(policy, "unsafe") || strings.Contains(policy, "http") {
			t.Errorf("%s: policy %q", path, policy)
		}
		if strings.HasPrefix(header.Get("Content-Type"), "text/html") {
			for _, forbidden := range []string{`style="`, "onclick", "http://", "https://", "<script>"} {
				if strings.Contains(body, forbidden) {
					t.Errorf("%s holds %s, which the policy forbids", path, forbidden)
				}
			}
		}
	}
	if _, header, _ := r.get("/"); header.Get("Cache-Control") != "no-store" {
		t.Errorf("the page may be kept: %q", header.Get("Cache-Control"))
	}
	_, header, _ := r.get("/style.css")
	if status, _, _ := r.get("/style.css", "If-None-Match", header.Get("ETag")); status != http.StatusNotModified {
		t.Errorf("what the browser has is sent again: %d", status)
	}
	response, err := r.server.Client().Post(r.server.URL+"/", "text/plain", nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := response.Body.Close(); err != nil || response.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("posting: %d, %v", response.StatusCode, err)
	}
}

func TestOnlyNamesOfThisMachineAreAnswered(t *testing.T) {
	r := start(t)
	r.save(directory())
	for host, want := range map[string]int{
		"localhost": 200, "localhost:8080": 200, "127.0.0.1:1": 200, "127.9.9.9": 200, "[::1]:8080": 200, "[::1]": 200, "LOCALHOST:1": 200,
		"evil.example": 421, "evil.example:8080": 421, "localhost.evil.example": 421, "127.0.0.1.nip.io": 421,
		"192.168.0.10": 421, "0.0.0.0": 421, "10.0.0.1:8080": 421, "[fe80::1]:80": 421, "[::]:80": 421,
	} {
		for _, path := range []string{"/", "/healthz"} {
			if status, _, body := r.get(path, "Host", host); status != want || (want != 200 && strings.Contains(body, "Eken")) {
				t.Errorf("%s for host %s: %d, want %d", path, host, status, want)
			}
		}
	}
}

func TestListensToThisMachineOnly(t *testing.T) {
	for _, address := range []string{"0.0.0.0:0", ":0", "[::]:0", "192.168.0.10:0", "example.org:0", "*:0"} {
		l, err := web.Listen(address)
		if err == nil {
			t.Fatalf("listens on %s, closed with %v", address, l.Close())
		}
		if !errors.Is(err, web.ErrNotLoopback) || !strings.Contains(err.Error(), "no log-in") {
			t.Errorf("%s: %v", address, err)
		}
	}
	if _, err := web.Listen("127.0.0.1"); err == nil {
		t.Error("an address without a port was taken")
	}
	for _, address := range []string{"127.0.0.1:0", "localhost:0"} {
		l, err := web.Listen(address)
		if err != nil {
			t.Fatal(err)
		}
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestHealth(t *testing.T) {
	r := start(t)
	if status, _, body := r.get("/healthz"); status != 200 || body != "ready\n" {
		t.Errorf("%d %s", status, body)
	}
	r.mu.Lock()
	r.ready = errors.New("the broker is away")
	r.mu.Unlock()
	if status, _, body := r.get("/healthz"); status != 503 || !strings.Contains(body, "the broker is away") {
		t.Errorf("%d %s", status, body)
	}
	r.mu.Lock()
	r.ready = nil
	r.mu.Unlock()
	if err := r.store.Close(); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/healthz", "/", "/events?unit=oak"} {
		if status, _, _ := r.get(path); status != 503 {
			t.Errorf("%s without a store: %d", path, status)
		}
	}
}
