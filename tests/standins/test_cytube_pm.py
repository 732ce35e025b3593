"""Private messages and chat of the CyTube stand-in."""

from __future__ import annotations

import pytest

from tests.standins.cytube_client import connect
from tests.standins.cytube_server import CytubeServer


def errors(cytube: CytubeServer, name: str) -> list[str]:
    return [frame["args"][0]["msg"] for frame in cytube.frames(name, "errorMsg")]


def test_a_delivered_pm_is_echoed_with_the_recipients_spelling(cytube: CytubeServer) -> None:
    """Both ends get the same frame, whatever case the name was written in."""
    cytube.join("labbot")
    cytube.join("Alice")
    cytube.pm("labbot", "aLiCe", "case")
    echo = cytube.frames("labbot", "pm")[0]["args"][0]
    assert cytube.frames("Alice", "pm")[0]["args"] == [echo]
    assert echo == {
        "username": "labbot", "msg": "case", "meta": {}, "time": echo["time"], "to": "Alice",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("to", "message"),
    [
        ("nobody_such", "PM failed: nobody_such isn't connected to this channel."),
        ("Bob", "PM failed: bob isn't connected to this channel."),
        ("LABBOT", "You can't PM yourself!"),
        ("bad name!", "PM failed: bad name! isn't a valid username."),
        (
            "averyveryverylongname12345",
            "PM failed: averyveryverylongname12345 isn't a valid username.",
        ),
    ],
)
def test_an_undeliverable_pm_is_refused_in_cytubes_words(
    cytube: CytubeServer, to: str, message: str
) -> None:
    """Offline, unknown, own and impossible names each have their errorMsg; nothing is echoed."""
    cytube.join("labbot")
    cytube.pm("labbot", to, "hi")
    assert errors(cytube, "labbot") == [message]
    assert cytube.frames("labbot", "pm") == []


@pytest.mark.parametrize(
    ("sent", "received"),
    [
        (
            "hello Alice <b>x</b> & 'q' http://localhost:5000/x",
            "hello Alice &lt;b&gt;x&lt;/b&gt; &amp; 'q' "
            '<a href="http://localhost:5000/x" target="_blank" rel="noopener noreferrer">'
            "http://localhost:5000/x</a>",
        ),
        ("/r/x and file_name_v2.mkv", "/r/x and file<em>name</em>v2.mkv"),
        ("a * b * c", "a <strong> b </strong> c"),
        ("~~x~~ `y` [sp]z[/sp]", '<s>x</s> <code>y</code> <span class="spoiler">z</span>'),
        ("/me waves", "/me waves"),
        ("one\ntwo\tthree", "one\ntwo\tthree"),
        ("x" * 400, "x" * 320),
    ],
)
def test_pm_text_is_escaped_filtered_and_cut(
    cytube: CytubeServer, sent: str, received: str
) -> None:
    """What arrives is what CyTube's default filters make of it, at most 320 characters of it."""
    cytube.join("labbot")
    cytube.join("Alice")
    cytube.pm("labbot", "Alice", sent)
    assert cytube.pms("Alice")[0]["msg"] == received


def test_more_than_twenty_messages_at_once_are_dropped(cytube: CytubeServer) -> None:
    """A burst of 20, shared by chat and PMs, then `cooldown` 100 for each message lost."""
    cytube.join("labbot")
    cytube.join("Alice")
    for number in range(15):
        cytube.pm("labbot", "Alice", str(number))
    for number in range(25):
        cytube.act("labbot", "chatMsg", {"msg": str(number), "meta": {}})
    lost = cytube.frames("labbot", "cooldown")
    said = [f for f in cytube.frames("Alice", "chatMsg") if f["args"][0]["username"] == "labbot"]
    assert len(cytube.pms("Alice")) == 15
    assert {frame["args"][0] for frame in lost} == {100}
    assert len(said) + len(lost) == 25
    assert len(lost) >= 10


async def test_an_anonymous_viewer_cannot_pm(cytube: CytubeServer) -> None:
    """Only somebody with a name may send."""
    cytube.join("Alice")
    async with connect(cytube.http_url) as client:
        await client.emit("joinChannel", {"name": "grindlab"})
        await client.emit("pm", {"to": "Alice", "msg": "hi", "meta": {}})
        refusal = await client.wait_event("errorMsg")
    assert refusal.args == [{"msg": "You must be signed in to send PMs"}]
    assert cytube.pms() == []


def test_a_malformed_frame_is_answered_by_errormsg(cytube: CytubeServer) -> None:
    """The message names the frame, the key, the kind wanted and the kind sent."""
    cytube.join("labbot")
    cytube.act("labbot", "pm", {"to": "Alice"})
    cytube.act("labbot", "queue", {"id": "x", "type": "cm", "pos": 3})
    assert errors(cytube, "labbot") == [
        "Unexpected error for message pm: Expected key msg to be of type string, "
        "instead got undefined",
        "Unexpected error for message queue: Expected key pos to be of type string, "
        "instead got number",
    ]


@pytest.mark.parametrize(("fault", "arrived", "echoed"), [("lost", 0, 0), ("no-echo", 1, 0)])
def test_pm_faults_lose_the_message_or_only_its_echo(
    cytube: CytubeServer, fault: str, arrived: int, echoed: int
) -> None:
    """For tests of a sender who must not take silence for delivery."""
    cytube.join("labbot")
    cytube.join("Alice")
    cytube.change(pmFault=fault)
    cytube.pm("labbot", "Alice", "code")
    assert len(cytube.frames("Alice", "pm")) == arrived
    assert len(cytube.frames("labbot", "pm")) == echoed


def test_chat_keeps_fifteen_lines_for_those_who_come_later(cytube: CytubeServer) -> None:
    """A newcomer gets the last 15 lines as ordinary chatMsg events."""
    cytube.join("labbot")
    cytube.join("labmod")
    for number in range(18):
        cytube.act("labmod", "chatMsg", {"msg": f"line {number}", "meta": {}})
    cytube.join("Alice")
    lines = [frame["args"][0]["msg"] for frame in cytube.frames("Alice", "chatMsg")]
    assert lines == [f"line {number}" for number in range(3, 18)]


def test_afk_is_told_to_everybody(cytube: CytubeServer) -> None:
    """/afk sends setUserMeta and setAFK and is no chat line."""
    cytube.join("labbot")
    cytube.join("Alice")
    cytube.act("Alice", "chatMsg", {"msg": "/afk", "meta": {}})
    assert cytube.frames("labbot", "setAFK")[-1]["args"] == [{"name": "Alice", "afk": True}]
    assert cytube.frames("labbot", "setUserMeta")[-1]["args"][0]["meta"]["afk"] is True
    assert cytube.state()["chat"] == []
