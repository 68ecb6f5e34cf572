"""What is planted into a generated experiment."""

from __future__ import annotations

from analysis.core import Message, ValueRef
from synthetic.experiment_plan import (
    INTERACTION,
    LOST_SHARE,
    ORDERS_PER_VISIT,
    SECOND_FACTOR,
    SELECTED_SHARES,
    SPEND_MEAN_YUAN,
    WEEKS,
    ExperimentPlan,
)
from synthetic.presets import LIVE_REPORT, OURS
from synthetic.truth import Planted


def experiment_truth(plan: ExperimentPlan) -> tuple[Planted, ...]:
    """Effects on the three outcomes, the covariate, and what is wrong with the experiment."""
    effects = [_participation(plan), _spend(plan), _orders(plan), _covariate(plan), _assignment(plan)]
    if plan.design == "cluster":
        effects.append(_clusters(plan))
    if plan.design == "factorial":
        effects.append(_factorial(plan))
    if plan.design == "four_arm":
        effects.append(_confounded())
    if plan.novelty_half_life_weeks is not None:
        effects.append(_novelty(plan))
    return tuple(effects)


def _by_arm(plan: ExperimentPlan, name: str, values: tuple[float, ...]) -> dict[str, float]:
    found = {f"{name}_{arm.id}": value for arm, value in zip(plan.arms, values, strict=True)}
    return found | {
        f"difference_{arm.id}": round(value - values[0], 12)
        for arm, value in zip(plan.arms[1:], values[1:], strict=True)
    }


def _participation(plan: ExperimentPlan) -> Planted:
    rates = plan.mean_rates
    parts = tuple(
        Message("{group} {rate:fine_percent}", group=ValueRef("arm", arm.id), rate=rate)
        for arm, rate in zip(plan.arms, rates, strict=True)
    )
    return Planted(
        id="experiment",
        kind="experiment",
        table="arms",
        columns=("arm", "took_part"),
        parameters=_by_arm(plan, "rate", rates),
        sentence=Message("Share who take part in the campaign: {parts}.", parts=parts),
        source=LIVE_REPORT if plan.design == "four_arm" and not plan.no_effect else OURS,
    )


def _spend(plan: ExperimentPlan) -> Planted:
    means = tuple(SPEND_MEAN_YUAN * factor for factor in plan.mean_relative(plan.spend_lift))
    parts = tuple(
        Message("{group} {mean:money}", group=ValueRef("arm", arm.id), mean=mean)
        for arm, mean in zip(plan.arms, means, strict=True)
    )
    return Planted(
        id="experiment_spend",
        kind="experiment",
        table="arms",
        columns=("arm", "trial_spend_yuan"),
        parameters=_by_arm(plan, "mean", means),
        sentence=Message("Mean spend, lognormal: {parts}.", parts=parts),
    )


def _orders(plan: ExperimentPlan) -> Planted:
    ratios = tuple(ORDERS_PER_VISIT * factor for factor in plan.mean_relative(plan.order_lift))
    parts = tuple(
        Message("{group} {rate:fine_percent}", group=ValueRef("arm", arm.id), rate=ratio)
        for arm, ratio in zip(plan.arms, ratios, strict=True)
    )
    return Planted(
        id="experiment_orders",
        kind="experiment",
        table="arms",
        columns=("arm", "orders", "visits"),
        parameters=_by_arm(plan, "ratio", ratios),
        sentence=Message(
            "Visits with an order, of all visits: {parts}. Visits of one customer are alike.", parts=parts
        ),
    )


def _covariate(plan: ExperimentPlan) -> Planted:
    value = plan.correlation
    return Planted(
        id="covariate",
        kind="correlation",
        table="arms",
        columns=("pre_spend_yuan", "trial_spend_yuan"),
        parameters={"correlation": value},
        sentence=Message(
            "Within a group and week of entry, spend before and during the experiment correlate at {r:coefficient} (Pearson).",
            r=value,
        ),
    )


def _assignment(plan: ExperimentPlan) -> Planted:
    shares = {f"share_{arm.id}": arm.share for arm in plan.arms}
    if plan.broken == "lost":
        shares["lost_of_treated"] = LOST_SHARE
        sentence = Message(
            "Randomisation is broken: {lost:fine_percent} of the treated customers are missing from the table.",
            lost=LOST_SHARE,
        )
    elif plan.broken == "selected":
        low, high = SELECTED_SHARES
        shares |= {"chance_ratio_above_median": high / low}
        sentence = Message(
            "Randomisation is broken: who spent more than the median before is {ratio:lone} times as likely to be treated.",
            ratio=high / low,
        )
    elif plan.design == "cluster":
        sentence = Message("Half of the communities are treated, drawn at random.")
    else:
        parts = tuple(
            Message("{group} {rate:fine_percent}", group=ValueRef("arm", arm.id), rate=arm.share) for arm in plan.arms
        )
        sentence = Message("Customers are assigned at random: {parts}.", parts=parts)
    return Planted(
        id="assignment",
        kind="weighting" if plan.broken == "selected" else "rates",
        table="arms",
        columns=("arm",),
        parameters=shares,
        sentence=sentence,
    )


def _clusters(plan: ExperimentPlan) -> Planted:
    rho = plan.intraclass
    return Planted(
        id="experiment_clusters",
        kind="clusters",
        table="arms",
        columns=("took_part", "trial_spend_yuan", "trial_community"),
        parameters={"intraclass_correlation": rho},
        sentence=Message(
            "Within a group, {rho:fine_percent} of the variance of taking part and of spend lies between communities.",
            rho=rho,
        ),
    )


def _factorial(plan: ExperimentPlan) -> Planted:
    lift = (0.0 if plan.no_effect else plan.lift) * plan.mean_novelty
    second, extra = SECOND_FACTOR * lift, INTERACTION * lift
    return Planted(
        id="factors",
        kind="experiment",
        table="arms",
        columns=("coupon", "message", "took_part"),
        parameters={
            "coupon_alone": lift,
            "message_alone": second,
            "interaction": extra,
            "main_coupon": lift + extra / 2,
            "main_message": second + extra / 2,
        },
        sentence=Message(
            "Alone, the coupon adds {coupon:fine_points} points and the message {message:fine_points}; together they add "
            "{extra:fine_points} beyond the sum.",
            coupon=lift,
            message=second,
            extra=extra,
        ),
    )


def _confounded() -> Planted:
    return Planted(
        id="confounded",
        kind="null",
        table="arms",
        columns=("arm", "touches"),
        parameters={},
        sentence=Message(
            "Group C differs from the others in its channels and in the number of touches at once: the experiment cannot tell "
            "which of the two makes the difference."
        ),
        source=LIVE_REPORT,
    )


def _novelty(plan: ExperimentPlan) -> Planted:
    half_life = plan.novelty_half_life_weeks or 0.0
    values = {f"effect_left_week_{week}": plan.novelty(week) for week in range(1, WEEKS + 1)}
    return Planted(
        id="novelty",
        kind="course",
        table="arms",
        columns=("entry_week", "arm"),
        parameters={"half_life_weeks": half_life, "mean_effect_left": plan.mean_novelty, **values},
        sentence=Message(
            "The effect wears off: it halves every {weeks:lone} weeks of entry, and {left:fine_percent} of it are left on average.",
            weeks=half_life,
            left=plan.mean_novelty,
        ),
    )
