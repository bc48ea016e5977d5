package flow

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/crypto/argon2"

	"tambur/kiosk/attendance"
	"tambur/kiosk/badge"
	"tambur/kiosk/pin"
)

// The preschool of these tests: Alma and Bo are siblings in the first group,
// Cleo is in the second.
const (
	alma, bo, cleo = attendance.ChildID("c-1"), attendance.ChildID("c-2"), attendance.ChildID("c-3")
	stars, moons   = attendance.GroupID("g-1"), attendance.GroupID("g-2")
	mother         = attendance.PersonID("p-1") // guardian of Alma and Bo
	grandpa        = attendance.PersonID("p-2") // collector of Alma, without a PIN
	ex             = attendance.PersonID("p-3") // blocked from Alma, guardian of Cleo
	stranger       = attendance.PersonID("p-4") // blocked from Alma
	teacher        = attendance.PersonID("p-5")
	cook           = attendance.PersonID("p-6") // staff, and guardian of Cleo

	motherPIN, teacherPIN = "1357", "2468"
)

var (
	unitKey = badge.Key{1}
	pepper  = pin.Pepper{2}
	today   = attendance.Date{Year: 2026, Month: time.March, Day: 10}
	names   = []string{"Alma", "Bo", "Cleo", "Mia", "Gustav", "Erik", "Stig", "Tove", "Kim", "Ekdahl", "Dahlgren", "Bergqvist", "Lindmark"}
)

// code is the badge that a person carries.
func code(t testing.TB, who attendance.PersonID) badge.Code {
	t.Helper()
	sum := sha256.Sum256([]byte(who))
	c, err := badge.New(rand.NewChaCha8(sum))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// quickPIN is a stored PIN whose hash is as fast as [pin.Check] lets it be.
func quickPIN(digits string) string {
	mac := hmac.New(sha256.New, pepper[:])
	fmt.Fprintf(mac, "tambur pin v1\n%s", digits)
	salt := []byte("saltsalt")
	encode := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=19$m=8,t=1,p=1$%s$%s", encode(salt), encode(argon2.IDKey(mac.Sum(nil), salt, 1, 8, 1, 16)))
}

func smallUnit(t testing.TB) attendance.Directory {
	t.Helper()
	dir := attendance.Directory{
		Version: 1,
		Unit:    attendance.Unit{ID: "u-1", Name: "Förskolan", Policy: attendance.StaffReceipt, TimeZone: "Europe/Stockholm"},
		Groups:  []attendance.Group{{ID: stars, Name: "Stjärnan", Symbol: "star"}, {ID: moons, Name: "Månen", Symbol: "moon"}},
		Children: []attendance.Child{
			{ID: alma, GivenName: "Alma", FamilyName: "Ekdahl", Group: stars},
			{ID: bo, GivenName: "Bo", FamilyName: "Ekdahl", Group: stars},
			{ID: cleo, GivenName: "Cleo", FamilyName: "Dahlgren", Group: moons},
		},
		People: []attendance.Person{
			{ID: mother, GivenName: "Mia", FamilyName: "Ekdahl", Language: "en", PIN: quickPIN(motherPIN)},
			{ID: grandpa, GivenName: "Gustav", FamilyName: "Ekdahl"},
			{ID: ex, GivenName: "Erik", FamilyName: "Dahlgren", Language: "fi"},
			{ID: stranger, GivenName: "Stig", FamilyName: "Bergqvist"},
			{ID: teacher, GivenName: "Tove", FamilyName: "Lindmark", Language: "sv", Staff: true, PIN: quickPIN(teacherPIN)},
			{ID: cook, GivenName: "Kim", FamilyName: "Dahlgren", Staff: true},
		},
		Rights: []attendance.Right{
			{Person: mother, Child: alma, Kind: attendance.Guardian},
			{Person: mother, Child: bo, Kind: attendance.Guardian},
			{Person: grandpa, Child: alma, Kind: attendance.Collector},
			{Person: ex, Child: alma, Kind: attendance.Blocked},
			{Person: ex, Child: cleo, Kind: attendance.Guardian},
			{Person: stranger, Child: alma, Kind: attendance.Blocked},
			{Person: cook, Child: cleo, Kind: attendance.Guardian},
		},
	}
	for n := range 60 {
		for _, c := range []attendance.ChildID{alma, cleo} {
			dir.Planned = append(dir.Planned, attendance.PlannedTime{
				Child: c, Date: today.AddDays(n), From: attendance.Clock(8, 0), Until: attendance.Clock(15, 32),
			})
		}
	}
	for _, p := range dir.People {
		dir.Badges = append(dir.Badges, attendance.Badge{Hash: string(unitKey.Hash(code(t, p.ID))), Person: p.ID})
	}
	return dir
}

func revoke(dir *attendance.Directory, who attendance.PersonID) {
	for i := range dir.Badges {
		if dir.Badges[i].Person == who {
			dir.Badges[i].Revoked = true
		}
	}
}

// memory is a journal and a store of attempts that forget all when the test ends.
type memory struct {
	mu       sync.Mutex
	now      func() time.Time
	events   []attendance.Event
	commits  int
	fail     error         // of Append
	blind    error         // of Between
	stall    chan struct{} // Append waits for it
	attempts map[attendance.PersonID]pin.Throttle
	pins     map[attendance.PersonID]string
	unkept   error // of SavePIN
	saved    []pin.Throttle
	refuse   error // of SaveAttempts
	lost     error // of Attempts
}

func (m *memory) Append(drafts ...attendance.Draft) ([]attendance.Event, error) {
	m.mu.Lock()
	stall := m.stall
	m.mu.Unlock()
	if stall != nil {
		<-stall
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fail != nil {
		return nil, m.fail
	}
	m.commits++
	var events []attendance.Event
	for _, d := range drafts {
		n := len(m.events) + 1
		e := attendance.Event{Draft: d, ID: attendance.EventID(fmt.Sprintf("e-%d", n)), Kiosk: "k", Epoch: "1", Seq: uint64(n), At: m.now().UTC()}
		m.events = append(m.events, e)
		events = append(events, e)
	}
	return events, nil
}

// Between lists everything, last first, as it may.
func (m *memory) Between(_, _ time.Time) ([]attendance.Event, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	events := slices.Clone(m.events)
	slices.Reverse(events)
	return events, m.blind
}

func (m *memory) Attempts(p attendance.PersonID) (pin.Throttle, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.attempts[p], m.lost
}

func (m *memory) SaveAttempts(p attendance.PersonID, t pin.Throttle) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.refuse != nil {
		return m.refuse
	}
	m.attempts[p] = t
	m.saved = append(m.saved, t)
	return nil
}

func (m *memory) PIN(p attendance.PersonID) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.pins[p], m.lost
}

func (m *memory) SavePIN(p attendance.PersonID, stored string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.unkept != nil {
		return m.unkept
	}
	m.pins[p] = stored
	return nil
}

// kinds are what has been recorded, in order, with the child: "announced c-1".
func (m *memory) kinds() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []string
	for _, e := range m.events {
		s := string(e.Kind)
		if e.Child != "" {
			s += " " + string(e.Child)
		}
		all = append(all, s)
	}
	return all
}

func (m *memory) set(change func()) {
	m.mu.Lock()
	defer m.mu.Unlock()
	change()
}

// rig is a door in a bubble of time, at a quarter to eight on a Tuesday.
type rig struct {
	t       testing.TB
	dir     attendance.Directory
	journal *memory
	desk    *Desk
	*Door
	stop func()

	mu     sync.Mutex
	slow   time.Duration // how long the screen takes for the next view
	views  []View
	sounds []Sound
	faults []error
}

var errDisk = errors.New("disk full")

// inBubble runs a test with a rig whose clock stands still until it is passed.
func inBubble(t *testing.T, test func(r *rig)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		r := openRig(t)
		defer func() { r.stop() }()
		test(r)
	})
}

func openRig(t *testing.T) *rig {
	t.Helper()
	loc, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		t.Fatal(err)
	}
	wait(time.Until(today.At(attendance.Clock(7, 45), loc)))
	r := &rig{t: t, dir: smallUnit(t)}
	r.journal = &memory{now: time.Now, attempts: make(map[attendance.PersonID]pin.Throttle), pins: make(map[attendance.PersonID]string)}
	r.start(true)
	return r
}

// wait lets time pass in the bubble.
func wait(d time.Duration) { <-time.NewTimer(d).C }

// start starts the program, anew if it has been stopped.
func (r *rig) start(ready bool) {
	r.desk = NewDesk(r.journal, unitKey, "", time.Now)
	r.desk.UsePINs(r.journal)
	if ready {
		r.direct(func(*attendance.Directory) {})
	}
	r.Door = NewDoor(Options{
		Desk: r.desk, Attempts: r.journal, Pepper: pepper, Random: rand.NewChaCha8([32]byte{3}), Languages: []string{"sv", "en"},
		Show: r.shown, Now: time.Now,
		Chime: func(s Sound) { r.mu.Lock(); defer r.mu.Unlock(); r.sounds = append(r.sounds, s) },
		Fault: func(err error) { r.mu.Lock(); defer r.mu.Unlock(); r.faults = append(r.faults, err) },
	})
	r.run()
}

// run lets the door work.
func (r *rig) run() {
	ctx, cancel := context.WithCancel(context.Background())
	go r.Run(ctx)
	r.stop = func() { cancel(); synctest.Wait() }
	synctest.Wait()
}

// shown looks at every view that the door gives out.
func (r *rig) shown(v View) {
	r.mu.Lock()
	slow := r.slow
	r.slow = 0
	r.mu.Unlock()
	if slow > 0 {
		wait(slow)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for part, belongs := range map[any]bool{
		&v.Family: v.Screen == Family, &v.Done: v.Screen == Done, &v.PIN: v.Screen == PINPad, &v.Board: v.Screen == Board, &v.Release: v.Screen == ReleaseCheck,
		&v.Collector: v.Screen == Collector, &v.Absence: v.Screen == Absence, &v.Note: v.Screen == NotePhrases, &v.Writing: v.Screen == Writing, &v.Notes: v.Screen == Notes,
		&v.RollCallStart: v.Screen == RollCallStart, &v.RollCalls: v.Screen == RollCalls,
		&v.RollCall: v.Screen == RollCall || v.Screen == RollCallClose || v.Screen == RollCallReport,
		&v.Children: v.Screen == Children, &v.Child: v.Screen == Child, &v.Correct: v.Screen == Correct, &v.Evening: v.Screen == Evening,
	} {
		if !belongs && !reflect.ValueOf(part).Elem().IsZero() {
			r.t.Errorf("%s shows something of another screen: %+v", v.Screen, part)
		}
	}
	if v.Screen == Done {
		recorded := false
		r.journal.mu.Lock()
		for _, e := range r.journal.events {
			recorded = recorded || e.At.Equal(v.Done.At)
		}
		r.journal.mu.Unlock()
		if !recorded {
			r.t.Error("done, and nothing was recorded then")
		}
	}
	if v.Screen != Home && !reflect.ValueOf(v.Home.Hall).IsZero() {
		r.t.Errorf("%s shows who waits in the hall", v.Screen)
	}
	if (v.NotUndone || v.NotTold) && v.Screen != NotSaved || v.Now.Second() != 0 {
		r.t.Errorf("odd view: %+v", v)
	}
	r.views = append(r.views, v)
}

// direct changes the directory and hands it to the desk.
func (r *rig) direct(change func(*attendance.Directory)) {
	r.t.Helper()
	change(&r.dir)
	r.dir.Version++
	if err := r.desk.UseDirectory(r.dir); err != nil {
		r.t.Fatal(err)
	}
	if r.Door != nil {
		r.DirectoryChanged()
		synctest.Wait()
	}
}

// view is what the screen shows when all is quiet.
func (r *rig) view() View {
	synctest.Wait()
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.views[len(r.views)-1]
}

// given is how many views the door has given out.
func (r *rig) given() int {
	synctest.Wait()
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.views)
}

func (r *rig) heard() []Sound {
	synctest.Wait()
	r.mu.Lock()
	defer r.mu.Unlock()
	heard := r.sounds
	r.sounds = nil
	return heard
}

func (r *rig) complaints() []error {
	synctest.Wait()
	r.mu.Lock()
	defer r.mu.Unlock()
	faults := r.faults
	r.faults = nil
	return faults
}

// on fails the test unless the screen is this one, and gives its view.
func (r *rig) on(s Screen) View {
	r.t.Helper()
	v := r.view()
	if v.Screen != s {
		r.t.Fatalf("the screen is %s, want %s", v.Screen, s)
	}
	return v
}

// show holds a person's badge before the scanner, and waits until taps count.
func (r *rig) show(who attendance.PersonID) {
	r.t.Helper()
	r.Scanned(code(r.t, who).Text())
	r.read()
}

// atBoard opens the board for a member of staff, whether families wait or not.
func (r *rig) atBoard(who attendance.PersonID) View {
	r.t.Helper()
	r.show(who)
	if r.view().Screen == Home {
		r.OpenStaff()
		r.read()
	}
	return r.on(Board)
}

// read gives a person the time to read the screen.
func (r *rig) read() {
	synctest.Wait()
	wait(Settles)
	synctest.Wait()
}

// confirm taps the big button and reads what comes of it.
func (r *rig) confirm() {
	r.Confirm()
	r.read()
}

func (r *rig) enter(digits string) {
	for _, c := range digits {
		r.Digit(int(c - '0'))
	}
	r.Enter()
	r.read()
}

// home waits until the screen has gone home.
func (r *rig) home() {
	r.t.Helper()
	wait(2*time.Minute + time.Second)
	r.on(Home)
}

// recorded fails the test unless this is all that was recorded.
func (r *rig) recorded(want ...string) {
	r.t.Helper()
	synctest.Wait()
	if got := r.journal.kinds(); !slices.Equal(got, want) {
		r.t.Errorf("recorded %q, want %q", got, want)
	}
}
