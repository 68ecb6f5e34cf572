"""Which of several arms differ from control, by how much, and may it be laid at one factor's door?"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from analysis.core.messages import Message
from analysis.core.method import method
from analysis.core.parameters import Control
from analysis.experiments import read_controls as ask
from analysis.experiments import reading_controls as asked
from analysis.experiments.arm_comparisons import Adjust, ArmTest
from analysis.experiments.arms_reading import ArmsDesign, ArmsReading, MeasureOfArms
from analysis.experiments.arms_solution import ArmsInputs, read_arms_inputs

ObservedArms: TypeAlias = Annotated[
    tuple[float, ...],
    Control(
        table="arms",
        label=Message("Converted (or mean) of each arm"),
        heading=Message("Converted or mean"),
        help=Message("Control first, separated by commas."),
    ),
]
SizesOfArms: TypeAlias = Annotated[
    tuple[float, ...],
    Control(
        table="arms",
        unit="count",
        label=Message("Customers of each arm"),
        heading=Message("Customers"),
        help=Message("In the same order."),
    ),
]
MeasureAsked: TypeAlias = Annotated[
    MeasureOfArms,
    Control(
        label=Message("What is compared"),
        choices={"rates": Message("rates (converted of customers)"), "means": Message("means")},
    ),
]
DesignAsked: TypeAlias = Annotated[
    ArmsDesign,
    Control(
        label=Message("Design of the arms"),
        help=Message("Two by two: neither, first factor only, second factor only, both, in this order."),
        choices={
            "arms": Message("arms against control"),
            "factorial": Message("two by two (factorial)"),
        },
    ),
]
AdjustAsked: TypeAlias = Annotated[
    Adjust,
    Control(
        label=Message("Correction for several arms"),
        choices={
            "dunnett": Message("Dunnett"),
            "holm": Message("Holm"),
            "bonferroni": Message("Bonferroni"),
        },
        advanced=True,
    ),
]
TestAsked: TypeAlias = Annotated[
    ArmTest,
    Control(
        only_if={"measure": ("rates",)},
        label=Message("Test of a rate against control"),
        choices={
            "automatic": Message("pooled z, Fisher where counts are small"),
            "z": Message("pooled z"),
            "fisher": Message("Fisher's exact test"),
        },
        advanced=True,
    ),
]
PlannedShares: TypeAlias = Annotated[
    tuple[float, ...] | None,
    Control(
        table="arms",
        unit="percent",
        label=Message("Planned share of each arm"),
        heading=Message("Planned share"),
        help=Message("Fractions that add up to 1. Empty: equal shares were planned."),
    ),
]
FACTOR_HELP = Message("One number for each arm. Empty: not described.")
Channels: TypeAlias = Annotated[
    tuple[float, ...] | None,
    Control(
        table="arms", label=Message("Number of channels in each arm"), heading=Message("Channels"), help=FACTOR_HELP
    ),
]
Touches: TypeAlias = Annotated[
    tuple[float, ...] | None,
    Control(table="arms", label=Message("Number of touches in each arm"), heading=Message("Touches"), help=FACTOR_HELP),
]
Offers: TypeAlias = Annotated[
    tuple[float, ...] | None,
    Control(
        table="arms",
        label=Message("Offer of each arm"),
        heading=Message("Offer"),
        help=Message("Any number for an offer, the same for the same offer. Empty: not described."),
    ),
]
ConcludeAboutAsked: TypeAlias = Annotated[
    Literal["factors", "arms"],
    Control(
        only_if_any=("channels", "touches", "offers"),
        label=Message("Conclude about"),
        help=Message("Factors that only change together block a conclusion about any of them, not about packages."),
        choices={
            "factors": Message("the factors described"),
            "arms": Message("the arms as whole packages"),
        },
    ),
]


@method("read_arms")
def read_arms(
    *,
    observed: ObservedArms,
    sizes: SizesOfArms,
    sds: asked.Sds = None,
    measure: MeasureAsked = "rates",
    design: DesignAsked = "arms",
    channels: Channels = None,
    touches: Touches = None,
    offers: Offers = None,
    conclude_about: ConcludeAboutAsked = "factors",
    smallest_change: asked.SmallestDifference = None,
    planned_n_total: ask.PlannedTotal = None,
    planned_shares: PlannedShares = None,
    value_per_unit: asked.ValuePerUnit = None,
    adjust: AdjustAsked = "dunnett",
    test: TestAsked = "automatic",
    level: ask.Level = 0.95,
    good: asked.GoodAsked = "increase",
    randomised_by: asked.RandomisedByAsked = "customer",
    cluster_size: asked.ClusterSize = None,
    icc: asked.Icc = None,
    outcomes_read: asked.OutcomesRead = 1,
) -> ArmsReading:
    """Which of several arms differ from control, by how much, and which factor did it?

    Parameters
    ----------
    observed : tuple of float
        Converted customers, or means, of each arm; control first, 2 to 10 arms.
    sizes : tuple of float
        Customers of each arm, 1 or more.
    sds : tuple of float, optional
        Standard deviation of each arm, where means are compared.
    measure : {"rates", "means"}
        What `observed` holds.
    design : {"arms", "factorial"}
        Arms against control, or a two-by-two design with its cells in the order neither, first factor,
        second factor, both.
    channels, touches, offers : tuple of float, optional
        What each arm consists of: number of channels, number of touches, a number for the offer.
    conclude_about : {"factors", "arms"}
        Whether a conclusion about the described factors is wanted (blocked where they change together)
        or about the arms as whole packages.
    smallest_change : float, optional
        Smallest difference worth acting on; for rates as a fraction (0.01 = 1 point).
    planned_n_total : int, optional
        Customers planned in all arms together.
    planned_shares : tuple of float, optional
        Planned share of each arm, adding to 1; empty for equal shares.
    value_per_unit : float, optional
        Yuan for one conversion or one unit of the outcome.
    adjust : {"dunnett", "holm", "bonferroni"}
        Correction of p-values and intervals for several arms.
    test : {"automatic", "z", "fisher"}
        Test of a rate against control: pooled z, or Fisher's where an expected count is below 5.
    level : float
        Confidence level, above 0.5 and below 1, for all comparisons together.
    good : {"increase", "decrease"}
        Whether higher or lower is better.
    randomised_by, cluster_size, icc, outcomes_read
        As in `read_means`.

    Returns
    -------
    ArmsReading

    Raises
    ------
    ParameterError
        Lists of unequal length, impossible counts, a factorial design without four cells, or planned
        shares that do not add to 1.

    Notes
    -----
    All arms: Pearson's chi-square of homogeneity, or Welch's test of equal means. Each arm against control:
    Newcombe (rates) or Welch (means) intervals at the level 2 Φ(c) - 1, with c Dunnett's critical value from
    the joint normal distribution, or at Bonferroni's level. Adjusted p-values by Dunnett, Holm and
    Bonferroni stand side by side. Factorial: main effects averaged over the other factor, and the
    interaction, each with an interval of its own; Holm's p-values over the three.

    Simulated (10,000 tests each, nominal 95 %): the Dunnett intervals of three arms hold all three true
    differences .953 of the time with 40 customers in each arm (rates .3 to .5) and .948 with 10 (means,
    spreads 1 to 4); where nothing differs no Dunnett p-value falls below .05 in .948 (rates .2, 100 in each
    arm) and .947 (means, 10 in each arm) of tests.

    Gates in order: split over all arms, confounded factors, clusters, plan, number of outcomes. A factor is
    confounded where no two arms differ in it alone. Posterior chances to be the best use a flat prior.

    The default example is a published test of a retention campaign: uniform promotion, group coupon, and a
    preview with text messages and a group (three channels, more touches), participation 63 % against at
    most 35 %, no sizes printed. With 30 customers in each arm the chi-square p-value is .039 or .089,
    depending on whether 35 % is 10 or 11 of 30, and channels and touches cannot be told apart at any size.

    References
    ----------
    .. [1] Dunnett, C. W. (1955). A multiple comparison procedure for comparing several treatments with a
       control. Journal of the American Statistical Association, 50, 1096-1121.
    .. [2] Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of
       Statistics, 6, 65-70.
    .. [3] Welch, B. L. (1951). On the comparison of several mean values: an alternative approach.
       Biometrika, 38, 330-336.
    .. [4] Zou, G. Y., Huang, W. and Zhang, X. (2009). A note on confidence interval estimation for a linear
       function of binomial proportions. Computational Statistics and Data Analysis, 53, 1080-1085.

    Examples
    --------
    >>> reading = read_arms(observed=(10, 10, 19, 10), sizes=(30, 30, 30, 30), conclude_about="arms")
    >>> round(reading.overall.p_value, 3), [round(item.p_adjusted, 3) for item in reading.comparisons]
    (0.039, [1.0, 0.053, 1.0])
    """
    return read_arms_inputs(
        ArmsInputs(
            observed=observed,
            sizes=sizes,
            sds=sds,
            measure=measure,
            design=design,
            adjust=adjust,
            test=test,
            smallest_change=smallest_change,
            planned_n_total=planned_n_total,
            planned_shares=planned_shares,
            value_per_unit=value_per_unit,
            channels=channels,
            touches=touches,
            offers=offers,
            conclude_about=conclude_about,
            level=level,
            good=good,
            randomised_by=randomised_by,
            cluster_size=cluster_size,
            icc=icc,
            outcomes_read=outcomes_read,
        )
    )
