#!/usr/bin/env bash
# Saves what NATS holds of ours, while the service runs: scripts/backup.sh DIRECTORY or new FILE
# Exit codes: 0 done, 1 failed, 2 usage, 3 NATS unreachable.
[ $# -gt 0 ] || set -- --help
case "$1" in -*) target="$1" ;; *) target="$(realpath -m -- "$1")" ;; esac
shift
source "$(dirname "$0")/lib.sh"
exec kryten-playlist backup "$target" "$@"
