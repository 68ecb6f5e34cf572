"""The members of the sample community: what drives them, what became of them, and who they are."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from synthetic import plan

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Members:
    """One entry a member in every array.

    Parameters
    ----------
    latents : array, members x 5
        Standard normal drives in the order of `plan.LATENTS`.
    retained : array of bool
        Whether the member bought in the last 90 days.
    age, occupation, spend, region : array of int
        Codes of the bands.
    """

    latents: Floats
    retained: npt.NDArray[np.bool_]
    age: Integers
    occupation: Integers
    spend: Integers
    region: Integers

    def latent(self, name: str) -> Floats:
        """One drive by its name in `plan.LATENTS`."""
        return self.latents[:, plan.LATENTS.index(name)]


def draw_members(rng: np.random.Generator, customers: int) -> Members:
    """Draw members so that every margin of `plan` holds exactly in expectation.

    Retention is cut from its latent drive first; age, occupation and spend are then drawn given
    retention (Bayes), which leaves the latent correlation of activity and retention as planted.
    """
    lower = np.linalg.cholesky(np.array(plan.LATENT_CORRELATIONS))
    latents = rng.standard_normal((customers, len(plan.LATENTS))) @ lower.T
    threshold = NormalDist().inv_cdf(1 - plan.RETAINED)
    retained = latents[:, plan.LATENTS.index("retention")] > threshold
    age = np.zeros(customers, dtype=np.int64)
    occupation = np.zeros(customers, dtype=np.int64)
    spend = np.zeros(customers, dtype=np.int64)
    for state in (True, False):
        rows = np.flatnonzero(retained == state)
        joint = age_by_occupation(retained=state)
        cells = rng.choice(joint.size, size=rows.size, p=joint.ravel())
        age[rows] = cells // joint.shape[1] + 1
        occupation[rows] = cells % joint.shape[1] + 1
        spend[rows] = rng.choice(list(plan.SPEND), size=rows.size, p=_given(plan.SPEND, retained=state))
    return Members(
        latents=latents,
        retained=retained,
        age=age,
        occupation=occupation,
        spend=spend,
        region=_regions(rng, customers),
    )


def age_by_occupation(*, retained: bool) -> Floats:
    """Joint distribution of age and occupation given retention, fitted to both planted margins."""
    joint = np.array(plan.AGE_BY_OCCUPATION)
    rows, columns = _given(plan.AGE, retained=retained), _given(plan.OCCUPATION, retained=retained)
    for _ in range(200):
        joint *= (rows / joint.sum(axis=1))[:, None]
        joint *= columns / joint.sum(axis=0)
    return joint / joint.sum()


def draw_respondents(rng: np.random.Generator, members: Members, respondents: int) -> Integers:
    """Positions of the members who answer: a random sample in each region, half of it from each."""
    lower_tier = np.flatnonzero(members.region == 2)
    upper_tier = np.flatnonzero(members.region == 1)
    from_lower = min(round(respondents * plan.REGION_SHARE_OF_SURVEY[2]), lower_tier.size)
    from_upper = min(respondents - from_lower, upper_tier.size)
    from_lower = respondents - from_upper
    chosen = np.concatenate(
        [rng.choice(upper_tier, from_upper, replace=False), rng.choice(lower_tier, from_lower, replace=False)]
    )
    return rng.permutation(chosen)


def survey_weights(members: Members, chosen: Integers) -> Floats:
    """Share of the region among members over its share among respondents; the mean is 1."""
    weights = np.ones(chosen.size)
    for code in plan.REGION_SHARE:
        answered = members.region[chosen] == code
        if answered.any():
            weights[answered] = (members.region == code).mean() / answered.mean()
    return weights.round(4)


def _given(rates: dict[int, tuple[float, float]], *, retained: bool) -> Floats:
    """Distribution of a band among the retained, or among the others."""
    joint = np.array([share * (rate if retained else 1 - rate) for share, rate in rates.values()])
    return joint / joint.sum()


def _regions(rng: np.random.Generator, customers: int) -> Integers:
    codes = np.repeat(2, customers)
    codes[: round(customers * plan.REGION_SHARE[1])] = 1
    return rng.permutation(codes).astype(np.int64)
