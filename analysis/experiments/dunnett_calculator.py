"""Which critical value keeps all comparisons with one control group together at their level?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from analysis.core.messages import Message
from analysis.core.method import method
from analysis.core.parameters import Control
from analysis.core.results import Note, Provenance, package_versions
from analysis.experiments.phrases import times_in
from analysis.experiments.plan_controls import Alpha, SidesLookedAt
from analysis.experiments.proportion_plan import Allocation
from analysis.inference.many_to_one import critical_value

if TYPE_CHECKING:
    import pandas as pd

    from analysis.core.messages import Sentence
    from analysis.experiments.proportion_power import Sides


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DunnettCritical:
    """Critical values of several comparisons with one control group.

    Parameters
    ----------
    critical : float
        Dunnett's: what each test statistic must pass.
    bonferroni, uncorrected : float
        The same with `alpha` shared among the comparisons, and of one comparison alone.
    alpha_per_comparison : float
        Level of one comparison that `critical` amounts to.
    n_treatments : int
    df : float
        Infinite for a known variance.
    sides, alpha, allocation : str, float
        As asked for.
    correlation : float
        Of two comparisons.
    """

    critical: float
    bonferroni: float
    uncorrected: float
    alpha_per_comparison: float
    n_treatments: int
    df: float
    sides: Sides
    alpha: float
    allocation: Allocation
    correlation: float
    notes: tuple[Note, ...]
    provenance: Provenance

    def to_frame(self) -> pd.DataFrame:
        """One row per rule: rule, critical, alpha_per_comparison."""
        import pandas as pd

        return pd.DataFrame(
            {
                "rule": ["dunnett", "bonferroni", "uncorrected"],
                "critical": [self.critical, self.bonferroni, self.uncorrected],
                "alpha_per_comparison": [self.alpha_per_comparison, self.alpha / self.n_treatments, self.alpha],
            }
        )

    def readings(self) -> tuple[Sentence, ...]:
        """The critical value, and what it spares against Bonferroni."""
        return (
            Message(
                "Each of {groups:count} comparisons with the control group must pass {critical:number}; then all of them together raise a false alarm {alarm}.",
                groups=self.n_treatments,
                critical=self.critical,
                alarm=times_in(self.alpha),
            ),
            Message(
                "Bonferroni would ask for {bonferroni:number}, one comparison alone for {alone:number}.",
                bonferroni=self.bonferroni,
                alone=self.uncorrected,
            ),
        )


@method("dunnett_critical")
def dunnett_critical(
    *,
    n_treatments: Annotated[
        int,
        Field(ge=1, le=100),
        Control(label=Message("New versions to try"), help=Message("Each is compared with the control group.")),
    ],
    df: Annotated[
        float | None,
        Field(ge=1),
        Control(
            label=Message("Degrees of freedom"),
            help=Message("Of the common variance: customers less groups. Empty: many customers (normal distribution)."),
        ),
    ] = None,
    sides: SidesLookedAt = "two",
    alpha: Alpha = 0.05,
    allocation: Annotated[
        Allocation,
        Control(
            label=Message("Sizes of the groups"),
            choices={"equal": Message("all alike"), "square_root": Message("√k times as many in control")},
        ),
    ] = "equal",
) -> DunnettCritical:
    """Which critical value keeps all comparisons with one control group together at their level?

    Parameters
    ----------
    n_treatments : int
        Treatments compared with the one control group, 1..100.
    df : float, optional
        Degrees of freedom of the common variance, 1 or more; None for a known variance.
    sides : {"two", "one"}
        Whether a comparison counts in both directions.
    alpha : float
        Chance that any comparison raises a false alarm, above 0 and below 0.5.
    allocation : {"equal", "square_root"}
        Groups of one size (correlation 1/2), or a control group sqrt(k) times each treatment
        (correlation 1 / (1 + sqrt k)).

    Returns
    -------
    DunnettCritical

    Raises
    ------
    ParameterError
        If a parameter is outside its bounds.

    Notes
    -----
    The largest of k statistics that share the control group has a multivariate t (or normal)
    distribution with equal correlations n1 / (n0 + n1); its quantile is found from one integral over
    the control group's deviation and one over the estimated standard deviation. Assumes equal
    variances, and sizes as planned. For rates it is used as an approximation, with infinite df.

    References
    ----------
    .. [1] Dunnett, C. W. (1955). A multiple comparison procedure for comparing several treatments with a
       control. Journal of the American Statistical Association, 50, 1096-1121, eq. 5.
    .. [2] Dunnett, C. W. (1964). New tables for multiple comparisons with a control. Biometrics, 20, 482-491.

    Examples
    --------
    >>> round(dunnett_critical(n_treatments=3).critical, 3), round(dunnett_critical(n_treatments=3, df=20, sides="one").critical, 2)
    (2.349, 2.19)
    """
    correlation = 0.5 if allocation == "equal" else 1 / (1 + math.sqrt(n_treatments))
    freedom = math.inf if df is None else df
    critical = critical_value(n_treatments, correlation, alpha, sides, freedom)
    return DunnettCritical(
        critical=critical,
        bonferroni=critical_value(1, correlation, alpha / n_treatments, sides, freedom),
        uncorrected=critical_value(1, correlation, alpha, sides, freedom),
        alpha_per_comparison=(2 if sides == "two" else 1) * _upper_tail(critical, freedom),
        n_treatments=n_treatments,
        df=freedom,
        sides=sides,
        alpha=alpha,
        allocation=allocation,
        correlation=correlation,
        notes=_notes(n_treatments),
        provenance=Provenance(
            method="dunnett_critical",
            n_total=0,
            n_used=0,
            parameters={
                "n_treatments": n_treatments,
                "df": df,
                "sides": sides,
                "alpha": alpha,
                "allocation": allocation,
            },
            packages=package_versions("scipy"),
        ),
    )


def _upper_tail(value: float, df: float) -> float:
    if math.isinf(df):
        return 1 - NormalDist().cdf(value)
    from scipy.special import stdtr

    return 1 - float(stdtr(df, value))


def _notes(n_treatments: int) -> tuple[Note, ...]:
    if n_treatments > 1:
        return ()
    return (
        Note(
            "info",
            Message("With one new version there is one comparison, and nothing to correct."),
            code="one_comparison",
        ),
    )
