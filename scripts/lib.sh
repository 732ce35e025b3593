# Sourced by the other scripts: strict shell, the project's root, its programs on PATH.
set -euo pipefail
ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$ROOT"
export PATH="$ROOT/.venv/bin:$PATH"
say() { printf '%s\n' "$*" >&2; }
die() { say "$0: $*"; exit 1; }

# stamped STAMP FILE… -- COMMAND…: run COMMAND once for each content of the FILEs. The stamp lies in
# what the command installs, so that it goes when that goes.
stamped() {
    local stamp="$ROOT/$1" files=() want
    shift
    while [ "$1" != "--" ]; do files+=("$1"); shift; done
    shift
    want="$(cat "${files[@]}" | sha256sum)"
    if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$want" ]; then return; fi
    "$@"
    printf '%s\n' "$want" > "$stamp"
}
