"""Looks into PromQL: which metrics and labels a query uses, and what it does to them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import promql_parser
import yaml

ROOT = Path(__file__).parents[2]
DASHBOARD = ROOT / "deploy" / "grafana" / "kryten-playlist.json"
RULES = ROOT / "deploy" / "prometheus" / "alerts.yml"
SCRAPES = ROOT / "deploy" / "prometheus" / "prometheus.yml"
# what Grafana puts in before it asks
VARIABLES = {"$__rate_interval": "1m", "$__range": "1d", "$instance": ".*"}
ON_COUNTERS = {"rate", "increase"}


@dataclass(frozen=True)
class Use:
    """One metric in a query, with the labels asked of it and the function it is given to."""

    name: str
    labels: frozenset[str]
    function: str | None


def dashboard() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(DASHBOARD.read_text(encoding="utf-8"))
    return found


def panel_queries() -> list[tuple[str, str]]:
    """(title, query) of every panel, as Prometheus gets it."""
    return [
        (panel["title"], _filled(target["expr"]))
        for panel in dashboard()["panels"]
        for target in panel.get("targets", ())
    ]


def rules() -> list[dict[str, Any]]:
    document = yaml.safe_load(RULES.read_text(encoding="utf-8"))
    return [rule for group in document["groups"] for rule in group["rules"]]


def every_query() -> list[tuple[str, str]]:
    return [*panel_queries(), *((rule["alert"], rule["expr"]) for rule in rules())]


def metrics_used() -> set[str]:
    """The metrics of ours in dashboard and rules."""
    names = {use.name for _, query in every_query() for use in uses(promql_parser.parse(query))}
    return names - {"up"}


def uses(node: Any, function: str | None = None) -> Iterator[Use]:
    match node:
        case promql_parser.VectorSelector():
            labels = frozenset(one.name for one in node.matchers.matchers)
            yield Use(node.name, labels, function)
        case promql_parser.MatrixSelector():
            yield from uses(node.vector_selector, function)
        case promql_parser.Call():
            for argument in node.args:
                yield from uses(argument, node.func.name)
        case promql_parser.BinaryExpr():
            yield from uses(node.lhs)
            yield from uses(node.rhs)
        case promql_parser.AggregateExpr() | promql_parser.ParenExpr() | promql_parser.UnaryExpr():
            yield from uses(node.expr, function)
        case promql_parser.NumberLiteral() | promql_parser.StringLiteral():
            return
        case _:
            raise AssertionError(f"a kind of query these tests do not know: {type(node)}")


def grouped_by(node: Any) -> Iterator[set[str]]:
    """The labels each aggregation keeps."""
    match node:
        case promql_parser.AggregateExpr():
            if node.modifier is not None:
                yield set(node.modifier.labels)
            yield from grouped_by(node.expr)
        case promql_parser.Call():
            for argument in node.args:
                yield from grouped_by(argument)
        case promql_parser.BinaryExpr():
            yield from grouped_by(node.lhs)
            yield from grouped_by(node.rhs)
        case promql_parser.ParenExpr():
            yield from grouped_by(node.expr)


def _filled(query: str) -> str:
    for variable, value in VARIABLES.items():
        query = query.replace(variable, value)
    assert "$" not in query, query
    return query
