#!/usr/bin/env bash
# Measures what must be fast and writes docs/BENCHMARKS.md. Name sections to run only those:
#   scripts/bench.sh [search] [site_build] [connector] …
source "$(dirname "$0")/lib.sh"
scripts/setup.sh --dev
exec python -m scripts.bench "$@"
