"""Somebody who queues manifests at the CyTube stand-in and hears what it says."""

from __future__ import annotations

from typing import Any

from tests.standins.cytube_server import CytubeServer
from tests.standins.lab_manifests import LabManifests
from tests.standins.processes import wait_until


class Adder:
    """Somebody who queues manifests and hears what CyTube says."""

    def __init__(self, cytube: CytubeServer, lab: LabManifests, name: str = "labbot") -> None:
        self.cytube, self.lab, self.name = cytube, lab, name
        cytube.join(name)

    def ask(self, item: str, pos: Any = "end", *, temp: bool = False) -> None:
        data = {"id": self.lab.url(item), "type": "cm", "pos": pos, "temp": temp}
        self.cytube.act(self.name, "queue", data)

    def refusals(self) -> list[str]:
        return [f["args"][0]["msg"] for f in self.cytube.frames(self.name, "queueFail")]

    def add(self, *items: str, pos: str = "end", temp: bool = False) -> None:
        for item in items:
            settled = len(self.cytube.frames(self.name, "queue")) + len(self.refusals())
            self.ask(item, pos, temp=temp)
            wait_until(
                lambda: (
                    len(self.cytube.frames(self.name, "queue")) + len(self.refusals()) > settled  # noqa: B023 - awaited before the next round
                ),
                what=f"an answer about {item}",
            )

    def names(self) -> list[str]:
        return [entry["media"]["title"].removeprefix("Lab item ") for entry in self.cytube.queue()]

    def uid(self, item: str) -> int:
        found: int = self.cytube.queue()[self.names().index(item)]["uid"]
        return found
