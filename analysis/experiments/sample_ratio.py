"""Did customers reach the groups in the planned shares?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

import pandas as pd
from pydantic import Field

from analysis.core.errors import ParameterError
from analysis.core.messages import Message, Sentence
from analysis.core.method import method
from analysis.core.parameters import Control
from analysis.core.results import Estimate, Note, Provenance, package_versions

SMALLEST_EXPECTED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleRatioCheck:
    """Customers per group against the planned split.

    Parameters
    ----------
    observed : tuple of int
        Customers counted in each group.
    expected_share : tuple of float
        Planned share of each group; adds to 1.
    expected_count : tuple of float
        Customers each group would have at exactly the planned share.
    share : tuple of Estimate
        Observed share of each group; its limits are the range in which that share lies under the
        planned split with probability `level` (not a confidence interval).
    chi2, df, p_value : float, int, float
        Pearson's goodness of fit.
    threshold : float
        Alarm below this p-value.
    mismatch : bool
        Whether the alarm rings.
    """

    observed: tuple[int, ...]
    expected_share: tuple[float, ...]
    expected_count: tuple[float, ...]
    share: tuple[Estimate, ...]
    chi2: float
    df: int
    p_value: float
    threshold: float
    mismatch: bool
    notes: tuple[Note, ...]
    provenance: Provenance

    def to_frame(self) -> pd.DataFrame:
        """One row per group: group (position from 1), observed, expected, share, low, high (range under the plan)."""
        return pd.DataFrame(
            {
                "group": range(1, len(self.observed) + 1),
                "observed": self.observed,
                "expected": self.expected_count,
                "share": [item.value for item in self.share],
                "expected_share": self.expected_share,
                "low": [item.low for item in self.share],
                "high": [item.high for item in self.share],
            }
        )

    def readings(self) -> tuple[Sentence, ...]:
        """Whether the split is as planned."""
        shares = tuple(Message("{share:fine_percent}", share=item.value) for item in self.share)
        planned = tuple(Message("{share:fine_percent}", share=share) for share in self.expected_share)
        if self.mismatch:
            return (
                Message(
                    "The groups did not fill as planned: {shares} instead of {planned}, {p:p}.",
                    shares=shares,
                    planned=planned,
                    p=self.p_value,
                ),
                Message(
                    "A split this far off means that assignment or counting is broken; a comparison of these groups cannot be trusted until the cause is found."
                ),
            )
        return (
            Message(
                "No alarm: {shares} where {planned} was planned, {p:p}.",
                shares=shares,
                planned=planned,
                p=self.p_value,
            ),
            Message(
                "That does not prove the assignment right: a small error does not show, and among few customers not even a gross one."
            ),
        )


@method("sample_ratio_mismatch")
def sample_ratio_mismatch(
    *,
    observed: Annotated[
        tuple[float, ...],
        Control(label=Message("Customers in each group"), unit="count", table="arms"),
    ],
    expected_share: Annotated[
        tuple[float, ...],
        Control(
            label=Message("Planned share of each group"),
            help=Message("The split that was planned, not an even one."),
            unit="percent",
            table="arms",
        ),
    ] = (0.5, 0.5),
    threshold: Annotated[
        float,
        Field(gt=0, lt=1),
        Control(label=Message("Alarm below p ="), step=0.001, advanced=True),
    ] = 0.001,
    level: Annotated[
        float,
        Field(gt=0, lt=1),
        Control(label=Message("Range shown under the plan"), step=0.01, unit="percent", advanced=True),
    ] = 0.95,
) -> SampleRatioCheck:
    """Did customers reach the groups in the planned shares (sample ratio mismatch)?

    Parameters
    ----------
    observed : tuple of whole numbers
        Customers counted in each group, 0 or more; at least two groups.
    expected_share : tuple of float
        Planned share of each group, above 0, adding to 1.
    threshold : float
        Alarm below this p-value, above 0 and below 1.
    level : float
        Probability of the range shown for each share under the plan.

    Returns
    -------
    SampleRatioCheck

    Raises
    ------
    ParameterError
        If the lists differ in length, a count is negative or not whole, nobody was counted, or the
        shares are not positive or do not add to 1.

    Notes
    -----
    Pearson's chi-square with k - 1 degrees of freedom, no continuity correction. The strict default
    threshold is the practice of large experimenters: with many tests read, p < .05 would cry wolf.
    Compare with the split that was planned; a 10/90 pilot is not a broken 50/50 test. The range under
    the plan is share ± z sqrt(share (1 - share) / N).

    References
    ----------
    .. [1] Fabijan, A. et al. (2019). Diagnosing sample ratio mismatch in online controlled experiments.
       KDD '19, 2156-2164.
    .. [2] Kohavi, R., Tang, D. and Xu, Y. (2020). Trustworthy online controlled experiments, ch. 21.

    Examples
    --------
    >>> check = sample_ratio_mismatch(observed=(821588, 815482), expected_share=(0.5, 0.5))
    >>> f"{check.p_value:.2g}", check.mismatch
    ('1.8e-06', True)
    """
    counts = _whole_counts(observed)
    shares = _planned_shares(expected_share, len(counts))
    n = sum(counts)
    expected = tuple(share * n for share in shares)
    chi2 = sum((count - mean) ** 2 / mean for count, mean in zip(counts, expected, strict=True))
    df = len(counts) - 1
    p_value = _chi2_tail(chi2, df)
    mismatch = p_value < threshold
    return SampleRatioCheck(
        observed=counts,
        expected_share=shares,
        expected_count=expected,
        share=tuple(_range_under_plan(count, share, n, level) for count, share in zip(counts, shares, strict=True)),
        chi2=chi2,
        df=df,
        p_value=p_value,
        threshold=threshold,
        mismatch=mismatch,
        notes=_notes(p_value, min(expected), mismatch=mismatch),
        provenance=Provenance(
            method="sample_ratio_mismatch",
            n_total=n,
            n_used=n,
            parameters={
                "observed": tuple(float(c) for c in counts),
                "expected_share": shares,
                "threshold": threshold,
                "level": level,
            },
            packages=package_versions("scipy"),
        ),
    )


def _whole_counts(observed: tuple[float, ...]) -> tuple[int, ...]:
    if len(observed) < 2:
        raise ParameterError(
            Message("One group has no split."),
            remedy=Message("Give the number of customers of each group, at least two."),
            parameter="observed",
        )
    for count in observed:
        if count < 0 or count != int(count):
            raise ParameterError(
                Message("A group cannot have {count:exact} customers.", count=count),
                Message("Allowed: whole numbers, 0 or more."),
                parameter="observed",
            )
    if not sum(observed):
        raise ParameterError(
            Message("No customer was counted in any group."),
            remedy=Message("Give the number of customers of each group."),
            parameter="observed",
        )
    return tuple(int(count) for count in observed)


def _planned_shares(expected_share: tuple[float, ...], groups: int) -> tuple[float, ...]:
    if len(expected_share) != groups:
        raise ParameterError(
            Message(
                "There are {groups:count} groups but {shares:count} planned shares.",
                groups=groups,
                shares=len(expected_share),
            ),
            remedy=Message("Give one planned share for each group."),
            parameter="expected_share",
        )
    total = sum(expected_share)
    if min(expected_share) <= 0 or abs(total - 1) > 1e-6:
        raise ParameterError(
            Message("The planned shares {shares} add up to {total:exact}.", shares=expected_share, total=total),
            Message("Allowed: fractions above 0 that add up to 1."),
            parameter="expected_share",
        )
    return tuple(share / total for share in expected_share)


def _chi2_tail(chi2: float, df: int) -> float:
    from scipy.special import chdtrc

    return float(chdtrc(df, chi2))


def _range_under_plan(count: int, share: float, n: int, level: float) -> Estimate:
    from analysis.inference.proportions import normal_quantile

    half = normal_quantile(level) * math.sqrt(share * (1 - share) / n)
    return Estimate(count / n, max(share - half, 0.0), min(share + half, 1.0), level)


def _notes(p_value: float, smallest: float, *, mismatch: bool) -> tuple[Note, ...]:
    notes: list[Note] = []
    if mismatch:
        notes.append(
            Note(
                "blocks_conclusion",
                Message(
                    "The groups are not of the planned sizes ({p:p}). Look for lost events, bots, redirects or a changed split before reading any result.",
                    p=p_value,
                ),
                code="sample_ratio_mismatch",
            )
        )
    if smallest < SMALLEST_EXPECTED:
        notes.append(
            Note(
                "caution",
                Message(
                    "The smallest group was expected to hold {n:number}; the chi-square approximation is rough below {least:count}.",
                    n=smallest,
                    least=SMALLEST_EXPECTED,
                ),
                code="small_expected_count",
            )
        )
    return tuple(notes)
