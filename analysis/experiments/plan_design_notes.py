"""Remarks on a plan's design: margins, communities, covariates, splits and versions that are not enough."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from analysis.core.messages import Message
from analysis.core.results import Note
from analysis.experiments.cluster_design import FEW_CLUSTERS
from analysis.experiments.phrases import points_apart

if TYPE_CHECKING:
    from analysis.experiments.proportion_plan import ProportionPlan

SHORTFALL = 0.03


def design_notes(plan: ProportionPlan) -> tuple[Note | None, ...]:
    """The remarks that apply, None for those that do not."""
    return (
        _not_enough(plan),
        _counts_on_a_gain(plan),
        _few_communities(plan),
        _small_groups_for_margin(plan),
        _one_sided(plan),
        _shown_means_no_worse(plan),
        _covariate(plan),
        _most_versions(plan),
    )


def _not_enough(plan: ProportionPlan) -> Note | None:
    if plan.solve_for == "split" and math.isnan(plan.share_low):
        return Note(
            "caution",
            Message("The sizes below are those of the best split, and they are not enough for the wanted chance."),
            code="no_split_is_enough",
        )
    if plan.solve_for == "arms" and plan.n_possible == 0:
        return Note(
            "caution",
            Message("The sizes below are those of one new version, and they are not enough for the wanted chance."),
            code="no_version_is_possible",
        )
    return None


def _counts_on_a_gain(plan: ProportionPlan) -> Note | None:
    """Whoever leaves the change of another question standing plans for far too few customers."""
    as_good = next((other for other in plan.others if other.id == "no_gain"), None)
    if as_good is None:
        return None
    return Note(
        "caution",
        Message(
            "These sizes count on the new version being {gain} better than today. If it is only as good, the control group needs {n:count} customers; leave the change empty to plan for that.",
            gain=points_apart(plan.change),
            n=as_good.n_control,
        ),
        code="counts_on_a_gain",
    )


def _few_communities(plan: ProportionPlan) -> Note | None:
    fewest = min(plan.clusters_control, plan.clusters_treatment)
    if not fewest < FEW_CLUSTERS:
        return None
    df = plan.clusters_control + plan.clusters_treatment - 2
    if math.isnan(plan.power_by_t):
        return Note(
            "caution",
            Message(
                "With {clusters:count} communities in a group the formula is too hopeful: an analysis by community has only {df:count} degrees of freedom. Plan for at least {few:count} communities in each group.",
                clusters=fewest,
                df=df,
                few=FEW_CLUSTERS,
            ),
            code="few_communities",
        )
    return Note(
        "caution",
        Message(
            "With {clusters:count} communities in a group the formula is too hopeful: by a t test of the communities ({df:count} degrees of freedom) the chance is {power:chance}. Plan for at least {few:count} communities in each group.",
            clusters=fewest,
            df=df,
            power=plan.power_by_t,
            few=FEW_CLUSTERS,
        ),
        code="few_communities",
    )


def _small_groups_for_margin(plan: ProportionPlan) -> Note | None:
    exact = plan.exact_margin
    if exact is None:
        return None
    enumerated = Message(
        "Enumerated outcome by outcome, the margin is held {score:chance} of the time by the Farrington-Manning test and {newcombe:chance} by the Newcombe interval, where the formula says {power:chance}; right on the margin they pass {alarm_score:chance} and {alarm_newcombe:chance} of the time.",
        score=exact.farrington_manning,
        newcombe=exact.newcombe,
        power=plan.power,
        alarm_score=exact.false_alarm_farrington_manning,
        alarm_newcombe=exact.false_alarm_newcombe,
    )
    if min(exact.farrington_manning, exact.newcombe) >= plan.power - SHORTFALL:
        return Note("info", enumerated, code="enumerated")
    return Note(
        "caution",
        Message("{enumerated} For groups this small the formula is too hopeful.", enumerated=enumerated),
        code="small_groups",
    )


def _one_sided(plan: ProportionPlan) -> Note | None:
    if plan.goal == "superiority":
        return None
    if plan.alpha_tested < plan.alpha:
        return Note(
            "info",
            Message(
                "No worse is tested in one direction, at {alpha:fine_percent}: half of what both directions together may have. The interval that decides is the usual one at {level:fine_percent}.",
                alpha=plan.alpha_per_comparison,
                level=1 - 2 * plan.alpha_per_comparison,
            ),
            code="one_sided",
        )
    return Note(
        "info",
        Message(
            "A margin is tested in one direction at a time, each at the full {alpha:fine_percent}: the interval that decides is the one at {level:fine_percent}. Half the chance of a false alarm goes with the usual interval at {usual:fine_percent}.",
            alpha=plan.alpha_per_comparison,
            level=1 - 2 * plan.alpha_per_comparison,
            usual=1 - plan.alpha_per_comparison,
        ),
        code="one_sided",
    )


def _shown_means_no_worse(plan: ProportionPlan) -> Note | None:
    if plan.goal == "superiority" or math.isnan(plan.margin) or plan.margin == 0:
        return None
    return Note(
        "info",
        Message(
            "To pass means less than {margin} worse, not equal. The margin is chosen before the test, from what a loss costs; a test that finds no difference does not show that there is none.",
            margin=points_apart(plan.margin),
        )
        if plan.goal == "noninferiority"
        else Message(
            "To pass means apart by less than {margin}, not equal. The margin is chosen before the test; a test that finds no difference does not show that there is none.",
            margin=points_apart(plan.margin),
        ),
        code="margin_is_a_decision",
    )


def _covariate(plan: ProportionPlan) -> Note | None:
    if not plan.covariate_correlation:
        return None
    return Note(
        "info",
        Message(
            "A correlation of {r:coefficient} with the time before lowers the variance by {gain:percent}, if the analysis adjusts for it. For a rate this is an approximation, and the correlation has to come from the study's own customers: for those without a past it is 0.",
            r=plan.covariate_correlation,
            gain=plan.covariate_correlation**2,
        ),
        code="covariate",
    )


def _most_versions(plan: ProportionPlan) -> Note | None:
    if plan.solve_for != "arms" or plan.n_possible != 9:
        return None
    return Note(
        "info",
        Message("Nine new versions are the most that is planned here; there may be customers for more."),
        code="most_versions",
    )
