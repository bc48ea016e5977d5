# What Tambur needs of a Debian system, for demo.sh and test.sh to source. It
# defines functions and does nothing by itself.

# To compile: a C compiler for the window toolkit, and the headers of what it
# draws, listens and plays with.
build_packages=(gcc libc6-dev pkg-config libgl-dev libx11-dev libxcursor-dev libxrandr-dev
	libxinerama-dev libxi-dev libxxf86vm-dev libasound2-dev)
# To run: what those headers stand for. libgl1 brings drawing in software.
run_packages=(libgl1 libxcursor1 libxrandr2 libxinerama1 libxi6 libxxf86vm1 libasound2 tzdata)

# A window without a screen.
display_packages=(xvfb xauth)

# need REASON PACKAGE... installs the packages that are missing, after saying why.
need() {
	local reason=$1 package missing=() sudo=()
	shift
	for package; do
		dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
	done
	((${#missing[@]})) || return 0
	echo "Installing ${missing[*]} ($reason)." >&2
	if ((EUID != 0)); then
		command -v sudo >/dev/null || {
			echo "That needs root, and sudo is not there. As root, run: apt-get install ${missing[*]}" >&2
			return 1
		}
		sudo=(sudo)
	fi
	"${sudo[@]}" apt-get update -qq &&
		"${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# on_debian fails with advice on a system that packages can't be installed on.
on_debian() {
	command -v apt-get >/dev/null && command -v dpkg-query >/dev/null && return 0
	cat >&2 <<-'TEXT'
		This script knows Debian and its relatives only (it looked for apt-get).
		Elsewhere, install a C compiler, pkg-config and the development files of
		OpenGL, X11 (with Xcursor, Xrandr, Xinerama, Xi and Xxf86vm) and ALSA,
		then run: go run ./kiosk demo
	TEXT
	return 1
}

# have_go fails with advice where Go is missing.
have_go() {
	command -v go >/dev/null && return 0
	[[ -x /usr/local/go/bin/go ]] && PATH=$PATH:/usr/local/go/bin && return 0
	echo "Go is missing: install it from https://go.dev/dl/ (version 1.26 or later), then run this again." >&2
	return 1
}
