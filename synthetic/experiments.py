"""Generated experiments with known effects, and with known faults on request."""

from __future__ import annotations

from typing import Annotated

import numpy as np
from pydantic import Field

from analysis.core import Control, Message, method
from analysis.core.messages import LocalText
from analysis.data.codebook import Codebook
from analysis.data.study import Origin, Study
from synthetic.blocks import blocks
from synthetic.communities import draw_communities
from synthetic.experiment_labels import arm_variables
from synthetic.experiment_plan import BrokenKind, ExperimentPlan
from synthetic.experiment_truth import experiment_truth
from synthetic.parameters import DesignChoice, Intraclass, ManyCustomers, NoEffect, Seed
from synthetic.scenario import Scenario
from synthetic.study_code import code_of_study, values_of
from synthetic.trials import draw_trial
from synthetic.truth import Planted, Truth

NAME = LocalText(en="Generated experiment", zh="生成实验")

Baseline = Annotated[
    float,
    Field(gt=0, lt=1),
    Control(label=Message("Share without the treatment"), step=0.01, unit="percent"),
]
Lift = Annotated[
    float,
    Field(gt=-1, lt=1),
    Control(
        label=Message("Change by the treatment"),
        help=Message("In points of the share who take part. The design as published has its own shares."),
        step=0.01,
        unit="points",
    ),
]
RelativeLift = Annotated[
    float,
    Field(gt=-0.9, le=1.5),
    Control(label=Message("Relative change of mean spend"), step=0.01, unit="percent", advanced=True),
]
OrderLift = Annotated[
    float,
    Field(gt=-0.9, le=1.0),
    Control(label=Message("Relative change of orders per visit"), step=0.01, unit="percent", advanced=True),
]
CovariateCorrelation = Annotated[
    float,
    Field(ge=0.0, le=0.95),
    Control(label=Message("Correlation with spend before"), step=0.05, advanced=True),
]
HalfLife = Annotated[
    float | None,
    Field(ge=0.25, le=52),
    Control(
        label=Message("Weeks until the effect has halved"),
        help=Message("For later entrants; left empty, the effect does not wear off."),
        step=0.5,
        unit="weeks",
        advanced=True,
    ),
]
Broken = Annotated[
    BrokenKind,
    Control(
        label=Message("Fault in the randomisation"),
        choices={
            "none": Message("None"),
            "lost": Message("Some of the treated are missing"),
            "selected": Message("Big spenders rather than others are treated"),
        },
        advanced=True,
    ),
]


@method("generate_experiment")
def generate_experiment(
    *,
    seed: Seed = 7,
    customers: ManyCustomers = 4000,
    design: DesignChoice = "two_arm",
    baseline: Baseline = 0.20,
    lift: Lift = 0.08,
    no_effect: NoEffect = False,
    spend_lift: RelativeLift = 0.10,
    order_lift: OrderLift = 0.10,
    covariate_correlation: CovariateCorrelation = 0.5,
    intraclass_correlation: Intraclass = 0.05,
    novelty_half_life_weeks: HalfLife = None,
    broken: Broken = "none",
) -> tuple[Study, Truth]:
    """What would an experiment find if we knew its effects beforehand?

    Parameters
    ----------
    seed : int
        Same seed and parameters, same experiment.
    customers : int
        Customers assigned.
    design : str
        ``two_arm``; ``unequal`` (80 to 20); ``pilot`` (10 % treated); ``cluster`` (whole communities); ``factorial``
        (coupon x message, the message half as strong, a quarter of the coupon's effect on top where both meet);
        ``four_arm`` (participation 35, 35, 63 and 35 % as published, where group C differs in two things at once).
    baseline, lift : float
        Share who take part without the treatment, and its change in fractions. Not used by ``four_arm``.
    no_effect : bool
        All groups alike in every outcome; no intra-class correlation and no link with spend before.
    spend_lift, order_lift : float
        Relative change of mean spend, and of orders per visit.
    covariate_correlation : float
        Pearson's correlation of spend before and during the experiment within a group.
    intraclass_correlation : float
        Of taking part and of spend within a group, in the cluster design.
    novelty_half_life_weeks : float, optional
        The effect halves in so many weeks of entry; customers enter evenly over four weeks.
    broken : str
        ``lost``: a tenth of the treated is missing. ``selected``: customers above the median spend before are 1.5 times
        as likely to be treated.

    Returns
    -------
    (Study, Truth)
        The arms table with a yes/no outcome, skewed spend and a ratio, and what is planted into it.

    Raises
    ------
    ParameterError
        A parameter outside its range, or shares that leave 0 to 1.

    Notes
    -----
    Taking part is Bernoulli, in the cluster design beta-Bernoulli by community with intra-class correlation rho: its
    parameters are ``mu (1 - rho) / rho`` and ``(1 - mu) (1 - rho) / rho``. Spend is lognormal (sigma 0.9, mean 180
    yuan); orders are binomial among the visits with a beta chance of each customer, so a ratio test has to treat the
    customer as the unit.

    References
    ----------
    .. [1] Donner, A., Klar, N. (2000). Design and Analysis of Cluster Randomization Trials in Health Research. Arnold.

    Examples
    --------
    >>> study, truth = generate_experiment(seed=7, customers=1000)
    >>> truth["experiment"].parameters["difference_treatment"]
    0.08
    """
    plan = ExperimentPlan(
        design=design,
        baseline=baseline,
        lift=lift,
        spend_lift=spend_lift,
        order_lift=order_lift,
        covariate_correlation=covariate_correlation,
        intraclass_correlation=intraclass_correlation,
        novelty_half_life_weeks=novelty_half_life_weeks,
        broken=broken,
        no_effect=no_effect,
    )
    # Communities are those of a study of the same seed and size.
    scenario = Scenario(seed=seed, customers=customers, respondents=100)
    community = np.concatenate([draw_communities(scenario, block)[0] for block in blocks(customers)])
    study = Study(
        id=code_of_study("experiment", seed=seed, customers=customers, **values_of(plan, "experiment")),
        name=NAME,
        arms=draw_trial(plan, seed, community),
        codebook=Codebook(arm_variables(design)),
        origin=Origin(kind="sample", seed=seed),
    )
    nothing = (_nothing(),) if no_effect else ()
    return study, Truth(seed=seed, planted=(*nothing, *experiment_truth(plan)))


def _nothing() -> Planted:
    return Planted(
        id="no_effect",
        kind="null",
        table="arms",
        columns=("arm",),
        parameters={},
        sentence=Message("Nothing is planted: all groups are alike in every outcome."),
    )
