"""How what an apply needs dies, without a word, and comes back."""

from __future__ import annotations

from tests.integration.apply_harness import Stage


def kill_worker(stage: Stage) -> None:
    stage.kill_worker()
    stage.start_worker()


def kill_robot(stage: Stage) -> None:
    stage.channel.robot.kill()
    stage.channel.robot.start()


def kill_nats(stage: Stage) -> None:
    stage.channel.nats.kill()
    stage.channel.nats.start()


def kill_cytube(stage: Stage) -> None:
    """It comes back as it last saved itself: what was queued since is lost, every uid is new."""
    stage.channel.cytube.kill()
    stage.channel.cytube.start()
