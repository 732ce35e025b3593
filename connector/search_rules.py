"""The search rules: folding, title order and what matches, in one place for Python and SQL."""

from __future__ import annotations
