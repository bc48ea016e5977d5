package house

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "tambur"

// mayKnow lists, for every package, what it may import of this module.
var mayKnow = map[string][]string{
	"assets":         {},
	"assets/icons":   {},
	"assets/locales": {},

	"kiosk/attendance": {},
	"kiosk/badge":      {"assets"},
	"kiosk/clock":      {},
	"kiosk/disk":       {},
	"kiosk/house":      {},
	"kiosk/keystore":   {"kiosk/disk"},
	"kiosk/locale":     {},
	"kiosk/pin":        {},
	"kiosk/scan":       {},
	"kiosk/sound":      {},
	"kiosk/endtoend":   {},
	"kiosk/fallback":   {"kiosk/attendance", "kiosk/disk"},
	"kiosk/flow":       {"kiosk/attendance", "kiosk/badge", "kiosk/pin"},
	"kiosk/journal":    {"kiosk/attendance", "kiosk/clock", "kiosk/disk", "kiosk/pin", "sync/wire"},
	"kiosk/preschool":  {"assets", "kiosk/attendance", "kiosk/badge", "kiosk/pin"},
	"kiosk/scenario":   {},
	"kiosk/screen":     {"assets", "assets/icons", "assets/locales", "kiosk/attendance", "kiosk/flow"},

	"sync/wire":   {"kiosk/attendance"},
	"sync/bus":    {},
	"sync/broker": {"sync/wire"},
	"sync/link":   {"kiosk/attendance", "sync/bus", "sync/wire"},

	"sync/portal/store":           {"kiosk/attendance", "sync/wire"},
	"sync/portal/store/storetest": {"kiosk/attendance", "sync/wire", "sync/portal/ingest", "sync/portal/store", "sync/portal/web"},
	"sync/portal/ingest":          {"kiosk/attendance", "sync/bus", "sync/wire", "sync/portal/store"},
	"sync/portal/web":             {"assets", "kiosk/attendance", "sync/wire", "sync/portal/store"},
	"sync/portal/receiver": {"kiosk/attendance", "sync/broker", "sync/bus", "sync/wire",
		"sync/portal/ingest", "sync/portal/store", "sync/portal/web"},
	"sync/portal": {"kiosk/attendance", "kiosk/preschool", "sync/wire", "sync/portal/receiver", "sync/portal/store"},
}

// start lists the programs that put everything together; they may know all but
// what forbidden says.
var start = []string{"kiosk"}

// keepers lists modules of others that only some packages may know.
var keepers = []struct {
	imports, reason string
	only            []string
}{
	{"fyne.io/fyne", "the toolkit can be changed by changing the screens, and everything else is tested without it",
		[]string{"kiosk/screen", "kiosk"}},
	{"github.com/eclipse/paho.mqtt.golang", "its traps (tokens that lie, a store of its own, handlers that hang) are dealt with in one place",
		[]string{"sync/bus"}},
	{"github.com/mochi-mqtt/server", "a municipality may run another broker, so nothing else may lean on this one",
		[]string{"sync/broker"}},
	{"go.etcd.io/bbolt", "what is on disk is read and written by its owner only",
		[]string{"kiosk/journal", "sync/portal/store"}},
	{"github.com/skip2/go-qrcode", "how a code is drawn is part of what a code is",
		[]string{"kiosk/badge"}},
	{"github.com/ebitengine/oto", "a door without a sound library must still build",
		[]string{"kiosk/sound"}},
	{"github.com/spf13/cobra", "only programs have a command line",
		[]string{"kiosk", "sync/portal"}},
	{"github.com/zalando/go-keyring", "there is one answer to where a key lies",
		[]string{"kiosk/keystore"}},
}

// A pack is what go list tells of a package.
type pack struct {
	ImportPath string
	Imports    []string
	Doc        string
	Standard   bool
}

func packages(t *testing.T) map[string]pack {
	t.Helper()
	out, err := exec.Command("go", "list", "-tags", "ci", "-json=ImportPath,Imports,Doc,Standard", module+"/...").Output()
	if exit := new(exec.ExitError); errors.As(err, &exit) {
		t.Fatalf("go list: %s", exit.Stderr)
	} else if err != nil {
		t.Fatal(err)
	}
	all := make(map[string]pack)
	for in := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pack
		if err := in.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all[strings.TrimPrefix(p.ImportPath, module+"/")] = p
	}
}

func TestPackagesKnowOnlyWhatTheyMay(t *testing.T) {
	for name, p := range packages(t) {
		if slices.Contains(start, name) {
			continue
		}
		allowed, listed := mayKnow[name]
		if !listed {
			t.Errorf("%s has no place in the house yet: say here what it may know", name)
			continue
		}
		for _, imported := range p.Imports {
			own, ours := strings.CutPrefix(imported, module+"/")
			if ours && !slices.Contains(allowed, own) {
				t.Errorf("%s must not know %s: arrows go one way, from what changes often to what seldom does", name, own)
			}
		}
	}
}

func TestEveryRoomOfThePlanStands(t *testing.T) {
	all := packages(t)
	for name := range mayKnow {
		if _, ok := all[name]; !ok {
			t.Errorf("there is no package %s any more: take it off the plan", name)
		}
	}
}

func TestOneOwnerForEachForeignModule(t *testing.T) {
	for name, p := range packages(t) {
		for _, imported := range p.Imports {
			for _, k := range keepers {
				if strings.HasPrefix(imported, k.imports) && !slices.Contains(k.only, name) {
					t.Errorf("%s imports %s, which only %s may: %s", name, imported, strings.Join(k.only, " and "), k.reason)
				}
			}
		}
	}
}

func TestTheDomainNeedsTheStandardLibraryOnly(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "-json=ImportPath,Standard", module+"/kiosk/attendance").Output()
	if err != nil {
		t.Fatal(err)
	}
	for in := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pack
		if err := in.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if !p.Standard && p.ImportPath != module+"/kiosk/attendance" {
			t.Errorf("kiosk/attendance depends on %s: the rules must outlive every library", p.ImportPath)
		}
	}
}

func TestEveryPackageSaysWhatItIsFor(t *testing.T) {
	for name, p := range packages(t) {
		if p.Doc == "" {
			t.Errorf("%s has no package doc", name)
		}
	}
}
