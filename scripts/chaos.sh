#!/usr/bin/env bash
# Random faults under load, round after round, and a look at what must hold after each; the exit
# code is 1 where something did not:  scripts/chaos.sh [--rounds N] [--seed S] [--minutes M]
source "$(dirname "$0")/lib.sh"
scripts/setup.sh --dev
# a full disk needs a file system of our own, and that a mount nobody else sees
mine=(unshare --mount)
[ "$(id -u)" = 0 ] || mine=(unshare --user --map-root-user --mount)
if "${mine[@]}" mount -t tmpfs none /mnt 2>/dev/null; then
    CHAOS_OWN_MOUNTS=1 exec "${mine[@]}" python -m tests.chaos "$@"
fi
exec python -m tests.chaos "$@"
