"""The truth of the sample study: each planted effect with its parameters, what they imply, and a sentence."""

from __future__ import annotations

import math

from analysis.core import ColumnRef, Message, ValueRef
from synthetic import plan
from synthetic.truth import Planted, Truth


def sample_truth(seed: int, segments: tuple[str, ...]) -> Truth:
    """Everything planted into the sample study of a seed; `segments` is the hidden class of each respondent."""
    planted = (
        _retained(),
        *_retained_by_group(),
        _activity_and_retention(),
        _fading(),
        _churn_reasons(),
        *_rules(),
        _decoys(),
        _segments(),
        *_regions(),
        _statements(),
        *_attitude_correlations(),
        *_experiment(),
        _blanks(),
    )
    return Truth(seed=seed, planted=planted, labels={"segments": segments})


def _retained() -> Planted:
    return Planted(
        id="retained",
        kind="rate",
        table="customers",
        columns=("bought_90d",),
        parameters={"rate": plan.RETAINED},
        sentence=Message("{rate:fine_percent} of the members bought in the last 90 days.", rate=plan.RETAINED),
    )


def _retained_by_group() -> tuple[Planted, ...]:
    groups = {"age_band": plan.AGE, "occupation": plan.OCCUPATION, "spend_band": plan.SPEND}
    effects: list[Planted] = []
    for column, rates in groups.items():
        parts = tuple(
            Message("{group} {rate:fine_percent}", group=ValueRef(column, code), rate=rate)
            for code, (_, rate) in rates.items()
        )
        effects.append(
            Planted(
                id=f"retained_by_{column}",
                kind="rates",
                table="survey",
                columns=(column, "retained_90d"),
                parameters={
                    **{f"rate_{code}": rate for code, (_, rate) in rates.items()},
                    **{f"share_{code}": share for code, (share, _) in rates.items()},
                },
                sentence=Message("Retention by {column}: {parts}.", column=ColumnRef(column), parts=parts),
            )
        )
    return tuple(effects)


def _activity_and_retention() -> Planted:
    latent = plan.LATENT_CORRELATIONS[0][1]
    observed = plan.point_biserial(latent, plan.RETAINED)
    return Planted(
        id="activity_and_retention",
        kind="correlation",
        table="survey",
        columns=("activity_per_week", "retained_90d"),
        parameters={"latent_correlation": latent, "share": plan.RETAINED, "point_biserial": observed},
        sentence=Message(
            "Activity and the drive to stay correlate at {latent:coefficient}. Retention is seen only as yes or no, with "
            "{share:fine_percent} retained, so Pearson's coefficient comes out near {observed:coefficient}.",
            latent=latent,
            share=plan.RETAINED,
            observed=observed,
        ),
    )


def _fading() -> Planted:
    return Planted(
        id="fading_interactions",
        kind="course",
        table="events",
        columns=("time", "kind"),
        parameters={"early_share_churned": plan.EARLY_SHARE_CHURNED, "early_share_retained": plan.EARLY_SHARE_RETAINED},
        sentence=Message(
            "Members who left had {churned:fine_percent} of their last eight weeks' interactions in the first four of them; "
            "members who stayed had {retained:fine_percent}.",
            churned=plan.EARLY_SHARE_CHURNED,
            retained=plan.EARLY_SHARE_RETAINED,
        ),
    )


def _churn_reasons() -> Planted:
    parts = tuple(
        Message("{reason} {share:fine_percent}", reason=ColumnRef(name), share=share)
        for name, share in plan.CHURN_REASONS.items()
    )
    return Planted(
        id="churn_reasons",
        kind="rates",
        table="survey",
        columns=tuple(plan.CHURN_REASONS),
        parameters=dict(plan.CHURN_REASONS),
        sentence=Message("Reasons of members who left, asked of them alone: {parts}.", parts=parts),
    )


def _rules() -> tuple[Planted, ...]:
    effects: list[Planted] = []
    for antecedent, consequent, confidence in plan.RULES:
        support_if = math.prod(plan.TOUCHPOINTS[name] for name in antecedent)
        lift = confidence / plan.TOUCHPOINTS[consequent]
        effects.append(
            Planted(
                id=f"rule_{'_and_'.join(name.removeprefix('tp_') for name in antecedent)}",
                kind="rule",
                table="survey",
                columns=(*antecedent, consequent),
                parameters={"confidence": confidence, "lift": lift, "support": support_if * confidence},
                sentence=Message(
                    "{confidence:fine_percent} of those who meet us through {antecedent} also meet us through {consequent} "
                    "(lift {lift:effect}).",
                    antecedent=tuple(ColumnRef(name) for name in antecedent),
                    consequent=ColumnRef(consequent),
                    confidence=confidence,
                    lift=lift,
                ),
            )
        )
    return tuple(effects)


def _decoys() -> Planted:
    return Planted(
        id="decoy_touchpoints",
        kind="no_rule",
        table="survey",
        columns=plan.DECOYS,
        parameters={"lift": 1.0},
        sentence=Message(
            "{decoys} are chosen independently of every other touchpoint: any rule about them is chance.",
            decoys=tuple(ColumnRef(name) for name in plan.DECOYS),
        ),
    )


def _segments() -> Planted:
    centres = {name: centre for name, (_, centre) in plan.SEGMENTS.items()}
    names = tuple(centres)
    distances = {
        f"distance_{a}_{b}": math.dist(
            [value / sd for value, sd in zip(centres[a], plan.SEGMENT_SD, strict=True)],
            [value / sd for value, sd in zip(centres[b], plan.SEGMENT_SD, strict=True)],
        )
        for position, a in enumerate(names)
        for b in names[position + 1 :]
    }
    values = {f"share_{name}": share for name, (share, _) in plan.SEGMENTS.items()} | distances
    for name, centre in centres.items():
        values |= {f"centre_{name}_{column}": c for column, c in zip(plan.SEGMENT_COLUMNS, centre, strict=True)}
    values |= {f"sd_{column}": sd for column, sd in zip(plan.SEGMENT_COLUMNS, plan.SEGMENT_SD, strict=True)}
    return Planted(
        id="segments",
        kind="segments",
        table="survey",
        columns=plan.SEGMENT_COLUMNS,
        parameters={"segments": float(len(names)), **values},
        sentence=Message(
            "{columns} hold {k:count} hidden segments whose centres lie at least {distance:lone} within-segment "
            "standard deviations apart.",
            columns=tuple(ColumnRef(name) for name in plan.SEGMENT_COLUMNS),
            k=len(names),
            distance=min(distances.values()),
        ),
    )


def _regions() -> tuple[Planted, Planted, Planted]:
    share, surveyed = plan.REGION_SHARE[1], plan.REGION_SHARE_OF_SURVEY[1]
    nps = {code: sum(shares[9:]) - sum(shares[:7]) for code, shares in plan.NPS.items()}
    top = {code: sum(shares[3:]) for code, shares in plan.SATISFACTION.items()}
    return (
        Planted(
            id="weighting",
            kind="weighting",
            table="survey",
            columns=("region", "weight"),
            parameters={"share_of_members": share, "share_of_survey": surveyed},
            sentence=Message(
                "{share:fine_percent} of the members but {surveyed:fine_percent} of the respondents live in {region}; the weight mends this.",
                share=share,
                surveyed=surveyed,
                region=ValueRef("region", 1),
            ),
        ),
        Planted(
            id="nps_by_region",
            kind="rates",
            table="survey",
            columns=("nps", "region", "weight"),
            parameters={
                **{f"nps_{code}": value for code, value in nps.items()},
                "nps_weighted": _mix(nps, plan.REGION_SHARE),
                "nps_unweighted": _mix(nps, plan.REGION_SHARE_OF_SURVEY),
            },
            sentence=Message(
                "The net promoter score is {weighted:points} among the members, {unweighted:points} without the weight.",
                weighted=_mix(nps, plan.REGION_SHARE),
                unweighted=_mix(nps, plan.REGION_SHARE_OF_SURVEY),
            ),
        ),
        Planted(
            id="satisfaction_by_region",
            kind="rates",
            table="survey",
            columns=("satisfaction", "region", "weight"),
            parameters={
                **{f"top2_{code}": value for code, value in top.items()},
                "top2_weighted": _mix(top, plan.REGION_SHARE),
                "top2_unweighted": _mix(top, plan.REGION_SHARE_OF_SURVEY),
            },
            sentence=Message(
                "{weighted:fine_percent} of the members are satisfied (the top two answers), {unweighted:fine_percent} without the weight.",
                weighted=_mix(top, plan.REGION_SHARE),
                unweighted=_mix(top, plan.REGION_SHARE_OF_SURVEY),
            ),
        ),
    )


def _mix(values: dict[int, float], shares: dict[int, float]) -> float:
    return sum(values[code] * share for code, share in shares.items())


def _statements() -> Planted:
    loadings = [abs(loading) for loading in plan.ITEMS.values()]
    common = sum(loadings) ** 2
    reliability = common / (common + sum(1 - loading**2 for loading in loadings))
    return Planted(
        id="community_statements",
        kind="scale",
        table="survey",
        columns=tuple(plan.ITEMS),
        parameters={
            **{f"loading_{name}": value for name, value in plan.ITEMS.items()},
            "latent_reliability": reliability,
        },
        sentence=Message(
            "Three statements measure one experience of the community, the last one reversed; before they are rounded to "
            "five answers the reliability of their sum is {reliability:coefficient}.",
            reliability=reliability,
        ),
    )


def _attitude_correlations() -> tuple[Planted, Planted]:
    nps, retention = plan.LATENT_CORRELATIONS[2][3], plan.LATENT_CORRELATIONS[1][2]
    return (
        Planted(
            id="satisfaction_and_nps",
            kind="correlation",
            table="survey",
            columns=("satisfaction", "nps"),
            parameters={"latent_correlation": nps},
            sentence=Message(
                "Within a region, satisfaction and recommendation correlate at {latent:coefficient} before they are rounded to answers.",
                latent=nps,
            ),
        ),
        Planted(
            id="satisfaction_and_retention",
            kind="correlation",
            table="survey",
            columns=("satisfaction", "retained_90d"),
            parameters={"latent_correlation": retention, "share": plan.RETAINED},
            sentence=Message(
                "Within a region, satisfaction and the drive to stay correlate at {latent:coefficient} before they are rounded to answers.",
                latent=retention,
            ),
        ),
    )


def _experiment() -> tuple[Planted, Planted]:
    control, treatment = (plan.EXPERIMENT_RETURNED[arm] for arm in ("control", "treatment"))
    spend = plan.EXPERIMENT_MEAN_SPEND_YUAN
    return (
        Planted(
            id="experiment",
            kind="experiment",
            table="arms",
            columns=("arm", "returned"),
            parameters={
                "control": control,
                "treatment": treatment,
                "difference": treatment - control,
                "relative_lift": treatment / control - 1,
                "share_treatment": 0.5,
            },
            sentence=Message(
                "The win-back coupon raises the share who return from {control:fine_percent} to {treatment:fine_percent}; "
                "every member had an even chance of getting it.",
                control=control,
                treatment=treatment,
            ),
        ),
        Planted(
            id="experiment_spend",
            kind="experiment",
            table="arms",
            columns=("arm", "trial_spend_yuan"),
            parameters={"control": control * spend, "treatment": treatment * spend, "mean_of_returned": spend},
            sentence=Message(
                "Who returns spends {spend:money} on average in both groups, so the coupon adds {added:money} a member.",
                spend=spend,
                added=(treatment - control) * spend,
            ),
        ),
    )


def _blanks() -> Planted:
    return Planted(
        id="blanks",
        kind="blanks",
        table="survey",
        columns=tuple(plan.BLANK_SHARES),
        parameters=dict(plan.BLANK_SHARES),
        sentence=Message(
            "Answers are left blank at random, {low:set_percent} to {high:set_percent} a question.",
            low=min(plan.BLANK_SHARES.values()),
            high=max(plan.BLANK_SHARES.values()),
        ),
    )
