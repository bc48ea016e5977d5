package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"tambur/kiosk/attendance"
	"tambur/sync/portal/store/storetest"
	"tambur/sync/wire"
)

func TestAnEventArrivesOnAnOpenPage(t *testing.T) {
	r := start(t)
	r.save(directory())
	stream := r.stream("/events?unit=oak&lang=en&after=0")
	if counts := stream.next("counts").data; !strings.Contains(counts, `data-here="0"`) {
		t.Errorf("counts at first: %s", counts)
	}
	e := r.happens(by(attendance.Received, alva, stina))
	row := stream.next("row")
	if row.id != "1" || !strings.Contains(row.data, fmt.Sprintf(`data-event="%s"`, e.ID)) || !strings.Contains(texts(row.data), "Alva Blåklockan Taken into care Staff") {
		t.Errorf("row %+v", row)
	}
	if counts := stream.next("counts").data; !strings.Contains(counts, `data-here="1"`) {
		t.Errorf("counts: %s", counts)
	}
	r.state(wire.State{Unit: unit, Kiosk: "door-1", Online: true, Session: "s", Unsent: 2})
	stream.next("kiosks") // the event was a sign of life
	if kiosks := stream.next("kiosks").data; !strings.Contains(kiosks, `data-up="true" data-unsent="2"`) {
		t.Errorf("kiosks: %s", kiosks)
	}
	// The page that is loaded now shows the same row, byte for byte but for
	// white space.
	if page := r.page("/?lang=en"); texts(rowOf(t, page, e.ID)) != texts(row.data) {
		t.Errorf("on the page %q, on the stream %q", texts(rowOf(t, page, e.ID)), texts(row.data))
	}
}

func TestWhoWasAwayIsSentWhatIsMissing(t *testing.T) {
	r := start(t)
	r.save(directory())
	var events []attendance.Event
	for range 5 {
		events = append(events, r.happens(by(attendance.Announced, alva, gunnar)))
	}
	is := func(s *stream, seqs ...int) {
		t.Helper()
		for _, seq := range seqs {
			row := s.next("row")
			if row.id != fmt.Sprint(seq) || !strings.Contains(row.data, fmt.Sprintf(`data-seq="%d"`, seq)) {
				t.Fatalf("row %s, want %d", row.id, seq)
			}
		}
	}
	// The page was made when three had come.
	first := r.stream("/events?unit=oak&after=3")
	is(first, 4, 5)
	first.close()
	events = append(events, r.happens(by(attendance.Received, alva, stina)))
	yesterday := by(attendance.Received, bo, stina)
	yesterday.At = storetest.Morning.Add(-24 * time.Hour)
	r.happens(yesterday) // doesn't show
	events = append(events, r.happens(by(attendance.Released, alva, stina)))
	// A browser that reconnects says what it has; the address is still the old.
	second := r.stream("/events?unit=oak&after=3", "Last-Event-ID", "5")
	is(second, 6, 8)
	second.close()
	// What was undone meanwhile is sent again, struck through, without an id.
	r.happens(undo(events[1], gunnar))
	third := r.stream("/events?unit=oak&after=3", "Last-Event-ID", "8")
	again := third.next("row")
	if again.id != "" || !strings.Contains(again.data, `class="row undone"`) || !strings.Contains(again.data, fmt.Sprintf(`data-event="%s"`, events[1].ID)) {
		t.Errorf("the undone row: %+v", again)
	}
	is(third, 9)
}

func TestNothingIsLostBetweenThePageAndItsStream(t *testing.T) {
	r := start(t)
	r.save(directory())
	r.happens(by(attendance.Announced, alva, gunnar))
	page := r.page("/")
	between := r.happens(by(attendance.Received, alva, stina))
	_, rest, ok := strings.Cut(page, `data-stream="`)
	if !ok {
		t.Fatal("the page names no stream")
	}
	address, rest, _ := strings.Cut(rest, `"`)
	_, rest, _ = strings.Cut(rest, `data-after="`)
	after, _, _ := strings.Cut(rest, `"`)
	row := r.stream(strings.ReplaceAll(address, "&amp;", "&") + "&after=" + after).next("row")
	if !strings.Contains(row.data, string(between.ID)) {
		t.Errorf("row %+v", row)
	}
}

func TestAPageOfAnotherDayIsLoadedAnew(t *testing.T) {
	r := start(t)
	r.save(directory())
	stream := r.stream("/events?unit=oak&after=0")
	stream.next("kiosks")
	r.set(storetest.Morning.Add(24 * time.Hour))
	r.happens(by(attendance.Announced, alva, gunnar))
	stream.next("reload")
	// And so is one of another store, which had more.
	r.stream("/events?unit=oak&after=999").next("reload")
}

func TestAStreamFromNowhereIsRefused(t *testing.T) {
	r := start(t)
	r.save(directory())
	for _, path := range []string{"/events?unit=oak&after=x", "/events?unit=oak&after=-1", "/events?unit=oak&after=99999999999999999999"} {
		if status, _, _ := r.get(path); status != http.StatusBadRequest {
			t.Errorf("%s: %d", path, status)
		}
	}
}
