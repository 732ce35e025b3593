#!/usr/bin/env bash
# Everything embedded, on this machine alone: fetch, build, serve; addresses are printed.
#   scripts/demo.sh          runs until Ctrl-C or SIGTERM
#   scripts/demo.sh --check  proves each part from outside, one line each, and stops
source "$(dirname "$0")/lib.sh"
scripts/setup.sh
exec python -m tests.standins.demo "$@"
