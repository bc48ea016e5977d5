#!/usr/bin/env bash
# Opens the door of a made preschool, with its broker and portal, all on this
# machine. Installs what is missing of Debian's packages. What comes behind it on
# the command line goes to "kiosk demo"; "bash kiosk/demo.sh --help" lists it.
set -euo pipefail
cd "$(dirname "$0")/.."
. kiosk/packages.sh

have_go
on_debian
need "to compile and show the window" "${build_packages[@]}" "${run_packages[@]}"

echo "Compiling; the first time this takes two or three minutes." >&2
mkdir -p bin
# OpenGL ES has the smaller binding by far: it compiles in half the time.
go build -tags gles -o bin/kiosk ./kiosk

if [[ -n ${DISPLAY:-} ]]; then
	exec bin/kiosk demo "$@"
fi

shots=$(mktemp -d -t tambur-shots-XXXXXX)
cat >&2 <<TEXT
There is no display here (DISPLAY is not set), so the door opens on a virtual one
and its screens are put into pictures in $shots
To see it live, run this on a desktop, or over "ssh -X".
TEXT
need "a virtual display" "${display_packages[@]}"
exec xvfb-run --auto-servernum --server-args "-screen 0 1280x800x24 -noreset" \
	bin/kiosk demo --shots "$shots" "$@"
