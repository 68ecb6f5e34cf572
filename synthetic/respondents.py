"""Who answers the survey: two waves, some in both, and the active rather than the others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from synthetic.blocks import Part, stream
from synthetic.population import People
from synthetic.questionnaire import REPEAT_SHARE
from synthetic.scenario import Scenario

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
STRATA = (1, 2, 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Respondents:
    """One entry an answered questionnaire, the first wave first.

    Parameters
    ----------
    customer : array of int
        Position among all customers.
    wave : array of int
        1 or 2.
    weight : array
        Share of the cell of activity and region among customers over its share among the wave's respondents.
    """

    customer: Integers
    wave: Integers
    weight: Floats

    @property
    def size(self) -> int:
        """Number of questionnaires."""
        return self.customer.size


def draw_respondents(scenario: Scenario, people: People) -> Respondents:
    """Draw both waves: at random within a stratum of activity, with the planted chances between the strata."""
    rng = stream(scenario.seed, Part.RESPONDENTS)
    first_size = scenario.respondents - scenario.respondents // 2
    second_size = scenario.respondents // 2
    stratum = people.activity_stratum
    everybody = np.arange(people.size)
    first = _draw(rng, scenario, stratum, everybody, first_size)
    again = min(round(REPEAT_SHARE * second_size), second_size)
    repeated = rng.choice(first, again, replace=False)
    others = np.setdiff1d(everybody, first, assume_unique=True)
    second = np.concatenate([repeated, _draw(rng, scenario, stratum, others, second_size - again)])
    second = rng.permutation(second)
    return Respondents(
        customer=np.concatenate([first, second]),
        wave=np.repeat([1, 2], [first.size, second.size]),
        weight=np.concatenate([_weights(people, first), _weights(people, second)]),
    )


def _draw(rng: np.random.Generator, scenario: Scenario, stratum: Integers, among: Integers, size: int) -> Integers:
    counts = np.array([(stratum[among] == code).sum() for code in STRATA])
    wanted = _allocate(counts, np.array(scenario.response_weights), size)
    chosen = [
        rng.choice(among[stratum[among] == code], int(n), replace=False)
        for code, n in zip(STRATA, wanted.tolist(), strict=True)
    ]
    return rng.permutation(np.concatenate(chosen))


def _allocate(counts: Integers, chances: Floats, size: int) -> Integers:
    """Sizes in proportion to count times chance, none above its count; whole numbers that sum to `size`."""
    sizes = np.zeros(counts.size, dtype=np.float64)
    open_strata = counts > 0
    left = float(size)
    while open_strata.any():
        shares = counts * chances * open_strata
        wanted = left * shares / shares.sum()
        full = open_strata & (wanted >= counts)
        if not full.any():
            sizes[open_strata] = wanted[open_strata]
            break
        sizes[full] = counts[full]
        left -= float(counts[full].sum())
        open_strata &= ~full
    whole = np.floor(sizes).astype(np.int64)
    for place in np.argsort(-(sizes - whole), kind="stable")[: size - int(whole.sum())]:
        whole[place] += 1
    return whole


def _weights(people: People, chosen: Integers) -> Floats:
    cell = people.activity_stratum * 10 + people.region
    weights = np.ones(chosen.size)
    answered = cell[chosen]
    for code in np.unique(answered).tolist():
        mine = answered == code
        weights[mine] = (cell == code).mean() / mine.mean()
    return (weights / weights.mean()).round(4)
