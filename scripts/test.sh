#!/usr/bin/env bash
# Installs what the tests need and runs them all; arguments go to pytest.
source "$(dirname "$0")/lib.sh"
scripts/setup.sh --dev
ruff check .
ruff format --check .
mypy
npm --prefix site_templates test
exec pytest "$@"
