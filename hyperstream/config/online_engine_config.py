"""How the online engine runs: which interval behind now, how often, how long."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..time_interval import RelativeTimeInterval
from ..utils.errors import ArgumentValueError
from .section import Section


def _behind_now() -> RelativeTimeInterval:
    return RelativeTimeInterval(-60, -10)


@dataclass(frozen=True)
class OnlineEngineConfig:
    """The ``online_engine`` section.

    Attributes:
        interval: Seconds before now, both at most 0. By default the minute that ended ten
            seconds ago, so that late instances are in.
        sleep: Seconds between iterations.
        iterations: How many.
        alarm: Seconds after which a hanging iteration is given up; ``sleep * iterations``
            where none is given.
    """

    interval: RelativeTimeInterval = field(default_factory=_behind_now)
    sleep: float = 5
    iterations: int = 100
    alarm: float | None = None

    def __post_init__(self) -> None:
        if not self.alarm:
            object.__setattr__(self, "alarm", self.sleep * self.iterations)

    @classmethod
    def read(cls, section: Section) -> OnlineEngineConfig:
        """From the configuration file.

        Raises:
            ConfigurationError: An unknown key or a wrong value.
        """
        section.expect(("interval", "sleep", "iterations", "alarm"))
        alarm = section.number("alarm", low=0) if section.has("alarm") else None
        return cls(
            interval=_interval(section),
            sleep=section.number("sleep", 5, low=0),
            iterations=section.whole("iterations", 100, low=1),
            alarm=alarm,
        )


def _interval(engine: Section) -> RelativeTimeInterval:
    if not engine.has("interval"):
        return _behind_now()
    section = engine.section("interval")
    section.expect(("start", "end"))
    start, end = section.number("start"), section.number("end")
    try:
        return RelativeTimeInterval(start, end)
    except ArgumentValueError as error:
        engine.refuse("interval", f"cannot be used: {error}")
