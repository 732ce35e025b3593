#!/usr/bin/env bash
# Installs what the tests need and runs them all; arguments go to pytest. TEST_PROCESSES says how
# many at a time (2); 0 runs them in this one.
source "$(dirname "$0")/lib.sh"
scripts/setup.sh --dev
ruff check .
ruff format --check .
mypy
npm --prefix site_templates test
# most tests wait for real servers more than they compute; a file stays in one process
exec pytest --numprocesses "${TEST_PROCESSES:-2}" --dist loadfile "$@"
