"""The Grafana dashboard and Prometheus's rules ask for what there is, in queries that are sound."""

from __future__ import annotations

import itertools
import re
from typing import Any

import promql_parser
import pytest
import yaml

from action_api.domain.measures import MEASURES
from action_api.services import metrics
from tests.deploy import promql

# labels Prometheus gives to everything it scrapes
SCRAPED = {"instance", "job"}
DURATION = re.compile(r"\d+[smhd]")


def labels_of() -> dict[str, set[str]]:
    """Every name a query may use -> the labels it may have; "up" is Prometheus's own."""
    known: dict[str, set[str]] = {"up": set(SCRAPED)}
    for family in metrics.REGISTRY.collect():
        collector = metrics.REGISTRY._names_to_collectors[family.name]
        labels = set(collector._labelnames) | SCRAPED
        if family.type == "histogram":
            known |= {f"{family.name}_{end}": labels for end in ("count", "sum")}
            known[f"{family.name}_bucket"] = labels | {"le"}
        else:
            known[f"{family.name}_total" if family.type == "counter" else family.name] = labels
    return known


@pytest.mark.parametrize(("where", "query"), promql.every_query())
def test_a_query_is_sound_and_asks_for_what_there_is(where: str, query: str) -> None:
    """It parses with its types; metrics and labels exist; counters alone are rated."""
    known = labels_of()
    tree = promql_parser.parse(query)
    used = list(promql.uses(tree))
    assert used
    for use in used:
        assert use.name in known, where
        assert use.labels <= known[use.name], (where, use)
        counts = use.name.endswith(("_total", "_count", "_bucket", "_sum"))
        assert counts == (use.function in promql.ON_COUNTERS), (where, use)
    for kept in promql.grouped_by(tree):
        assert any(kept <= known[use.name] for use in used), (where, kept)


@pytest.mark.parametrize(("where", "query"), promql.every_query())
def test_a_quantile_is_taken_over_buckets_by_their_bounds(where: str, query: str) -> None:
    if "histogram_quantile" in query:
        assert re.search(r"sum by \(le[,)]", query), where
        assert "_bucket" in query
    else:
        assert "_bucket" not in query, where


def panels() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = promql.dashboard()["panels"]
    return found


def test_the_dashboard_can_be_imported_anywhere() -> None:
    """Grafana 10's schema, a variable for the data source, and every panel uses that one."""
    board = promql.dashboard()
    assert board["schemaVersion"] >= 38
    assert board["uid"] == "kryten-playlist"
    assert "id" not in board
    variables = {one["name"]: one for one in board["templating"]["list"]}
    assert variables["datasource"]["query"] == "prometheus"
    assert variables["instance"]["datasource"]["uid"] == "${datasource}"
    for panel in panels():
        if panel["type"] != "row":
            assert panel["datasource"] == {"type": "prometheus", "uid": "${datasource}"}
            assert panel["targets"]
            for target in panel["targets"]:
                assert target["datasource"] == panel["datasource"]
    ids = [panel["id"] for panel in panels()]
    assert len(set(ids)) == len(ids)


def test_every_panel_says_what_it_is_and_none_lies_on_another() -> None:
    for panel in panels():
        assert panel["title"]
        assert panel["type"] == "row" or len(panel["description"]) > 8
    taken = [panel["gridPos"] for panel in panels()]
    for place in taken:
        assert place["x"] + place["w"] <= 24
    for one, other in itertools.combinations(taken, 2):
        apart = (
            one["x"] + one["w"] <= other["x"]
            or other["x"] + other["w"] <= one["x"]
            or one["y"] + one["h"] <= other["y"]
            or other["y"] + other["h"] <= one["y"]
        )
        assert apart, (one, other)


def test_every_figure_of_the_admin_page_is_on_the_dashboard() -> None:
    """All that the requirements want measured can be watched over time."""
    shown = {
        re.sub(r"_(total|bucket|count|sum)$", "", use.name)
        for _, query in promql.panel_queries()
        for use in promql.uses(promql_parser.parse(query))
    }
    assert {name for measure in MEASURES for name in measure.names} - shown == set()


def test_every_metric_of_ours_is_watched_somewhere() -> None:
    known = {re.sub(r"_(total|bucket|count|sum)$", "", name) for name in labels_of()} - {"up"}
    used = {re.sub(r"_(total|bucket|count|sum)$", "", name) for name in promql.metrics_used()}
    assert known - used == set()


def test_every_rule_is_an_alert_with_a_way_out() -> None:
    """As Prometheus wants it: known fields only, a name of its own, durations, texts."""
    document = yaml.safe_load(promql.RULES.read_text(encoding="utf-8"))
    assert set(document) == {"groups"}
    names = [group["name"] for group in document["groups"]]
    assert len(set(names)) == len(names)
    for group in document["groups"]:
        assert set(group) == {"name", "rules"}
    rules = promql.rules()
    assert len({rule["alert"] for rule in rules}) == len(rules)
    for rule in rules:
        assert set(rule) - {"for"} == {"alert", "expr", "labels", "annotations"}, rule
        assert re.fullmatch(r"Playlist[A-Z][A-Za-z]+", rule["alert"])
        assert rule["labels"]["severity"] in {"critical", "warning", "info"}
        assert DURATION.fullmatch(rule.get("for", "0s"))
        assert set(rule["annotations"]) == {"summary", "description"}
        assert len(rule["annotations"]["description"]) > 40


def test_a_rule_names_only_labels_that_its_query_keeps() -> None:
    """{{ $labels.x }} of a label that was summed away would be an empty word."""
    for rule in promql.rules():
        tree = promql_parser.parse(rule["expr"])
        kept = list(promql.grouped_by(tree))
        text = rule["annotations"]["summary"] + rule["annotations"]["description"]
        for label in re.findall(r"\$labels\.(\w+)", text):
            assert label in SCRAPED
            assert all(label in one for one in kept), rule["alert"]


def test_the_example_scrapes_what_the_rules_and_the_dashboard_name() -> None:
    """The jobs, the file of rules, and the ports that the settings have by default."""
    document = yaml.safe_load(promql.SCRAPES.read_text(encoding="utf-8"))
    jobs = {one["job_name"]: one for one in document["scrape_configs"]}
    asked = {
        name for _, query in promql.every_query() for name in re.findall(r'job="(.+?)"', query)
    }
    assert asked == set(jobs)
    assert document["rule_files"] == [promql.RULES.name]
    example = (promql.ROOT / ".env.example").read_text(encoding="utf-8")
    worker = jobs["kryten-playlist-worker"]["static_configs"][0]["targets"][0]
    api = jobs["kryten-playlist"]["static_configs"][0]["targets"][0]
    assert f"METRICS_PORT={worker.rpartition(':')[2]}\n" in example
    assert f"API_BIND={api}\n" in example
    # what both show must not count twice
    dropped = jobs["kryten-playlist-worker"]["metric_relabel_configs"][0]
    assert all(re.fullmatch(dropped["regex"], name) for name in promql.metrics_used())
