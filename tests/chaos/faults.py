"""The faults: each strikes a part of the stack, and mends it again."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.chaos.stack import Stack

Act = Callable[[Stack, random.Random], None]


@dataclass(frozen=True, slots=True)
class Fault:
    """`strike` begins it and `mend` ends it, both with the same dice, thrown by the seed.

    Faults that hit the same `part` never overlap. `hits_refresh`: it matters to a refresh alone,
    so one is asked for meanwhile.
    """

    name: str
    part: str
    strike: Act
    mend: Act
    hits_refresh: bool = False


def _nothing(stack: Stack, dice: random.Random) -> None:
    """gunicorn mends this by itself."""
    del stack, dice


def _kill_node(stack: Stack, dice: random.Random) -> None:
    stack.nats.kill(dice.randrange(stack.nats.nodes))


def _start_node(stack: Stack, dice: random.Random) -> None:
    stack.nats.start_node(dice.randrange(stack.nats.nodes))


def _freeze_node(stack: Stack, dice: random.Random) -> None:
    stack.nats.freeze(dice.randrange(stack.nats.nodes))


def _thaw_node(stack: Stack, dice: random.Random) -> None:
    stack.nats.thaw(dice.randrange(stack.nats.nodes))


def _kill_all_nodes(stack: Stack, dice: random.Random) -> None:
    del dice
    for node in range(stack.nats.nodes):
        stack.nats.kill(node)


def _start_all_nodes(stack: Stack, dice: random.Random) -> None:
    del dice
    for node in range(stack.nats.nodes):
        stack.nats.start_node(node)


def _slow_wires(stack: Stack, dice: random.Random) -> None:
    seconds = dice.uniform(0.05, 0.5)
    for wire in stack.nats.wires:
        wire.slow(seconds)


def _cut_wires(stack: Stack, dice: random.Random) -> None:
    del dice
    for wire in stack.nats.wires:
        wire.cut()


def _silence_wires(stack: Stack, dice: random.Random) -> None:
    del dice
    for wire in stack.nats.wires:
        wire.silence()


def _mend_wires(stack: Stack, dice: random.Random) -> None:
    del dice
    for wire in stack.nats.wires:
        wire.mend()


def _clock_forward(stack: Stack, dice: random.Random) -> None:
    stack.clock.set(dice.choice((20, 90, 3600, 7200)))


def _clock_back(stack: Stack, dice: random.Random) -> None:
    stack.clock.set(-dice.choice((20, 90, 3600, 7200)))


def _true_clock(stack: Stack, dice: random.Random) -> None:
    del dice
    stack.clock.set(0)


def _half_dead(stack: Stack, dice: random.Random) -> None:
    """MediaCMS as an overloaded or dying one answers."""
    kind = dice.choice(("unavailable", "cut", "slow", "html", "dropping", "half_json"))
    api = "/api/v1/media"
    if kind == "unavailable":
        stack.mediacms.fault(kind="status", status=503, retry_after=1, path=f"{api}*")
    elif kind == "cut":
        stack.mediacms.fault(kind="cut", path=api, page=dice.choice((1, 2)))
    elif kind == "slow":
        stack.mediacms.setting(latency=dice.uniform(0.5, 3.0))
    elif kind == "html":
        stack.mediacms.fault(kind="html", path=api)
    elif kind == "dropping":
        stack.mediacms.setting(close_after=1)
    else:
        stack.mediacms.fault(kind="bad_json", path=api)


def _plain(act: Callable[[Stack], None]) -> Act:
    """An act that throws no dice."""
    return lambda stack, _dice: act(stack)


def _mend_robot(stack: Stack, dice: random.Random) -> None:
    del dice
    stack.robot.stop(grace=0.1)
    stack.robot.launch()


_ALL = (
    Fault(
        "api-process-killed",
        "api",
        lambda stack, dice: stack.kill_api_process(dice.randrange(2)),
        _nothing,
    ),
    Fault("api-killed", "api", _plain(Stack.kill_api), _plain(Stack.start_api)),
    Fault("worker-killed", "worker", _plain(Stack.kill_worker), _plain(Stack.start_worker)),
    Fault("robot-killed", "robot", _plain(lambda stack: stack.robot.kill()), _mend_robot),
    Fault("cytube-killed", "cytube", _plain(Stack.kill_cytube), _plain(Stack.start_cytube)),
    Fault("nats-node-killed", "nats", _kill_node, _start_node),
    Fault("nats-node-frozen", "nats", _freeze_node, _thaw_node),
    Fault("nats-killed", "nats", _kill_all_nodes, _start_all_nodes),
    Fault("network-slow", "network", _slow_wires, _mend_wires),
    Fault("network-cut", "network", _cut_wires, _mend_wires),
    Fault("network-silent", "network", _silence_wires, _mend_wires),
    Fault(
        "disk-full",
        "disk",
        _plain(lambda stack: stack.disk.fill()),
        _plain(lambda stack: stack.disk.empty()),
        hits_refresh=True,
    ),
    Fault("clock-forward", "clock", _clock_forward, _true_clock),
    Fault("clock-back", "clock", _clock_back, _true_clock),
    Fault(
        "mediacms-half-dead",
        "mediacms",
        _half_dead,
        _plain(lambda stack: stack.mediacms.mend()),
        hits_refresh=True,
    ),
    Fault(
        "mediacms-killed",
        "mediacms",
        _plain(lambda stack: stack.mediacms.kill()),
        _plain(lambda stack: stack.mediacms.start()),
        hits_refresh=True,
    ),
    Fault(
        "worker-killed-refreshing",
        "worker",
        _plain(Stack.kill_worker),
        _plain(Stack.start_worker),
        hits_refresh=True,
    ),
)
FAULTS: Mapping[str, Fault] = {fault.name: fault for fault in _ALL}
# what another program on the machine is needed for
NEEDS_FAKETIME = frozenset({"clock-forward", "clock-back"})
