#!/usr/bin/env bash
# Runs every test, from the rules of the house to the real window. Installs what
# the tests need of Debian's packages.
#
#   bash kiosk/test.sh           everything; about ten minutes on two cores
#   bash kiosk/test.sh --fast    without the window: no display, no C compiler's
#                                graphics headers, about two minutes
set -euo pipefail
cd "$(dirname "$0")/.."
. kiosk/packages.sh

fast=
case ${1:-} in
'') ;;
--fast) fast=1 ;;
*) echo "usage: bash kiosk/test.sh [--fast]" >&2 && exit 2 ;;
esac

step() { printf '\n== %s\n' "$*" >&2; }

have_go
on_debian
need "the race detector needs a C compiler" gcc libc6-dev
need "tests run against Debian's own MQTT broker too, and in a known time zone" mosquitto tzdata

# In this stage the toolkit draws in memory: the tag "ci" leaves out its window.
step "gofmt"
unformatted=$(gofmt -l assets kiosk sync)
[[ -z $unformatted ]] || { echo "gofmt would change: $unformatted" >&2 && exit 1; }
step "go mod tidy"
go mod tidy -diff
step "go vet"
go vet -tags ci ./...
step "go vet, for Windows, without cgo"
GOOS=windows CGO_ENABLED=0 go vet ./kiosk/attendance ./kiosk/badge ./kiosk/clock ./kiosk/flow ./kiosk/journal \
	./kiosk/keystore ./kiosk/scan ./kiosk/sound ./sync/wire ./sync/link
step "staticcheck"
go run honnef.co/go/tools/cmd/staticcheck@v0.8.2 -tags ci ./...
step "go test, with the race detector"
go test -race -tags ci ./...

[[ -z $fast ]] || exit 0

need "to compile and show the window" "${build_packages[@]}" "${run_packages[@]}"
need "a virtual display, and fingers for it" "${display_packages[@]}" xdotool x11-xkb-utils imagemagick
step "go build, with the window"
mkdir -p bin
go build -tags gles -o bin/kiosk ./kiosk
go build -o bin/portal ./sync/portal
step "end to end, in a real window"
TAMBUR_KIOSK=$PWD/bin/kiosk TAMBUR_PORTAL=$PWD/bin/portal go test -race -count=1 -v ./kiosk/endtoend
