#!/usr/bin/env bash
# Asks the package registries for known holes in what we depend on. A registry that cannot say is a
# warning that stands in the output; only a known hole fails (docs/SECURITY.md, "Dependencies").
source "$(dirname "$0")/lib.sh"
exec python -m scripts.audit
