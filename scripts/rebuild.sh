#!/usr/bin/env bash
# Refreshes the catalog: connector, then site, each published only when it is sound.
# Options go to `kryten-connector fetch`. Usable from cron and by the worker's refresh job:
# progress on stderr, one JSON line of each program on stdout, exit code of the first that failed.
source "$(dirname "$0")/lib.sh"

lock="${DATA_DIR:-var/data}/.rebuild.lock"
mkdir -p "$(dirname "$lock")"
exec 9> "$lock"
flock --nonblock 9 || die "another rebuild is running (it holds $lock): try again when it has ended"

say "rebuild: fetching the catalog"
kryten-connector fetch --format json "$@"
say "rebuild: building the site"
kryten-site build --format json
say "rebuild: done"
