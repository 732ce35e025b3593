"""The CyTube stand-in's queue: adding, refusing, ordering, limits and permissions."""

from __future__ import annotations

import time

import pytest

from tests.standins.cytube_adder import Adder
from tests.standins.cytube_server import CytubeServer
from tests.standins.lab_manifests import LabManifests
from tests.standins.processes import wait_until


@pytest.fixture
def bot(cytube: CytubeServer, lab: LabManifests) -> Adder:
    return Adder(cytube, lab)


@pytest.mark.parametrize(
    ("item", "refusal"),
    [
        ("notfound-1", "Expected HTTP 200 OK, not 404 Not Found"),
        ("err500", "Expected HTTP 200 OK, not 500 Internal Server Error"),
        ("badct", "Expected content-type application/json, not text/html"),
        ("notitle", "title must not be blank"),
        ("nosrc", "source list must be nonempty"),
        ("drop", "socket hang up"),
        ("toobig", "Response size exceeds 100KB"),
        (
            "httpsrc",
            "URL protocol must be HTTPS "
            "&#40;invalid: &quot;http://media.lab.example/media/x.mp4&quot;&#41;",
        ),
        (
            "ipsrc",
            "URL hostname must be a domain name, not an IP address "
            "&#40;invalid: &quot;https://192.0.2.1/x.mp4&quot;&#41;",
        ),
    ],
)
def test_a_bad_manifest_is_refused_in_cytubes_words(bot: Adder, item: str, refusal: str) -> None:
    """Status, type, size, JSON and contents are checked; the text is escaped for HTML."""
    bot.add(item)
    assert bot.refusals() == [refusal]
    assert bot.names() == []


def test_bad_json_is_refused_with_its_place(bot: Adder) -> None:
    """The words are those of the JavaScript engine (newer ones add line and column)."""
    bot.add("badjson")
    [refusal] = bot.refusals()
    assert refusal.startswith("Expected double-quoted property name in JSON at position 15")


def test_a_manifest_that_never_comes_times_out(bot: Adder) -> None:
    """Without data for the limit (10 s; here 1 s) the look-up ends, and the next one goes on."""
    bot.cytube.change(lookupTimeout=1000)
    bot.ask("slow3-x")
    bot.add("next-d30")
    wait_until(lambda: bot.names() == ["next-d30"], what="the next item")
    assert bot.refusals() == ["Request timed out"]


def test_a_slow_manifest_delays_every_later_add_delete_and_move(bot: Adder) -> None:
    """Look-ups, deletes and moves of a channel run one at a time, in order."""
    bot.add("one", "two")
    bot.ask("slow1-x")
    bot.cytube.act("labbot", "delete", bot.uid("two"))
    bot.ask("three")
    assert bot.names() == ["one", "two"]
    wait_until(lambda: bot.names() == ["one", "slow1-x", "three"], what="the rest, in order")


def test_clear_does_not_wait_for_the_lookup_under_way(bot: Adder) -> None:
    """An item being looked up is queued after the clear and starts playing."""
    bot.add("one")
    bot.ask("slow1-x")
    bot.cytube.act("labbot", "clearPlaylist")
    assert bot.names() == []
    wait_until(lambda: bot.names() == ["slow1-x"], what="the late item")
    assert bot.cytube.state()["playing_uid"] == 1


def test_next_inserts_right_after_the_playing_entry(bot: Adder) -> None:
    """A plays, then next B, C, D gives A D C B."""
    bot.add("A")
    bot.add("B", "C", "D", pos="next")
    assert bot.names() == ["A", "D", "C", "B"]


@pytest.mark.parametrize("pos", ["prepend", "3", ""])
def test_another_position_is_ignored_in_silence(bot: Adder, pos: str) -> None:
    """Neither queued nor refused."""
    bot.ask("one", pos)
    bot.add("two")
    assert bot.names() == ["two"]
    assert bot.refusals() == []


def test_a_duplicate_at_the_end_is_refused(bot: Adder) -> None:
    """Items are told apart by manifest URL only."""
    bot.add("A", "B", "B")
    assert bot.refusals() == ["This item is already on the playlist"]
    assert bot.names() == ["A", "B"]


def test_a_duplicate_next_replaces_the_old_entry(bot: Adder) -> None:
    """The old one is deleted first, the new uid inherits its temp flag; the playing one stays."""
    bot.add("A", "B", "C")
    bot.add("C", pos="next", temp=True)
    events = [f["event"] for f in bot.cytube.frames("labbot") if f["event"] in {"queue", "delete"}]
    assert events[-2:] == ["delete", "queue"]
    assert bot.names() == ["A", "C", "B"]
    assert (bot.uid("C"), bot.cytube.queue()[1]["temp"]) == (3, False)
    bot.add("A", pos="next")
    assert bot.refusals() == ["This item is already on the playlist"]


def test_duplicates_can_be_allowed(bot: Adder) -> None:
    """With allow_dupes each add gets a uid of its own."""
    bot.cytube.post("/options", allow_dupes=True)
    bot.add("A", "A", "A")
    assert [entry["uid"] for entry in bot.cytube.queue()] == [0, 1, 2]


def test_the_queue_is_full_at_its_cap(bot: Adder) -> None:
    """4000 items by default; here 2."""
    bot.cytube.change(maxItems=2)
    bot.add("A", "B", "C")
    assert bot.refusals() == ["Playlist limit reached (2)"]


@pytest.mark.parametrize(("name", "burst"), [("labbot", 10), ("Alice", 3)])
def test_only_the_burst_of_a_rank_is_accepted_at_once(
    cytube: CytubeServer, lab: LabManifests, name: str, burst: int
) -> None:
    """Rank 2 and more: 10, below: 3; the rest is refused at once and never retried."""
    cytube.post("/permissions", playlistadd=0, playlistaddrawfile=0)
    adder = Adder(cytube, lab, name)
    for number in range(15):
        adder.ask(f"i{number}")
    wait_until(lambda: len(cytube.queue()) == burst, what="the burst")
    assert adder.refusals() == ["You are adding videos too quickly"] * (15 - burst)
    assert adder.names() == [f"i{number}" for number in range(burst)]


def test_the_burst_comes_back_after_five_quiet_seconds(bot: Adder) -> None:
    """Refused requests cost nothing: they do not put the recovery off."""
    for number in range(12):
        bot.ask(f"first{number}")
    accepted = time.monotonic()
    wait_until(lambda: len(bot.names()) == 10, what="the first burst")
    bot.ask("refused")
    time.sleep(max(0.0, accepted + 5.2 - time.monotonic()))
    for number in range(12):
        bot.ask(f"second{number}")
    wait_until(lambda: len(bot.names()) == 20, what="the second burst")
    assert bot.refusals() == ["You are adding videos too quickly"] * 5


def test_moves_after_before_and_to_the_end(bot: Adder) -> None:
    """`after` is a uid, "prepend" or "append", and is told as the mover sent it."""
    bot.add("A", "B", "C", "D")
    for start, after in ((3, 0), (2, "prepend"), (0, "append")):
        bot.cytube.act("labbot", "moveMedia", {"from": start, "after": after})
    wait_until(lambda: bot.names() == ["C", "D", "B", "A"], what="the moves")
    told = [frame["args"][0] for frame in bot.cytube.frames("labbot", "moveVideo")]
    assert told == [
        {"from": 3, "after": 0}, {"from": 2, "after": "prepend"}, {"from": 0, "after": "append"},
    ]  # fmt: skip


def test_a_move_after_a_missing_uid_loses_the_entry_in_silence(bot: Adder) -> None:
    """CyTube removes it, never puts it back and tells nobody."""
    bot.add("A", "B", "C")
    bot.cytube.act("labbot", "moveMedia", {"from": 1, "after": 99})
    wait_until(lambda: bot.names() == ["A", "C"], what="the loss")
    assert bot.cytube.frames("labbot", "moveVideo") == []
    assert bot.cytube.frames("labbot", "delete") == []


def test_a_title_is_cut_at_a_hundred_characters(bot: Adder) -> None:
    """97 and three dots."""
    bot.add("x" * 120)
    title = bot.cytube.queue()[0]["media"]["title"]
    assert len(title) == 100
    assert title.endswith("xxx...")


def test_the_full_list_may_be_asked_for_once_a_minute(bot: Adder) -> None:
    """The second request is refused by errorMsg."""
    bot.cytube.act("labbot", "requestPlaylist")
    bot.cytube.act("labbot", "requestPlaylist")
    [refusal] = bot.cytube.frames("labbot", "errorMsg")
    assert refusal["args"][0]["code"] == "REQ_PLAYLIST_LIMIT_REACHED"
