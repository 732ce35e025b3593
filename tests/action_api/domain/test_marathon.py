"""A marathon has exactly the items of its sources, in an order that is the same everywhere."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from action_api.domain.errors import InvalidRequest
from action_api.domain.marathon import (
    Marathon,
    Method,
    Source,
    generate,
    shuffled_indexes,
)
from action_api.domain.patterns import LABELS, PatternInvalidError
from action_api.domain.run_order import Item, run_group, run_place

BOUNDED = settings(max_examples=120, deadline=None, derandomize=True)
ROOT = Path(__file__).resolve().parents[3]


def episode(show: str, number: int, season: int = 1) -> Item:
    video_id = f"{show}{season}x{number}"
    return Item(video_id, video_id, 60, show, season, number)


def movie(name: str) -> Item:
    return Item(name, name, 90)


def source(items: str, name: str = "list") -> Source:
    """`X2 m Y1` -> episodes of the shows X and Y and a movie."""
    return Source(
        name,
        tuple(
            episode(word[0], int(word[1:])) if word[0].isupper() else movie(word)
            for word in items.split()
        ),
    )


def order(marathon: Marathon) -> str:
    return " ".join(
        f"{entry.item.show}{entry.item.number}" if entry.item.show else entry.item.title
        for entry in marathon.items
    )


def labels(marathon: Marathon) -> str:
    return "".join(entry.label for entry in marathon.items)


# --- tables -------------------------------------------------------------------------------------

A, B, C = source("X2 m X1", "Blob nights"), source("Y2 Y1 n o", "Files"), source("X3 p", "Rest")


def test_concatenate_is_a_then_b_then_c_each_in_run_order() -> None:
    made = generate([A, B, C], Method.CONCATENATE)
    assert order(made) == "X1 m X2 Y1 Y2 n o X3 p"
    assert labels(made) == "AAABBBBCC"
    assert made.explanation.startswith("all of A (Blob nights), then all of B (Files)")


def test_concatenate_without_run_order_leaves_the_sources_as_they_are() -> None:
    assert order(generate([A, B], Method.CONCATENATE, preserve_run_order=False)) == (
        "X2 m X1 Y2 Y1 n o"
    )


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        ("A B", "ABABABB"),
        ("A2B2", "AABBABB"),
        ("A2B1", "AABABBB"),
        ("B3A1", "BBBABAA"),
        ("B4A3", "BBBBAAA"),
        ("A9B1", "AAABBBB"),
        (None, "ABABABB"),
    ],
)
def test_interleave_repeats_its_pattern_and_skips_what_has_run_out(
    pattern: str | None, wanted: str
) -> None:
    assert labels(generate([A, B], Method.INTERLEAVE, pattern=pattern)) == wanted


def test_a_pattern_that_names_an_empty_source_thousands_of_times_takes_no_time() -> None:
    """It took seconds of the processor, in which the API answered nobody else well."""
    long = Source("Long", tuple(movie(f"m{number}") for number in range(4000)))
    began = time.process_time()
    made = generate([source(""), long], Method.INTERLEAVE, pattern="A" * 4095 + "B")
    assert time.process_time() - began < 1.0
    assert [entry.item for entry in made.items] == list(long.items)


def test_interleave_keeps_run_order_within_each_source() -> None:
    assert order(generate([A, B], Method.INTERLEAVE, pattern="A2B1")) == "X1 m Y1 X2 Y2 n o"


def test_a_source_the_pattern_never_names_is_an_error_that_names_it() -> None:
    with pytest.raises(PatternInvalidError, match="never names source B"):
        generate([A, B], Method.INTERLEAVE, pattern="A")


@pytest.mark.parametrize(
    ("sources", "arguments", "field"),
    [
        ([], {"method": Method.CONCATENATE}, "sources"),
        ([A] * 27, {"method": Method.CONCATENATE}, "sources"),
        ([A], {"method": Method.SHUFFLE}, "seed"),
        ([A], {"method": Method.SHUFFLE, "seed": "x" * 201}, "seed"),
        ([A, B], {"method": Method.CONCATENATE, "pattern": "AB"}, "pattern"),
    ],
)
def test_what_cannot_be_made_is_refused_naming_the_field(
    sources: list[Source], arguments: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidRequest) as refused:
        generate(sources, **arguments)  # type: ignore[arg-type]
    assert refused.value.fields == {"field": field}


def test_episodes_carry_their_badge_and_the_runtime_is_summed() -> None:
    made = generate([source("X2 m")], Method.CONCATENATE)
    assert [entry.episode for entry in made.items] == [(1, 2), None]
    assert made.duration_seconds == 150


# --- warnings -----------------------------------------------------------------------------------


def codes(marathon: Marathon) -> list[str]:
    return [warning.code for warning in marathon.warnings]


def test_a_clean_marathon_has_no_warnings() -> None:
    assert generate([source("a b"), source("c d")], Method.INTERLEAVE).warnings == ()


def test_a_source_that_runs_out_long_before_the_end_is_named() -> None:
    made = generate([source("a"), source("b c d e f")], Method.INTERLEAVE)
    assert [(warning.code, warning.labels) for warning in made.warnings] == [
        ("source_exhausted", ("A",))
    ]
    assert made.warnings[0].detail == (
        "Source A runs out after place 1 of 6: the 5 items after it come from B alone"
    )


@pytest.mark.parametrize(("extra", "told"), [(0, []), (1, ["too_many_items"])])
def test_a_marathon_that_no_playlist_can_hold_is_told_before_saving(
    extra: int, told: list[str]
) -> None:
    films = tuple(movie(f"film{number}") for number in range(4000 + extra))
    made = generate([Source("long", films)], Method.CONCATENATE)
    assert codes(made) == told
    assert len(made.items) == 4000 + extra, "what is generated is whole all the same"


def test_empty_sources_duplicates_unavailable_and_unknown_durations_are_told() -> None:
    doubtful = Source(
        "doubtful",
        (
            Item("gone", "gone", 5, unavailable_reason="not encoded"),
            Item("endless", "endless"),
            Item("twice", "twice", 5),
        ),
    )
    made = generate(
        [doubtful, Source("none", ()), Source("again", (Item("twice", "twice", 5),))],
        Method.CONCATENATE,
    )
    told = {warning.code: warning for warning in made.warnings}
    assert set(told) == {"source_empty", "duplicates", "unavailable", "duration_unknown"}
    assert told["source_empty"].labels == ("B",)
    assert told["duplicates"].labels == ("A", "C")
    assert told["duplicates"].video_ids == ("twice",)
    assert told["unavailable"].video_ids == ("gone",)
    assert told["duration_unknown"].video_ids == ("endless",)
    assert made.duration_seconds == 15


# --- properties ---------------------------------------------------------------------------------

ANY_ITEM = st.one_of(
    st.builds(episode, st.sampled_from("XYZ"), st.integers(1, 9), st.integers(0, 2)),
    st.builds(movie, st.sampled_from("mnopq")),
)
SOURCES = st.lists(
    st.builds(lambda items: Source("any", tuple(items)), st.lists(ANY_ITEM, max_size=12)),
    min_size=1,
    max_size=26,
)


@st.composite
def marathons(draw: st.DrawFn) -> tuple[list[Source], Method, str | None, bool]:
    sources = draw(SOURCES)
    method = draw(st.sampled_from(Method))
    pattern = None
    if method is Method.INTERLEAVE:
        names = list(LABELS[: len(sources)])
        order_of_names = draw(st.permutations(names + draw(st.lists(st.sampled_from(names)))))
        counts = draw(
            st.lists(st.integers(1, 40), min_size=len(order_of_names), max_size=len(order_of_names))
        )
        pattern = "-".join(f"{name}{n}" for name, n in zip(order_of_names, counts, strict=True))
    return sources, method, pattern, draw(st.booleans())


@BOUNDED
@given(marathons(), st.text(max_size=20))
def test_the_output_has_exactly_the_items_of_its_sources_with_their_labels(
    wish: tuple[list[Source], Method, str | None, bool], seed: str
) -> None:
    sources, method, pattern, keep = wish
    made = generate(sources, method, pattern=pattern, seed=seed, preserve_run_order=keep)
    assert Counter((entry.label, entry.item) for entry in made.items) == Counter(
        (label, item)
        for label, given_source in zip(LABELS, sources, strict=False)
        for item in given_source.items
    )
    assert made == generate(sources, method, pattern=pattern, seed=seed, preserve_run_order=keep)


@BOUNDED
@given(marathons(), st.text(max_size=20))
def test_every_show_ascends_in_every_method_when_run_order_is_kept(
    wish: tuple[list[Source], Method, str | None, bool], seed: str
) -> None:
    """Within one source for concatenate and interleave, across all of them for shuffle."""
    sources, method, pattern, _ = wish
    made = generate(sources, method, pattern=pattern, seed=seed)
    runs: dict[object, list[object]] = {}
    for entry in made.items:
        group = run_group(entry.item)
        scope = None if method is Method.SHUFFLE else entry.label
        if group is not None:
            runs.setdefault((scope, group), []).append(run_place(entry.item))
    for places in runs.values():
        assert places == sorted(places)  # type: ignore[type-var]


@BOUNDED
@given(SOURCES, st.text(max_size=20))
def test_a_shuffle_in_run_order_has_its_shows_where_the_plain_shuffle_has_them(
    sources: list[Source], seed: str
) -> None:
    plain = generate(sources, Method.SHUFFLE, seed=seed, preserve_run_order=False)
    kept = generate(sources, Method.SHUFFLE, seed=seed)
    assert [run_group(entry.item) for entry in plain.items] == [
        run_group(entry.item) for entry in kept.items
    ]


# --- the shuffle is the same everywhere ---------------------------------------------------------

GOLDEN = [
    (10, "kryten", [6, 3, 1, 5, 9, 7, 0, 2, 8, 4]),
    (10, "", [9, 0, 3, 6, 7, 1, 5, 2, 8, 4]),
    (10, "Käse 🧀", [4, 0, 5, 9, 2, 1, 7, 8, 3, 6]),
]


@pytest.mark.parametrize(("count", "seed", "wanted"), GOLDEN)
def test_a_seed_gives_this_order_for_ever(count: int, seed: str, wanted: list[int]) -> None:
    """Changing these values breaks every seed people have written down."""
    assert shuffled_indexes(count, seed) == wanted


def test_a_large_shuffle_gives_this_order_for_ever() -> None:
    written = json.dumps(shuffled_indexes(4000, "friday the 13th")).encode()
    assert (
        hashlib.sha256(written).hexdigest()
        == "cb3af29a5ab5ced26427f1c217bc6e1015d5f1fe1964065fdbe27ce93efdb177"
    )


@BOUNDED
@given(st.integers(0, 300), st.text(max_size=30))
def test_a_shuffle_is_a_permutation(count: int, seed: str) -> None:
    assert sorted(shuffled_indexes(count, seed)) == list(range(count))


def test_seeds_that_look_alike_give_different_orders() -> None:
    seeds = ["1", "01", "1 ", "", "\0", "1\0", "a", "A", "\ud800"]
    assert len({tuple(shuffled_indexes(50, seed)) for seed in seeds}) == len(seeds)


def other_pythons() -> list[str]:
    versions = ["3.11", "3.12", "3.13", "3.14"]
    own = f"{sys.version_info.major}.{sys.version_info.minor}"
    pyenv = Path("~/.pyenv/versions").expanduser()
    found = []
    for version in versions:
        installed = sorted(str(path) for path in pyenv.glob(f"{version}.*/bin/python"))
        command = shutil.which(f"python{version}") if not installed else installed[-1]
        if command and version != own and Path(command).is_file():
            found.append(command)
    return found


@pytest.mark.parametrize("hash_seed", ["0", "1"])
def test_two_processes_make_the_same_marathon(hash_seed: str) -> None:
    assert marathon_in(sys.executable, hash_seed) == marathon_here()


def test_another_python_version_makes_the_same_marathon() -> None:
    pythons = other_pythons()
    if not pythons:
        pytest.skip("no other Python (3.11 to 3.14) on this machine; the golden values hold it")
    for python in pythons:
        assert marathon_in(python, "0") == marathon_here(), python


# The package's __init__ asks for the installed version, and another Python has none installed.
PROGRAM = """
import json, sys, types
package = sys.modules["action_api"] = types.ModuleType("action_api")
package.__path__ = ["action_api"]
from action_api.domain.marathon import Method, Source, generate
from action_api.domain.run_order import Item
sources = [
    Source(n, tuple(Item(f"{n}{i}", f"{n}{i}", 60, n, i % 3, 40 - i) for i in range(40)))
    for n in "pqr"
]
made = generate(sources, Method.SHUFFLE, seed="K\\u00e4se")
print(json.dumps([entry.item.video_id for entry in made.items]))
"""


def marathon_in(python: str, hash_seed: str) -> list[str]:
    finished = subprocess.run(
        [python, "-S", "-c", PROGRAM],
        cwd=ROOT,
        env={"PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    found: list[str] = json.loads(finished.stdout)
    return found


def marathon_here() -> list[str]:
    sources = [
        Source(
            name,
            tuple(Item(f"{name}{n}", f"{name}{n}", 60, name, n % 3, 40 - n) for n in range(40)),
        )
        for name in "pqr"
    ]
    return [entry.item.video_id for entry in generate(sources, Method.SHUFFLE, seed="Käse").items]
