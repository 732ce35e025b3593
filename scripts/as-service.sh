#!/usr/bin/env bash
# Runs a command of ours as the installed services run theirs, with their user and settings; as root:
#   scripts/as-service.sh kryten-connector check
source "$(dirname "$0")/lib.sh"
[ $# -gt 0 ] || die "say what to run, as in: $0 kryten-connector check"
program="$(command -v -- "$1")" || die "there is no program $1"
shift
# a program of .venv/bin that is a symlink (python) knows by its own name where it belongs
exec systemd-run --quiet --collect --wait --pipe --property=User=kryten-playlist \
    --property=EnvironmentFile=/etc/kryten-playlist/env --working-directory="$ROOT" \
    --setenv=PATH="$PATH" "$(realpath --no-symlinks -- "$program")" "$@"
