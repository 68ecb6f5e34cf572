"""How many customers show a correlation, a crosstab's association or a difference of several groups?"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from analysis.core.errors import ParameterError
from analysis.core.messages import Message
from analysis.core.method import method
from analysis.core.results import Note
from analysis.experiments import association_controls as ask_association
from analysis.experiments import group_controls as ask_groups
from analysis.experiments import plan_controls as ask
from analysis.experiments.association_plan import AssociationPlan, CohenSize
from analysis.experiments.association_power import AssociationKind, AssociationTest, CorrelationConvention
from analysis.experiments.group_inputs import GroupInputs
from analysis.experiments.group_others import Asked, OtherAnswer
from analysis.experiments.group_question import GroupQuestion, solved
from analysis.experiments.group_solution import group_curve, group_notes, group_provenance, laid_out, solved_sizes
from analysis.experiments.proportion_power import whole

if TYPE_CHECKING:
    from analysis.core.results import ParameterValue

NAN = float("nan")
SMALL_EXPECTED = 5
COHEN: dict[AssociationKind, tuple[float, float, float]] = {
    "correlation": (0.1, 0.3, 0.5),
    "chi_square": (0.1, 0.3, 0.5),
    "anova": (0.1, 0.25, 0.4),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AssociationInputs(GroupInputs):
    """The parameters of `plan_association`; those of groups keep their defaults."""

    kind: AssociationKind
    size: float | None
    df: int
    groups: int
    convention: CorrelationConvention

    @property
    def one_group(self) -> bool:
        """A test of association has one sample."""
        return True

    def given(self) -> dict[str, ParameterValue]:
        """The parameters of `plan_association` alone."""
        return {
            "kind": self.kind,
            "effect": self.size,
            "df": self.df,
            "groups": self.groups,
            "users_per_week": self.users_per_week,
            "power": self.power,
            "alpha": self.alpha,
            "solve_for": self.solve_for,
            "n_total": self.n_total,
            "weeks": self.weeks,
            "sides": self.sides,
            "convention": self.convention,
            "traffic_share": self.traffic_share,
        }


@method("plan_association")
def plan_association(
    *,
    kind: ask_association.Kind,
    effect: ask_association.Effect = None,
    df: ask_association.DegreesOfFreedom = 1,
    groups: ask_association.Groups = 3,
    users_per_week: ask.CustomersPerWeek = None,
    power: ask.Power = 0.8,
    alpha: ask.Alpha = 0.05,
    solve_for: ask_groups.WorkOut = "n",
    n_total: ask.TotalCustomers = None,
    weeks: ask.WeeksAvailable = None,
    sides: ask.SidesLookedAt = "two",
    convention: ask_association.CorrelationConventionAsked = "pwr",
    traffic_share: ask.TrafficShare = 1.0,
) -> AssociationPlan:
    """How many customers show a correlation, a crosstab's association or a difference of several groups?

    Parameters
    ----------
    kind : {"correlation", "chi_square", "anova"}
        Pearson's correlation, chi-square of a crosstab (or goodness of fit), or one-way analysis of
        variance with groups of equal size.
    effect : float, optional
        Size of the effect planned for, above 0: |r| (below 1), Cohen's w or Cohen's f. Not used to solve
        for "mde".
    df : int
        Degrees of freedom of chi-square, 1 or more.
    groups : int
        Groups of the analysis of variance, 2 or more.
    users_per_week : int, optional
        New customers a week.
    power : float
        Wanted chance to find the effect, 0.5..1. Not used to solve for "power".
    alpha : float
        Chance of a false alarm, above 0 and below 0.5.
    solve_for : {"n", "mde", "power"}
        The unknown; "mde" is the weakest effect found.
    n_total, weeks : int, optional
        Customers in all, or weeks of `users_per_week`, to solve for "mde" or "power".
    sides : {"two", "one"}
        Of a correlation; chi-square and F have no direction.
    convention : {"pwr", "fisher_z"}
        Of a correlation: R's ``pwr.r.test``, or Fisher's z alone.
    traffic_share : float
        Share of customers who enter, above 0 up to 1.

    Returns
    -------
    AssociationPlan
        Size, effect, chance, what Cohen's sizes would need, other conventions' answers, power curve.

    Raises
    ------
    ParameterError
        If a correlation of 1 or more, or one-sided chi-square or F is asked, or a needed value is missing.

    Notes
    -----
    Correlation ("pwr"): with c the critical r of the t test, Phi((atanh r + r / (2 (n - 1)) - atanh c)
    sqrt(n - 3)) and the other tail; "fisher_z": n = ((z_alpha + z_power) / atanh r)² + 3. Chi-square:
    noncentral with n w². Analysis of variance: noncentral F, df = k - 1 and k (n - 1), noncentrality
    k n f², n per group; customers are rounded up in each group. w² = sum (p1 - p0)² / p0 and
    f² = variance of the group means / variance within. Assumes independent customers, and for F equal
    variances. Cohen's sizes are conventions, not judgements of what matters.

    References
    ----------
    .. [1] Cohen, J. (1988). Statistical power analysis for the behavioral sciences, 2nd ed., ch. 3, 7, 8.
    .. [2] Champely, S. (2020). pwr: basic functions for power analysis. R package 1.3-0 (pwr.r.test).

    Examples
    --------
    >>> plan_association(kind="correlation", effect=0.3).n_total
    85
    >>> plan = plan_association(kind="anova", effect=0.25, groups=4)
    >>> plan.n_per_group, plan.n_total
    (45.0, 180)
    """
    if kind != "correlation" and sides == "one":
        raise ParameterError(
            Message("Chi-square and analysis of variance have no direction, so they cannot be one-sided."),
            remedy=Message("Look in both directions."),
            parameter="sides",
        )
    return _solve(
        AssociationInputs(
            kind=kind,
            size=effect,
            df=df,
            groups=groups,
            convention=convention,
            users_per_week=users_per_week,
            n_treatments=1,
            allocation="equal",
            share_treatment=None,
            power=power,
            alpha=alpha,
            solve_for=solve_for,
            n_total=n_total,
            weeks=weeks,
            n_control=None,
            n_treatment=None,
            direction="increase",
            sides=sides,
            correction="none",
            traffic_share=traffic_share,
        )
    )


def _solve(inputs: AssociationInputs) -> AssociationPlan:
    test = AssociationTest(
        # Chi-square and F put the whole level into their one tail.
        alpha=inputs.alpha,
        sides=inputs.sides,
        kind=inputs.kind,
        convention=inputs.convention,
        df=inputs.df,
        groups=inputs.groups,
    )
    question = _question(inputs, test)
    answer = solved_sizes(question, test)
    each = answer.n_treatment / inputs.groups if inputs.kind == "anova" else NAN
    # Whole customers in every group, so that the groups stay equal.
    in_all = answer if math.isnan(each) else replace(answer, n_treatment=float(inputs.groups * whole(each)))
    asked = Asked(
        question=question,
        test=test,
        convention=inputs.convention if inputs.kind == "correlation" else inputs.kind,
        family_alpha=inputs.alpha,
        multiple=inputs.groups if inputs.kind == "anova" else 1,
    )
    parts: dict[str, Any] = {
        **laid_out(inputs, test, in_all),
        "effect": answer.effect,
        "n_treatment_real": answer.n_treatment,
        "n_total_real": answer.n_treatment,
    }
    return AssociationPlan(
        **parts,
        kind=inputs.kind,
        convention=inputs.convention,
        df=inputs.df,
        groups=inputs.groups,
        n_per_group=NAN if math.isnan(each) else parts["n_total"] / inputs.groups,
        n_per_group_real=each,
        explained=_explained(inputs.kind, answer.effect),
        sizes=tuple(_sizes(inputs, question, test, answer)),
        others=(asked.ours(), *_others(inputs, asked)),
        curve=group_curve(inputs, test, in_all, effect=answer.effect),
        notes=group_notes(inputs, parts, NAN, (_thin_cells(inputs, parts["n_total"]),)),
        provenance=group_provenance("plan_association", inputs),
    )


def _question(inputs: AssociationInputs, test: AssociationTest) -> GroupQuestion:
    if inputs.solve_for != "mde" and inputs.size is None:
        raise ParameterError(
            Message("The weakest association worth finding is not given."),
            remedy=Message("Give one above 0, or let it be worked out from the number of customers."),
            parameter="effect",
        )
    if inputs.kind == "correlation" and inputs.size is not None and inputs.size >= 1:
        raise ParameterError(
            Message("A correlation of {r:exact} is impossible.", r=inputs.size),
            Message("Allowed: a number above 0 and below 1."),
            Message("Give the correlation as a fraction, such as 0.3."),
            parameter="effect",
        )
    question = inputs.question(NAN if inputs.solve_for == "mde" or inputs.size is None else inputs.size)
    if inputs.solve_for == "n":
        return question
    fewest = test.smallest_n
    # As many in each group as fit.
    n = question.n_treatment - (question.n_treatment % inputs.groups if inputs.kind == "anova" else 0)
    if n < fewest:
        raise ParameterError(
            Message("{n:count} customers are too few for this test.", n=question.n_treatment),
            Message("Allowed: a whole number, {low:exact} or more.", low=fewest),
            Message("Give more customers."),
            parameter="n_total",
        )
    return replace(question, n_treatment=n)


def _explained(kind: AssociationKind, effect: float) -> float:
    match kind:
        case "correlation":
            return effect**2
        case "anova":
            return effect**2 / (1 + effect**2)
        case _:
            return NAN


def _sizes(
    inputs: AssociationInputs, question: GroupQuestion, test: AssociationTest, answer: GroupQuestion
) -> Iterator[CohenSize]:
    effects = dict(zip(("small", "medium", "large"), COHEN[inputs.kind], strict=True)) | {"planned": answer.effect}
    for name, effect in effects.items():
        if math.isnan(effect):
            continue
        n = solved(replace(question, solve_for="n", effect=effect, power=inputs.power), test).n_treatment
        if inputs.kind == "anova" and not math.isnan(n):
            n = inputs.groups * whole(n / inputs.groups)
        yield CohenSize(
            name=name,
            effect=effect,
            explained=_explained(inputs.kind, effect),
            n_total=NAN if math.isnan(n) else float(whole(n)),
        )


def _others(inputs: AssociationInputs, asked: Asked[AssociationTest]) -> Iterator[OtherAnswer]:
    test, size = asked.test, inputs.size
    if inputs.kind == "correlation":
        other = "fisher_z" if test.convention == "pwr" else "pwr"
        yield asked.by(other, replace(test, convention=other))
        yield from asked.usual()
    elif inputs.kind == "anova":
        yield asked.by("known_variance", replace(test, known_variance=True))
        if inputs.groups > 2:
            yield asked.by("two_groups", replace(test, groups=2))
    elif inputs.df > 1:
        yield asked.by("two_by_two", replace(test, df=1))
    if size is None or asked.question.solve_for == "mde" or size >= 1:
        return
    root = math.sqrt(size / (1 - size)) if inputs.kind == "anova" else math.sqrt(size)
    yield asked.by("read_as_explained", test, replace(asked.question, effect=root))


def _thin_cells(inputs: AssociationInputs, n: int) -> Note | None:
    cells = inputs.df + 1
    if inputs.kind != "chi_square" or n / cells >= SMALL_EXPECTED:
        return None
    return Note(
        "caution",
        Message(
            "With {n:count} customers the cells of the crosstab expect fewer than {least:count} each on average: chi-square is rough there.",
            n=n,
            least=SMALL_EXPECTED,
        ),
        code="thin_cells",
    )
