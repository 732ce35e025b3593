"""docs/SETTINGS.md says what the settings classes say."""

from __future__ import annotations

import re

from action_api.settings import Settings
from scripts import settings_reference
from scripts.settings_reference import PAGE, ROOT, Row, sections


def all_rows() -> list[Row]:
    return [row for _, rows in sections() for row in rows] + settings_reference.caddy_rows()


def test_the_committed_page_is_what_the_generator_writes() -> None:
    """After a change of a setting: python -m scripts.settings_reference."""
    assert PAGE.read_text(encoding="utf-8") == settings_reference.page()


def test_every_setting_of_the_example_has_one_row_that_says_all() -> None:
    """Each is read by some program, has a format, and a sentence on what it is."""
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    names = re.findall(r"^([A-Z][A-Z0-9_]+)=", example, re.MULTILINE)
    rows = [row for _, found in sections() for row in found]
    assert [row.name for row in rows] == names
    for row in all_rows():
        assert row.read_by, row
        assert row.default, row
        assert row.format, row
        assert row.what, row


def test_every_field_of_the_service_is_on_the_page_with_its_own_default() -> None:
    """Defaults come from the class, whatever stands in .env.example."""
    shown = {row.name: row.default for row in all_rows()}
    for name, info in Settings.model_fields.items():
        assert shown[name.upper()] == settings_reference.shown(info.default)


def test_no_default_is_a_secret() -> None:
    """What must be kept secret has no default, so nothing runs with one that all know."""
    rows = {row.name: row for row in all_rows()}
    for name in ("SECRET_KEY", "NATS_PASSWORD", "MEDIACMS_TOKEN"):
        assert rows[name].default == "none"
