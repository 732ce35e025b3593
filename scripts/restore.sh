#!/usr/bin/env bash
# Puts a backup back into NATS and reads it back: scripts/restore.sh FILE [--overwrite]
# Exit codes: 0 done, 1 failed or refused, 2 usage, 3 NATS unreachable.
[ $# -gt 0 ] || set -- --help
case "$1" in -*) target="$1" ;; *) target="$(realpath -m -- "$1")" ;; esac
shift
source "$(dirname "$0")/lib.sh"
exec kryten-playlist restore "$target" "$@"
