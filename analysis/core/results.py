"""What every analysis returns: numbers with their interval, their notes and where they come from."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias, runtime_checkable

from analysis.core.messages import Sentence

if TYPE_CHECKING:
    import pandas as pd

Severity: TypeAlias = Literal["info", "caution", "blocks_conclusion"]
ParameterValue: TypeAlias = str | int | float | bool | tuple[str, ...] | tuple[float, ...] | None


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number that never travels alone.

    Parameters
    ----------
    value, low, high : float
        The estimate and the ends of its interval, in the same unit. NaN where undefined.
    level : float
        Confidence level of the interval, in 0..1.
    """

    value: float
    low: float
    high: float
    level: float = 0.95

    @property
    def defined(self) -> bool:
        """Whether the estimate itself is a number."""
        return not math.isnan(self.value)

    @property
    def half_width(self) -> float:
        """Half the length of the interval, the number behind a "±"; NaN where an end is undefined."""
        return (self.high - self.low) / 2

    def excludes(self, value: float) -> bool:
        """Whether the interval is defined and does not contain `value`."""
        return self.high < value or self.low > value


@dataclass(frozen=True, slots=True)
class Note:
    """A remark on a result. A note that blocks the conclusion replaces the sentence and the chart."""

    severity: Severity
    message: Sentence
    code: str = ""


@dataclass(frozen=True, slots=True)
class Dropped:
    """Rows left out of a result and the reason."""

    n: int
    reason: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """How a number came about: rows, parameters, seed, versions, and the study it was read from.

    The method fills rows, parameters and seed; `study`, `fingerprint`, `filter_text` and `weight`
    are filled by `analysis.data.Study` when the frame was prepared from one.
    """

    method: str
    n_total: int
    n_used: int
    dropped: tuple[Dropped, ...] = ()
    parameters: Mapping[str, ParameterValue] = field(default_factory=dict[str, ParameterValue])
    seed: int | None = None
    version: str = "1"
    packages: Mapping[str, str] = field(default_factory=dict[str, str])
    weighted_by: str = ""

    def __post_init__(self) -> None:
        counted = self.n_used + sum(item.n for item in self.dropped)
        if counted != self.n_total:
            raise ValueError(f"{self.method}: n_used + dropped = {counted} but n_total = {self.n_total}")


@runtime_checkable
class Result(Protocol):
    """What every method returns. Concrete results are frozen dataclasses with these members."""

    @property
    def notes(self) -> tuple[Note, ...]:
        """Remarks, most severe first."""
        ...

    @property
    def provenance(self) -> Provenance:
        """Where the numbers come from."""
        ...

    def to_frame(self) -> pd.DataFrame:
        """The result as a tidy, language-neutral frame."""
        ...

    def readings(self) -> tuple[Sentence, ...]:
        """The answer: first the claim with number and interval, then plain clauses."""
        ...


def blocks_conclusion(result: Result) -> bool:
    """Whether a note forbids reading a conclusion from this result."""
    return any(note.severity == "blocks_conclusion" for note in result.notes)


def package_versions(*names: str) -> dict[str, str]:
    """Versions of the packages a result was computed with.

    Examples
    --------
    >>> list(package_versions("pandas"))
    ['python', 'pandas']
    """
    import platform

    return {"python": platform.python_version(), **{name: _package_version(name) for name in names}}


@cache
def _package_version(name: str) -> str:
    # Reading a package's metadata takes milliseconds, every result asks, and it cannot change in a process.
    from importlib.metadata import version

    return version(name)
