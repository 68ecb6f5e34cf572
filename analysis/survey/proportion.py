"""A proportion from two numbers, by six methods."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import pandas as pd
from pydantic import Field

from analysis.core.errors import ParameterError
from analysis.core.messages import Message, PluralMessage, Sentence
from analysis.core.method import method as declared_method
from analysis.core.parameters import Control
from analysis.core.results import Estimate, Note, Provenance, package_versions
from analysis.inference.proportions import PROPORTION_METHODS, ProportionMethod, proportion_interval
from analysis.survey.cautions import FEW_ANSWERS, by_severity
from analysis.survey.controls import ConfidenceLevel

NAN = float("nan")

METHOD_WORDS: dict[ProportionMethod, Message] = {
    "wilson": Message("Wilson"),
    "wilson_cc": Message("Wilson with continuity correction"),
    "clopper_pearson": Message("Clopper-Pearson (exact)"),
    "jeffreys": Message("Jeffreys (Bayesian)"),
    "agresti_coull": Message("Agresti-Coull"),
    "wald": Message("Wald (for comparison)"),
}

Reference = Annotated[
    float | None,
    Field(gt=0, lt=1),
    Control(
        label=Message("Compare with"),
        help=Message("A target or benchmark the share is held against."),
        step=0.01,
        unit="percent",
        advanced=True,
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProportionEstimate:
    """A proportion with the interval of the chosen method and of all others.

    Parameters
    ----------
    estimate : Estimate
        By the chosen `method`.
    all_methods : tuple of (method, Estimate)
        Every method, in the order of `PROPORTION_METHODS`.
    reference, p_exact : float
        The value compared with and the two-sided exact binomial p-value; NaN without one.
    """

    successes: int
    n: int
    method: ProportionMethod
    estimate: Estimate
    all_methods: tuple[tuple[ProportionMethod, Estimate], ...]
    reference: float
    p_exact: float
    notes: tuple[Note, ...]
    provenance: Provenance

    def to_frame(self) -> pd.DataFrame:
        """One row per method.

        Returns
        -------
        DataFrame
            ``method``, ``chosen``, ``successes``, ``n``, ``value``, ``low``, ``high``, ``level``,
            ``reference``, ``p_exact``.
        """
        return pd.DataFrame(
            {
                "method": [name for name, _ in self.all_methods],
                "chosen": [name == self.method for name, _ in self.all_methods],
                "successes": self.successes,
                "n": self.n,
                "value": [item.value for _, item in self.all_methods],
                "low": [item.low for _, item in self.all_methods],
                "high": [item.high for _, item in self.all_methods],
                "level": self.estimate.level,
                "reference": self.reference,
                "p_exact": self.p_exact,
            }
        )

    def readings(self) -> tuple[Sentence, ...]:
        """The share with its interval, and how it stands to the value compared with."""
        found = self.estimate
        claim = Message(
            "{successes:count} of {n:count} are {share:percent} ({level:percent} interval {low:percent} to "
            "{high:percent}).",
            successes=self.successes,
            n=self.n,
            share=found.value,
            level=found.level,
            low=found.low,
            high=found.high,
        )
        if self.reference != self.reference:
            return claim, Message(
                "The true share may be anything in the interval; values near its ends are less likely."
            )
        return claim, _against(self)


@declared_method("estimate_proportion")
def estimate_proportion(
    *,
    successes: Annotated[int, Field(ge=0), Control(label=Message("How many said yes"), unit="count")],
    n: Annotated[int, Field(ge=1), Control(label=Message("How many were asked"), unit="count")],
    level: ConfidenceLevel = 0.95,
    method: Annotated[
        ProportionMethod, Control(label=Message("Interval"), choices={**METHOD_WORDS}, advanced=True)
    ] = "wilson",
    compare_with: Reference = None,
) -> ProportionEstimate:
    """How large may the true share be, if so many of so many said yes?

    Parameters
    ----------
    successes : int
        How many said yes, 0..n.
    n : int
        How many were asked, 1 or more.
    level : float
        Confidence level, above 0 and below 1.
    method : str
        ``wilson`` (default), ``wilson_cc``, ``clopper_pearson``, ``jeffreys``, ``agresti_coull``, or
        ``wald`` (shown for comparison: too short near 0 and 1).
    compare_with : float, optional
        A share in 0..1 to hold the result against, with the exact binomial test.

    Returns
    -------
    ProportionEstimate

    Raises
    ------
    ParameterError
        If `successes` exceeds `n`, or a value is outside its bounds.

    Notes
    -----
    For people drawn at random from a large population. The verdict against `compare_with` is read off
    the chosen interval; the exact two-sided p-value adds up the probabilities of all outcomes no more
    likely than the one seen. The two may disagree at the border.

    References
    ----------
    .. [1] Brown, L. D., Cai, T. T. and DasGupta, A. (2001). Statistical Science, 16, 101-133.
    .. [2] Newcombe, R. G. (1998). Statistics in Medicine, 17, 857-872.

    Examples
    --------
    >>> found = estimate_proportion(successes=37, n=120)
    >>> round(found.estimate.low, 4), round(found.estimate.high, 4)
    (0.2327, 0.3958)
    """
    if successes > n:
        raise ParameterError(
            Message("{successes:exact} successes of {n:exact} cannot be.", successes=successes, n=n),
            Message("Allowed: successes from 0 to n."),
            parameter="successes",
        )
    every: tuple[tuple[ProportionMethod, Estimate], ...] = tuple(
        (name, proportion_interval(successes, n, level=level, method=name)) for name in PROPORTION_METHODS
    )
    return ProportionEstimate(
        successes=successes,
        n=n,
        method=method,
        estimate=dict(every)[method],
        all_methods=every,
        reference=NAN if compare_with is None else compare_with,
        p_exact=NAN if compare_with is None else _exact_p(successes, n, compare_with),
        notes=_notes(successes, n, method),
        provenance=Provenance(
            method="estimate_proportion",
            n_total=n,
            n_used=n,
            parameters={
                "successes": successes,
                "n": n,
                "level": level,
                "method": method,
                "compare_with": compare_with,
            },
            packages=package_versions("numpy", "scipy"),
        ),
    )


def _exact_p(successes: int, n: int, reference: float) -> float:
    from scipy.stats import binomtest

    return float(binomtest(successes, n, reference).pvalue)


def _notes(successes: int, n: int, method: ProportionMethod) -> tuple[Note, ...]:
    few = Note(
        "caution",
        PluralMessage(
            "Only one person: one answer more or less turns the share over.",
            "Only {n:count} people: one answer more or less moves the share a lot.",
            n=n,
        ),
        "few_answers",
    )
    wald = Note(
        "caution",
        Message("The Wald interval is too short here: fewer than {least:count} people on one side.", least=10),
        "wald",
    )
    near_edge = min(successes, n - successes) < 10
    return by_severity(few if n < FEW_ANSWERS else None, wald if method == "wald" and near_edge else None)


def _against(found: ProportionEstimate) -> Message:
    reference, p = found.reference, found.p_exact
    if found.estimate.low > reference:
        return Message("The whole interval lies above {reference:set_percent} (exact {p:p}).", reference=reference, p=p)
    if found.estimate.high < reference:
        return Message("The whole interval lies below {reference:set_percent} (exact {p:p}).", reference=reference, p=p)
    return Message(
        "{reference:set_percent} lies inside the interval: whether the true share is above or below it cannot be told "
        "(exact {p:p}).",
        reference=reference,
        p=p,
    )
