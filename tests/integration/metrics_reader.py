"""Reads /metrics as Prometheus does."""

from __future__ import annotations

import httpx
from prometheus_client.parser import text_string_to_metric_families


class Shown:
    """What one /metrics shows: of the API's host, or of a worker."""

    def __init__(self, url: str) -> None:
        answer = httpx.get(f"{url}/metrics", timeout=10)
        assert answer.status_code == 200
        self.text = answer.text
        self._families = list(text_string_to_metric_families(self.text))

    @property
    def names(self) -> set[str]:
        """Every name a query may use."""
        return {sample.name for family in self._families for sample in family.samples}

    def value(self, name: str, **labels: str) -> float:
        """The sum over the samples with these labels; 0 where there are none."""
        return sum(
            sample.value
            for family in self._families
            for sample in family.samples
            if sample.name == name
            and all(sample.labels.get(key) == value for key, value in labels.items())
        )
