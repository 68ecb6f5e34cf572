"""What is planted into the events of a generated study: the purchase process, seasons, fading, funnel, service."""

from __future__ import annotations

import math
from statistics import NormalDist

from analysis.core import Message, ValueRef
from synthetic.journeys import (
    AFTER_LEAVING_DAYS,
    COUPON_USED_SHARE,
    FUNNEL_SHARES,
    REFERRALS_PER_CUSTOMER,
    REFUND_WITHIN_DAYS,
    RESPONSE_MEDIAN_MINUTES,
    RESPONSE_SIGMA,
    UNANSWERED_SHARE,
    campaign_rates,
)
from synthetic.population import FADING_DAYS
from synthetic.presets import BG_NBD, CDNOW_PAPER, COMMUNITIES_REPORT, GAMMA_GAMMA, LIVE_REPORT, OURS
from synthetic.scenario import INTERACTIONS_AFTER_PER_WEEK, INTERACTIONS_BEFORE_PER_WEEK, Scenario
from synthetic.truth import Planted

TARGET_MINUTES = 30.0


def event_truth(scenario: Scenario) -> tuple[Planted, ...]:
    """Effects that the events show."""
    process = _one_process(scenario) if scenario.homogeneous else (_mixed_process(),)
    return (*process, _season(scenario), _fading(scenario), _funnel(scenario), _response(), *_rates(scenario))


def _one_process(scenario: Scenario) -> tuple[Planted, Planted]:
    r, alpha, a, b = scenario.bg_nbd
    p, q, v = scenario.gamma_gamma
    return (
        Planted(
            id="purchase_process",
            kind="process",
            table="events",
            columns=("customer_id", "time", "kind"),
            parameters={"r": r, "alpha_weeks": alpha, "a": a, "b": b},
            sentence=Message(
                "Purchases follow one BG/NBD process with r = {r:exact}, alpha = {alpha:exact} weeks, a = {a:exact} and "
                "b = {b:exact}. Every history is complete from the first purchase on, so the parameters can be estimated.",
                r=r,
                alpha=alpha,
                a=a,
                b=b,
            ),
            source=CDNOW_PAPER if scenario.bg_nbd == BG_NBD else OURS,
        ),
        Planted(
            id="spend_process",
            kind="process",
            table="events",
            columns=("customer_id", "amount", "kind"),
            parameters={"p": p, "q": q, "v": v, "mean_yuan": p * v / (q - 1)},
            sentence=Message(
                "Amounts follow a Gamma-Gamma process with p = {p:exact}, q = {q:exact} and v = {v:exact}, {mean:money} a "
                "purchase on average, independent of how often a customer buys.",
                p=p,
                q=q,
                v=v,
                mean=p * v / (q - 1),
            ),
            source=CDNOW_PAPER if scenario.gamma_gamma == GAMMA_GAMMA else OURS,
        ),
    )


def _mixed_process() -> Planted:
    return Planted(
        id="purchase_process",
        kind="process",
        table="events",
        columns=("customer_id", "time", "kind"),
        parameters={},
        sentence=Message(
            "Purchases follow bands of spend, leaving and the calendar, and histories begin with the log. No BG/NBD process "
            "made them: a fitted one describes them but has no true parameters here."
        ),
    )


def _season(scenario: Scenario) -> Planted:
    parts = tuple(
        Message("{festival} × {factor:lone}", festival=FESTIVAL_WORDS[name], factor=factor)
        for name, factor in scenario.festivals.items()
    )
    parameters = {f"weekday_{day}": weight for day, weight in enumerate(scenario.weekdays, start=1)}
    parameters |= {f"festival_{name}": factor for name, factor in scenario.festivals.items()}
    if scenario.festivals:
        sentence = Message(
            "Purchases on a festival's days relative to an ordinary day of the week: {parts}. From Monday to Sunday they "
            "vary between {low:lone} and {high:lone} times the mean. First purchases on joining follow no season.",
            parts=parts,
            low=min(scenario.weekdays),
            high=max(scenario.weekdays),
        )
    else:
        sentence = Message("No weekday and no festival changes the number of purchases.")
    return Planted(
        id="season",
        kind="season",
        table="events",
        columns=("time", "kind"),
        parameters=parameters,
        sentence=sentence,
    )


FESTIVAL_WORDS = {
    "mid_year": Message("618"),
    "singles_day": Message("Singles' Day"),
    "spring_festival": Message("Spring Festival"),
}


def _fading(scenario: Scenario) -> Planted:
    before, after = INTERACTIONS_BEFORE_PER_WEEK, INTERACTIONS_AFTER_PER_WEEK
    parameters: dict[str, float] = {"before_per_week": before, "after_per_week": before}
    sentence = Message("Interactions do not change before a customer stops buying.")
    if scenario.fades:
        weeks, after_weeks = FADING_DAYS // 7, AFTER_LEAVING_DAYS // 7
        parameters = {
            "before_per_week": before,
            "after_per_week": after,
            "fading_weeks": weeks,
            "after_weeks": after_weeks,
        }
        sentence = Message(
            "Customers who leave have {before:lone} interactions a week, fewer and fewer in the {weeks:lone} weeks before "
            "their last purchase, {after:lone} a week for {after_weeks:lone} weeks after it, and then none.",
            before=before,
            after=after,
            weeks=weeks,
            after_weeks=after_weeks,
        )
    return Planted(
        id="fading_interactions",
        kind="course",
        table="events",
        columns=("time", "kind"),
        parameters=parameters,
        sentence=sentence,
        source=COMMUNITIES_REPORT if scenario.fades else OURS,
    )


def _funnel(scenario: Scenario) -> Planted:
    rates = campaign_rates(scenario)
    parameters: dict[str, float] = {}
    for (channel, (reach, interest, order)), share in zip(rates.items(), FUNNEL_SHARES, strict=True):
        parameters |= {
            f"share_{channel}": share,
            f"reached_{channel}": reach,
            f"interested_{channel}": interest,
            f"ordered_{channel}": order,
            f"conversion_{channel}": reach * interest * order,
        }
    parts = tuple(
        Message(
            "{channel} {reach:set_percent} × {interest:set_percent} × {order:set_percent} = {all:fine_percent}",
            channel=ValueRef("channel", name),
            reach=reach,
            interest=interest,
            order=order,
            all=reach * interest * order,
        )
        for name, (reach, interest, order) in rates.items()
    )
    return Planted(
        id="welcome_campaign",
        kind="funnel",
        table="events",
        columns=("kind", "channel"),
        parameters=parameters,
        sentence=Message("The welcome campaign, reached × interested × ordered: {parts}.", parts=parts),
    )


def _response() -> Planted:
    normal = NormalDist()
    mean = RESPONSE_MEDIAN_MINUTES * math.exp(RESPONSE_SIGMA**2 / 2)
    p90 = RESPONSE_MEDIAN_MINUTES * math.exp(RESPONSE_SIGMA * normal.inv_cdf(0.9))
    within = normal.cdf(math.log(TARGET_MINUTES / RESPONSE_MEDIAN_MINUTES) / RESPONSE_SIGMA)
    return Planted(
        id="response_time",
        kind="durations",
        table="events",
        columns=("response_minutes", "kind"),
        parameters={
            "median": RESPONSE_MEDIAN_MINUTES,
            "mean": mean,
            "p90": p90,
            "sigma": RESPONSE_SIGMA,
            "within_30_minutes": within,
            "unanswered": UNANSWERED_SHARE,
        },
        sentence=Message(
            "Service answers half of the requests it answers within {median:lone} minutes and nine tenths within "
            "{p90:lone}, on average within {mean:lone}; {unanswered:set_percent} stay unanswered.",
            median=RESPONSE_MEDIAN_MINUTES,
            p90=p90,
            mean=mean,
            unanswered=UNANSWERED_SHARE,
        ),
    )


def _rates(scenario: Scenario) -> tuple[Planted, ...]:
    refund = scenario.business.refund_rate
    return (
        Planted(
            id="refunds",
            kind="rate",
            table="events",
            columns=("kind",),
            parameters={"rate": refund, "within_days": REFUND_WITHIN_DAYS},
            sentence=Message(
                "{rate:fine_percent} of the purchases are paid back in full within {days:lone} days, if the log goes on so long.",
                rate=refund,
                days=REFUND_WITHIN_DAYS,
            ),
            source=LIVE_REPORT if scenario.preset == "live_commerce" else OURS,
        ),
        Planted(
            id="coupons_used",
            kind="rate",
            table="events",
            columns=("kind",),
            parameters={"rate": COUPON_USED_SHARE},
            sentence=Message("A coupon is used in {rate:fine_percent} of the purchases.", rate=COUPON_USED_SHARE),
        ),
        Planted(
            id="referrals",
            kind="rate",
            table="events",
            columns=("kind",),
            parameters={"mean_per_customer": REFERRALS_PER_CUSTOMER},
            sentence=Message("A customer refers {mean:lone} friends on average.", mean=REFERRALS_PER_CUSTOMER),
        ),
    )
