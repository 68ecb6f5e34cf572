"""A scenario: the parameters of one generated study, checked and resolved to the numbers that are planted."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from analysis.core import Message, ParameterError
from synthetic import plan
from synthetic.parameters import ExperimentDesign
from synthetic.presets import (
    BG_NBD,
    CHURN_REASON_SHARES,
    GAMMA_GAMMA,
    PRESETS,
    RETENTION_BY_AGE,
    RETENTION_BY_FIRM_SIZE,
    RETENTION_BY_OCCUPATION,
    RETENTION_BY_SPEND,
    FirmSize,
    Preset,
    PresetName,
)
from synthetic.rates import logit, moved_rate, shift_rates

AGE_SHARES = (0.25, 0.25, 0.25, 0.25)
OCCUPATION_SHARES = (0.12, 0.70, 0.18)
SPEND_SHARES = (1 / 6, 2 / 6, 3 / 6)
REGION_SHARE = 0.65
"""Share of tier-1 and tier-2 cities."""

LATENTS = ("activity", "retention", "satisfaction", "recommendation", "community", "service")
# Activity and retention stand at 0 here: a parameter of the scenario fills that place.
LATENT_CORRELATIONS = (
    (1.00, 0.00, 0.25, 0.20, 0.30, 0.10),
    (0.00, 1.00, 0.40, 0.35, 0.30, 0.25),
    (0.25, 0.40, 1.00, 0.75, 0.55, 0.55),
    (0.20, 0.35, 0.75, 1.00, 0.45, 0.45),
    (0.30, 0.30, 0.55, 0.45, 1.00, 0.40),
    (0.10, 0.25, 0.55, 0.45, 0.40, 1.00),
)
ACTIVITY_SD_PER_WEEK = 1.1
INTERACTIONS_BEFORE_PER_WEEK = 3.0
INTERACTIONS_AFTER_PER_WEEK = 0.5
MOST_YOUNG_STUDENTS = 0.95
WAVE_STABILITY = 0.8
WAVE_SHIFT = 0.20

WHOLE_RANGES = (
    ("seed", 0, 2**32 - 1),
    ("customers", 200, 20_000_000),
    ("respondents", 100, 200_000),
    ("months", 6, 36),
)
"""What the command line may ask for; the methods allow what fits into memory."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """What was asked for; the properties are what is planted. The parameters are those of `generate_study`."""

    seed: int = 7
    customers: int = 2000
    respondents: int = 1200
    months: int = 12
    preset: PresetName = "e_commerce"
    firm_size: FirmSize = "medium"
    experiment: ExperimentDesign = "two_arm"
    no_effect: bool = False
    retention: float | None = None
    activity_retention: float = 0.72
    retention_by_age: tuple[float, ...] = RETENTION_BY_AGE
    retention_by_occupation: tuple[float, ...] = RETENTION_BY_OCCUPATION
    retention_by_spend: tuple[float, ...] = RETENTION_BY_SPEND
    churn_reasons: tuple[float, ...] = CHURN_REASON_SHARES
    segments: int = 3
    segment_distance: float = 4.0
    intraclass_correlation: float = 0.05
    response_ratio: float = 3.0
    bg_nbd: tuple[float, ...] = BG_NBD
    gamma_gamma: tuple[float, ...] = GAMMA_GAMMA

    def __post_init__(self) -> None:
        for name, low, high in WHOLE_RANGES:
            _require_range(name, getattr(self, name), low, high)
        for name in ("retention_by_age", "retention_by_occupation", "retention_by_spend", "churn_reasons"):
            _require_fractions(name, getattr(self, name))
        _require_process(self.bg_nbd, self.gamma_gamma)
        self._require_young_students()
        if self.respondents > 1.3 * self.customers:
            raise ParameterError(
                Message(
                    "{respondents:count} questionnaires are too many for {customers:count} customers.",
                    respondents=self.respondents,
                    customers=self.customers,
                ),
                Message("Two waves of one answer each, at most 1.3 times the customers in all."),
                Message("Ask for fewer questionnaires or for more customers."),
                parameter="respondents",
            )

    @property
    def business(self) -> Preset:
        """The preset."""
        return PRESETS[self.preset]

    @property
    def homogeneous(self) -> bool:
        """Whether purchases come from one BG/NBD process without any group difference."""
        return self.business.homogeneous

    @property
    def groups_differ(self) -> bool:
        """Whether retention depends on age, occupation, spend and activity."""
        return not (self.no_effect or self.homogeneous)

    @property
    def overall_retention(self) -> float:
        """Planted share retained; not planted but implied in the homogeneous preset."""
        if self.retention is not None:
            return self.retention
        change = logit(RETENTION_BY_FIRM_SIZE[self.firm_size]) - logit(RETENTION_BY_FIRM_SIZE["medium"])
        return moved_rate(self.business.retention, change)

    @cached_property
    def age_rates(self) -> tuple[float, ...]:
        """Planted retention by age."""
        return self._rates(self.retention_by_age, AGE_SHARES)

    @cached_property
    def occupation_rates(self) -> tuple[float, ...]:
        """Planted retention by occupation."""
        return self._rates(self.retention_by_occupation, OCCUPATION_SHARES)

    @cached_property
    def spend_rates(self) -> tuple[float, ...]:
        """Planted retention by spend."""
        return self._rates(self.retention_by_spend, SPEND_SHARES)

    def _require_young_students(self) -> None:
        """No student is above 35, so those who stay, and the others, need enough people of that age."""
        for stays in (True, False):
            kept = [rate if stays else 1 - rate for rate in (*self.age_rates[:2], self.occupation_rates[2])]
            young = AGE_SHARES[0] * kept[0] + AGE_SHARES[1] * kept[1]
            if OCCUPATION_SHARES[2] * kept[2] >= MOST_YOUNG_STUDENTS * young:
                raise ParameterError(
                    Message("With these rates there are not enough people up to 35 to be the students."),
                    Message("Every student is 35 or younger, among those who stay and among the others."),
                    Message("Bring the retention of students and of the two younger bands closer together."),
                    parameter="retention_by_occupation",
                )

    def _rates(self, rates: tuple[float, ...], shares: tuple[float, ...]) -> tuple[float, ...]:
        if not self.groups_differ:
            return (self.overall_retention,) * len(rates)
        return shift_rates(rates, shares, self.overall_retention)

    @cached_property
    def latent_correlations(self) -> Floats:
        """Correlations of the drives, in the order of `LATENTS`."""
        size = len(LATENTS)
        if self.no_effect:
            return np.eye(size)
        matrix = np.array(LATENT_CORRELATIONS)
        matrix[0, 1] = matrix[1, 0] = self.activity_retention
        if self.homogeneous:
            # Staying follows from the purchase process alone.
            matrix[1, :] = matrix[:, 1] = 0.0
            matrix[1, 1] = 1.0
        return matrix

    @property
    def activity_mean_per_week(self) -> float:
        """Mean interactions a week such that those who will leave have `INTERACTIONS_BEFORE_PER_WEEK`."""
        if not self.groups_differ:
            return INTERACTIONS_BEFORE_PER_WEEK
        share = self.overall_retention
        normal = NormalDist()
        height = normal.pdf(normal.inv_cdf(share))
        lower = ACTIVITY_SD_PER_WEEK * self.activity_retention * height / (1 - share)
        return INTERACTIONS_BEFORE_PER_WEEK + lower

    @property
    def fades(self) -> bool:
        """Whether interactions fall before a customer leaves."""
        return self.groups_differ

    @property
    def wave_shift(self) -> float:
        """How far satisfaction and recommendation rise from the first to the second wave, in standard deviations."""
        return 0.0 if self.no_effect else WAVE_SHIFT

    @property
    def response_weights(self) -> tuple[float, float, float]:
        """Relative chance to answer of the low, middle and high stratum of activity."""
        ratio = 1.0 if self.no_effect else self.response_ratio
        return (1.0, math.sqrt(ratio), ratio)

    @property
    def intraclass(self) -> float:
        """Planted intra-class correlation of communities."""
        return 0.0 if self.no_effect else self.intraclass_correlation

    @property
    def segment_count(self) -> int:
        """Planted hidden segments."""
        return 1 if self.no_effect else self.segments

    @property
    def festivals(self) -> dict[str, float]:
        """Planted factors of the festivals."""
        return {} if self.no_effect or self.homogeneous else self.business.festivals

    @property
    def weekdays(self) -> tuple[float, ...]:
        """Planted relative purchases, Monday to Sunday, with mean 1."""
        if self.no_effect or self.homogeneous:
            return (1.0,) * 7
        total = sum(self.business.weekdays)
        return tuple(7 * weight / total for weight in self.business.weekdays)

    @property
    def nps_shares(self) -> dict[int, tuple[float, ...]]:
        """Shares of the answers 0 to 10 by region in the first wave."""
        return {1: plan.NPS[1], 2: plan.NPS[1]} if self.no_effect else plan.NPS

    @property
    def satisfaction_shares(self) -> dict[int, tuple[float, ...]]:
        """Shares of the five answers by region in the first wave."""
        return {1: plan.SATISFACTION[1], 2: plan.SATISFACTION[1]} if self.no_effect else plan.SATISFACTION


def _require_range(name: str, value: int, low: int, high: int) -> None:
    if not low <= value <= high:
        raise ParameterError(
            Message("{name} cannot be {value:exact}.", name=name, value=value),
            Message("Allowed: a whole number from {low:exact} to {high:exact}.", low=low, high=high),
            parameter=name,
        )


def _require_fractions(name: str, values: tuple[float, ...]) -> None:
    for value in values:
        if not 0 < value < 1:
            raise ParameterError(
                Message("A share cannot be {value:exact}.", value=value),
                Message("Allowed: a number above {low:exact} and below {high:exact}.", low=0, high=1),
                parameter=name,
            )


def _require_process(bg_nbd: tuple[float, ...], gamma_gamma: tuple[float, ...]) -> None:
    for name, values in (("bg_nbd", bg_nbd), ("gamma_gamma", gamma_gamma)):
        if min(values) <= 0:
            raise ParameterError(
                Message("A parameter of the process cannot be {value:exact}.", value=min(values)),
                Message("Allowed: a number above {low:exact}.", low=0),
                parameter=name,
            )
    if gamma_gamma[1] <= 1:
        raise ParameterError(
            Message("q cannot be {value:exact}: the mean spend would be infinite.", value=gamma_gamma[1]),
            Message("Allowed: a number above {low:exact}.", low=1),
            parameter="gamma_gamma",
        )
