"""Which differences between arms can be laid at one factor's door, and which factors only change together?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Literal, TypeAlias

from analysis.core.messages import Message
from analysis.core.results import Note

if TYPE_CHECKING:
    from analysis.core.results import Severity

Factor: TypeAlias = Literal["channels", "touches", "offers"]
FACTOR_WORDS: dict[Factor, Message] = {
    "channels": Message("channels"),
    "touches": Message("touches"),
    "offers": Message("offers"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Confounded:
    """A factor that never changes without another one.

    Parameters
    ----------
    factor : str
        The factor nothing can be concluded about.
    others : tuple of str
        Factors that change with it.
    """

    factor: Factor
    others: tuple[Factor, ...]


def confounded_factors(factors: Mapping[Factor, tuple[float, ...]]) -> tuple[Confounded, ...]:
    """Which factors cannot be told from others, because no two arms differ in one of them alone?

    Parameters
    ----------
    factors : mapping of str to tuple of float
        For each factor its setting in every arm, all of equal length.

    Returns
    -------
    tuple of Confounded
        Empty where each varying factor has a pair of arms that differ in nothing else described.

    Examples
    --------
    >>> confounded_factors({"channels": (1, 1, 3), "touches": (1, 1, 5)})
    (Confounded(factor='channels', others=('touches',)), Confounded(factor='touches', others=('channels',)))
    >>> confounded_factors({"channels": (1, 1, 3), "touches": (1, 5, 5)})
    ()
    """
    varying: list[Factor] = [name for name, settings in factors.items() if len(set(settings)) > 1]
    found: list[Confounded] = []
    for name in varying:
        rest: list[Factor] = [other for other in varying if other != name]
        changed_with: list[set[Factor]] = [
            {other for other in rest if factors[other][i] != factors[other][j]}
            for i, j in combinations(range(len(factors[name])), 2)
            if factors[name][i] != factors[name][j]
        ]
        if all(changed_with):
            always: list[Factor] = [other for other in rest if all(other in changed for changed in changed_with)]
            ever: list[Factor] = [other for other in rest if any(other in changed for changed in changed_with)]
            found.append(Confounded(factor=name, others=tuple(always or ever)))
    return tuple(found)


def _named(item: Confounded) -> tuple[Factor, ...]:
    return (item.factor, *item.others)


def confounded_note(found: tuple[Confounded, ...], *, blocks: bool) -> Note | None:
    """The gate: a block where the factors were to be judged, a caution where arms are judged as packages."""
    if not found:
        return None
    names: list[Factor] = []
    for item in found:
        names.extend(name for name in _named(item) if name not in names)
    severity: Severity = "blocks_conclusion" if blocks else "caution"
    words = tuple(FACTOR_WORDS[name] for name in names)
    if blocks:
        message = Message(
            "These factors change together over the arms compared: {factors}. Whatever the arms show, it cannot be said which of them did it. Compare the arms as whole packages, or run arms that differ in one factor at a time.",
            factors=words,
        )
    else:
        message = Message(
            "The arms are compared as whole packages. These factors change together over them: {factors}; nothing can be concluded about any one of these.",
            factors=words,
        )
    return Note(severity, message, code="confounded_arms")
