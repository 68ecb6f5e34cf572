"""What is planted into the answers of a generated survey."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np

from analysis.core import ColumnRef, Message
from synthetic import plan
from synthetic.attitudes import CARE_NAMES
from synthetic.choices import segment_centres, touchpoint_rules
from synthetic.presets import COMMUNITIES_REPORT, OURS
from synthetic.questionnaire import (
    BLANK_SHARES,
    REASONS,
    REPEAT_SHARE,
    SEGMENT_COLUMNS,
    SEGMENT_MEANS,
    SEGMENT_SDS,
    SEGMENT_SHARES,
    SPEEDER_SHARE,
    STATEMENTS,
    STRAIGHT_LINER_SHARE,
)
from synthetic.rates import alpha_of_correlations, answer_correlation, answer_moments, omega_of_loadings
from synthetic.scenario import LATENTS, WAVE_STABILITY, Scenario
from synthetic.truth import Planted

FACTORS = ("community", "service")


def answers_truth(scenario: Scenario) -> tuple[Planted, ...]:
    """Effects among the answers themselves, whoever answers."""
    return (
        *(_battery(scenario, factor) for factor in FACTORS),
        _factor_correlation(scenario),
        *_attitudes(scenario),
        _reasons(scenario),
        *_rules(scenario),
        _decoys(scenario),
        _segments(scenario),
        _careless(scenario),
        _blanks(),
    )


def _battery(scenario: Scenario, factor: str) -> Planted:
    """Loadings of a battery, and the reliability they imply before and after rounding to five answers."""
    items = [statement for statement in STATEMENTS if statement.factor == factor]
    loadings = [0.0 if scenario.no_effect else statement.loading for statement in items]
    keyed = [abs(loading) for loading in loadings]
    shares = [item.shares if item.loading > 0 else tuple(reversed(item.shares)) for item in items]
    seen, latent = (np.eye(len(items)) for _ in range(2))
    for i in range(len(items)):
        for j in range(len(items)):
            if i != j:
                latent[i, j] = keyed[i] * keyed[j]
                seen[i, j] = answer_correlation(keyed[i] * keyed[j], shares[i], shares[j])
    sds = np.array([answer_moments(share)[1] for share in shares])
    values = {
        "omega_latent": omega_of_loadings(keyed),
        "alpha_latent": alpha_of_correlations(latent, np.ones(len(items))),
        "alpha_of_answers": alpha_of_correlations(seen, sds),
    }
    names = tuple(ColumnRef(item.id) for item in items)
    if scenario.no_effect:
        sentence = Message("{items} measure nothing in common: their reliability is zero.", items=names)
    else:
        sentence = Message(
            "{items} measure one thing with loadings from {low:coefficient} to {high:coefficient}. Omega is "
            "{omega:coefficient} and alpha {alpha:coefficient} before the answers are rounded; rounding to five answers "
            "leaves an alpha of {rounded:coefficient} among careful respondents.",
            items=names,
            low=min(keyed),
            high=max(keyed),
            omega=values["omega_latent"],
            alpha=values["alpha_latent"],
            rounded=values["alpha_of_answers"],
        )
    return Planted(
        id=f"battery_{factor}",
        kind="scale",
        table="survey",
        columns=tuple(item.id for item in items),
        parameters={f"loading_{item.id}": value for item, value in zip(items, loadings, strict=True)} | values,
        sentence=sentence,
    )


def _factor_correlation(scenario: Scenario) -> Planted:
    value = float(scenario.latent_correlations[LATENTS.index("community"), LATENTS.index("service")])
    return Planted(
        id="battery_correlation",
        kind="correlation",
        table="survey",
        columns=tuple(statement.id for statement in STATEMENTS),
        parameters={"latent_correlation": value},
        sentence=Message(
            "The two things that the statements measure correlate at {latent:coefficient}.",
            latent=value,
        ),
    )


def _attitudes(scenario: Scenario) -> tuple[Planted, ...]:
    """Latent correlations of the answers within a region and wave, and of the same person in two waves."""
    matrix = scenario.latent_correlations
    between = {
        ("satisfaction", "nps"): matrix[2, 3] * WAVE_STABILITY,
        ("satisfaction", "retained_90d"): matrix[1, 2] * math.sqrt(WAVE_STABILITY),
        ("nps", "activity_per_week"): matrix[0, 3] * math.sqrt(WAVE_STABILITY),
    }
    effects = [
        Planted(
            id=f"{a}_and_{b}",
            kind="correlation",
            table="survey",
            columns=(a, b),
            parameters={"latent_correlation": float(value)},
            sentence=Message(
                "Within a region and wave, {a} and {b} correlate at {latent:coefficient} before they are rounded to answers.",
                a=ColumnRef(a),
                b=ColumnRef(b),
                latent=float(value),
            ),
        )
        for (a, b), value in between.items()
        if not (scenario.homogeneous and b == "retained_90d")
    ]
    return (*effects, _change(scenario))


def _change(scenario: Scenario) -> Planted:
    normal = NormalDist()
    values: dict[str, float] = {
        "shift_sd": scenario.wave_shift,
        "stability": WAVE_STABILITY,
        "share_in_both": REPEAT_SHARE,
    }
    for region, shares in scenario.nps_shares.items():
        cuts = plan.cut_points(shares)
        for wave, shift in ((1, 0.0), (2, scenario.wave_shift)):
            promoters = 1 - normal.cdf(float(cuts[8]) - shift)
            detractors = normal.cdf(float(cuts[6]) - shift)
            values[f"nps_region_{region}_wave_{wave}"] = promoters - detractors
    for region, shares in scenario.satisfaction_shares.items():
        cut = float(plan.cut_points(shares)[2])
        for wave, shift in ((1, 0.0), (2, scenario.wave_shift)):
            values[f"top2_region_{region}_wave_{wave}"] = 1 - normal.cdf(cut - shift)
    if scenario.wave_shift:
        sentence = Message(
            "From the first to the second wave satisfaction and recommendation rise by {shift:lone} standard deviations; "
            "the same person's feelings in both waves correlate at {stability:coefficient}.",
            shift=scenario.wave_shift,
            stability=WAVE_STABILITY,
        )
    else:
        sentence = Message(
            "Nothing changes between the waves; the same person's feelings in both correlate at {stability:coefficient}.",
            stability=WAVE_STABILITY,
        )
    return Planted(
        id="waves",
        kind="change",
        table="survey",
        columns=("nps", "satisfaction", "wave", "region"),
        parameters=values,
        sentence=sentence,
    )


def _reasons(scenario: Scenario) -> Planted:
    shares: dict[str, float] = dict(zip(REASONS, scenario.churn_reasons, strict=True))
    parts = tuple(
        Message("{reason} {share:fine_percent}", reason=ColumnRef(name), share=share) for name, share in shares.items()
    )
    return Planted(
        id="churn_reasons",
        kind="rates",
        table="survey",
        columns=REASONS,
        parameters=shares,
        sentence=Message("Reasons of members who left, asked of them alone: {parts}.", parts=parts),
        source=COMMUNITIES_REPORT,
    )


def _rules(scenario: Scenario) -> tuple[Planted, ...]:
    effects: list[Planted] = []
    for antecedent, consequent, confidence in touchpoint_rules(scenario):
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


def _decoys(scenario: Scenario) -> Planted:
    decoys = tuple(plan.TOUCHPOINTS) if scenario.no_effect else plan.DECOYS
    return Planted(
        id="decoy_touchpoints",
        kind="no_rule",
        table="survey",
        columns=decoys,
        parameters={"lift": 1.0},
        sentence=Message(
            "{decoys} are chosen independently of every other touchpoint: any rule about them is chance.",
            decoys=tuple(ColumnRef(name) for name in decoys),
        ),
    )


def _segments(scenario: Scenario) -> Planted:
    count = scenario.segment_count
    centres = np.array(SEGMENT_MEANS) + segment_centres(scenario) * np.array(SEGMENT_SDS)
    values: dict[str, float] = {"segments": float(count)}
    for place, share in enumerate(SEGMENT_SHARES[count], start=1):
        values[f"share_{place}"] = share
        values |= {f"centre_{place}_{c}": float(v) for c, v in zip(SEGMENT_COLUMNS, centres[place - 1], strict=True)}
    values |= {f"sd_{column}": sd for column, sd in zip(SEGMENT_COLUMNS, SEGMENT_SDS, strict=True)}
    names = tuple(ColumnRef(name) for name in SEGMENT_COLUMNS)
    if count == 1:
        sentence = Message("{columns} hold no segments: they are independent and normal.", columns=names)
    else:
        values["distance"] = scenario.segment_distance
        sentence = Message(
            "{columns} hold {k:count} hidden segments; any two centres lie {distance:lone} within-segment standard "
            "deviations apart.",
            columns=names,
            k=count,
            distance=scenario.segment_distance,
        )
    return Planted(
        id="segments", kind="segments", table="survey", columns=SEGMENT_COLUMNS, parameters=values, sentence=sentence
    )


def _careless(scenario: Scenario) -> Planted:
    speeders, liners = (0.0, 0.0) if scenario.no_effect else (SPEEDER_SHARE, STRAIGHT_LINER_SHARE)
    if scenario.no_effect:
        sentence = Message("Every respondent answers with care.")
    else:
        sentence = Message(
            "{speeders:set_percent} of the respondents tick anything within a minute or so, {liners:set_percent} give the same answer to "
            "every statement.",
            speeders=speeders,
            liners=liners,
        )
    return Planted(
        id="careless",
        kind="careless",
        table="survey",
        columns=("duration_seconds", *(statement.id for statement in STATEMENTS)),
        parameters={f"share_{CARE_NAMES[1]}": speeders, f"share_{CARE_NAMES[2]}": liners},
        sentence=sentence,
    )


def _blanks() -> Planted:
    return Planted(
        id="blanks",
        kind="blanks",
        table="survey",
        columns=tuple(BLANK_SHARES),
        parameters=dict(BLANK_SHARES),
        sentence=Message(
            "Answers are left blank at random, {low:set_percent} to {high:set_percent} a question.",
            low=min(BLANK_SHARES.values()),
            high=max(BLANK_SHARES.values()),
        ),
        source=OURS,
    )
