"""What is planted into the customers of a generated study: retention, activity, communities."""

from __future__ import annotations

from analysis.core import ColumnRef, Message, ValueRef
from analysis.data.codebook import TableName
from synthetic.communities import MINUTES_MEAN, MINUTES_SD
from synthetic.plan import point_biserial
from synthetic.presets import COMMUNITIES_REPORT, OURS
from synthetic.scenario import (
    ACTIVITY_SD_PER_WEEK,
    AGE_SHARES,
    OCCUPATION_SHARES,
    SPEND_SHARES,
    Scenario,
)
from synthetic.truth import Planted


def customer_truth(scenario: Scenario) -> tuple[Planted, ...]:
    """Effects that the customer table shows."""
    planted = () if scenario.homogeneous else (_retained(scenario),)
    return (*planted, *_groups(scenario, "customers"), activity_truth(scenario, "customers"), _communities(scenario))


def survey_groups_truth(scenario: Scenario) -> tuple[Planted, ...]:
    """The same effects where only the survey is made."""
    return (*_groups(scenario, "survey"), activity_truth(scenario, "survey"))


def null_truth(scenario: Scenario) -> tuple[Planted, ...]:
    """What is said where nothing is planted, or where retention cannot be."""
    if scenario.no_effect:
        sentence = Message(
            "Nothing is planted: every correlation and every difference between groups is exactly zero. Columns that are "
            "counted from the same purchases remain related by definition."
        )
    elif scenario.homogeneous:
        sentence = Message(
            "All customers follow one purchase process. Retention is not planted but follows from it, and neither "
            "activity nor age, occupation, region or season change it."
        )
    else:
        return ()
    name = "no_effect" if scenario.no_effect else "homogeneous"
    return (Planted(id=name, kind="null", table="customers", columns=(), parameters={}, sentence=sentence),)


def _retained(scenario: Scenario) -> Planted:
    rate = scenario.overall_retention
    claimed = scenario.retention is None
    return Planted(
        id="retained",
        kind="rate",
        table="customers",
        columns=("bought_90d",),
        parameters={"rate": rate},
        sentence=Message("{rate:fine_percent} of the members bought in the last 90 days.", rate=rate),
        source=scenario.business.source if claimed else OURS,
    )


def _groups(scenario: Scenario, table: TableName) -> tuple[Planted, ...]:
    """Retention by age, occupation and spend, with the published rates beside the planted ones."""
    prefix = {"age_band": "member_age", "occupation": "member_occupation", "spend_band": "value_stratum"}
    outcome = "bought_90d" if table == "customers" else "retained_90d"
    groups = {
        "age_band": (AGE_SHARES, scenario.age_rates, scenario.retention_by_age),
        "occupation": (OCCUPATION_SHARES, scenario.occupation_rates, scenario.retention_by_occupation),
        "spend_band": (SPEND_SHARES, scenario.spend_rates, scenario.retention_by_spend),
    }
    effects: list[Planted] = []
    for name, (shares, rates, claimed) in groups.items():
        if scenario.homogeneous:
            continue
        column = prefix[name] if table == "customers" else name
        codes = range(1, len(rates) + 1)
        parts = tuple(
            Message("{group} {rate:fine_percent}", group=ValueRef(column, code), rate=rate)
            for code, rate in zip(codes, rates, strict=True)
        )
        effects.append(
            Planted(
                id=f"retained_by_{name}",
                kind="rates",
                table=table,
                columns=(column, outcome),
                parameters={
                    **{f"rate_{code}": rate for code, rate in zip(codes, rates, strict=True)},
                    **{f"share_{code}": share for code, share in zip(codes, shares, strict=True)},
                    **({} if scenario.no_effect else {f"claimed_{c}": r for c, r in zip(codes, claimed, strict=True)}),
                },
                sentence=Message("Retention by {column}: {parts}.", column=ColumnRef(column), parts=parts),
                source=OURS if scenario.no_effect else COMMUNITIES_REPORT,
            )
        )
    return tuple(effects)


def activity_truth(scenario: Scenario, table: TableName) -> Planted:
    """The latent correlation of activity with staying, and what of it can be seen."""
    columns = ("interactions_per_week", "bought_90d") if table == "customers" else ("activity_per_week", "retained_90d")
    share = scenario.overall_retention
    latent = scenario.activity_retention if scenario.groups_differ else 0.0
    observed, largest = point_biserial(latent, share), point_biserial(1.0, share)
    parameters = {
        "latent_correlation": latent,
        "point_biserial": observed,
        "mean_per_week": scenario.activity_mean_per_week,
        "sd_per_week": ACTIVITY_SD_PER_WEEK,
    }
    if not scenario.groups_differ:
        sentence = Message("Activity and retention are independent: their correlation is zero.")
    else:
        parameters |= {"share": share, "largest_point_biserial": largest}
        sentence = Message(
            "Activity and the drive to stay correlate at {latent:coefficient}. Retention is seen only as yes or no, with "
            "{share:fine_percent} retained, so Pearson's coefficient comes out near {observed:coefficient}; even a perfect "
            "link would show as no more than {largest:coefficient}.",
            latent=latent,
            share=share,
            observed=observed,
            largest=largest,
        )
    return Planted(
        id="activity_and_retention",
        kind="correlation",
        table=table,
        columns=columns,
        parameters=parameters,
        sentence=sentence,
        source=COMMUNITIES_REPORT if scenario.groups_differ else OURS,
    )


def _communities(scenario: Scenario) -> Planted:
    rho = scenario.intraclass
    return Planted(
        id="communities",
        kind="clusters",
        table="customers",
        columns=("community_minutes", "community_id"),
        parameters={"intraclass_correlation": rho, "mean": MINUTES_MEAN, "sd": MINUTES_SD},
        sentence=Message(
            "Minutes in the community vary around {mean:lone}; {rho:fine_percent} of their variance lies between communities.",
            mean=MINUTES_MEAN,
            rho=rho,
        ),
    )
