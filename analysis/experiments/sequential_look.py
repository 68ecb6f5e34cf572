"""A running test is looked at: stop or go on, and what is known so far?"""

from __future__ import annotations

from analysis.core.method import method
from analysis.experiments import look_controls as asked
from analysis.experiments import read_controls
from analysis.experiments import sequential_controls as ask
from analysis.experiments.look_inputs import LookInputs
from analysis.experiments.look_solution import read_look
from analysis.experiments.sequential_plan_controls import OutcomeAsked
from analysis.experiments.sequential_reading import SequentialReading


@method("read_sequential")
def read_sequential(
    *,
    outcome: OutcomeAsked = "proportion",
    successes_control: asked.SuccessesControl = None,
    n_control: read_controls.SizeControl,
    mean_control: asked.MeanControl = None,
    sd_control: asked.SdControl = None,
    successes_treatment: asked.SuccessesTreatment = None,
    n_treatment: read_controls.SizeTreatment,
    mean_treatment: asked.MeanTreatment = None,
    sd_treatment: asked.SdTreatment = None,
    planned_n_total: asked.PlannedTotal,
    earlier_looks: asked.EarlierLooks = (),
    earlier_z: asked.EarlierZ = (),
    design: asked.DesignAsked = "lan_demets_obrien_fleming",
    alpha: ask.Alpha = 0.05,
    sides: ask.SidesAsked = "two",
    final: asked.Final = False,
    planned_share_treatment: read_controls.PlannedShare = 0.5,
    rho: ask.Rho = 3.0,
    gamma: ask.Gamma = -4.0,
) -> SequentialReading:
    """A running test is looked at: stop or go on, and what is known so far?

    Parameters
    ----------
    outcome : {"proportion", "mean"}
        What is compared.
    successes_control, successes_treatment : int, optional
        Conversions of both groups from the start up to this look; needed for rates.
    n_control, n_treatment : int
        Customers of both groups from the start up to this look.
    mean_control, sd_control, mean_treatment, sd_treatment : float, optional
        Means and sample standard deviations (n - 1) of both groups from the start up to this look; needed
        for means.
    planned_n_total : int
        Largest number of customers planned in both groups together, 2 or more.
    earlier_looks : tuple of whole numbers
        Customers in both groups at each earlier look, rising.
    earlier_z : tuple of float
        z at each earlier look as this reading gave it then, if known; empty or one for each.
    design : str
        Spending function: "lan_demets_obrien_fleming", "lan_demets_pocock", "kim_demets" or
        "hwang_shih_decani".
    alpha : float
        Chance of a false alarm over all looks, one in a million or more, below 0.5.
    sides : {"two", "one"}
        Whether the test may stop for a rise and for a fall, or for a rise only.
    final : bool
        Whether this look ends the test though fewer customers came than planned.
    planned_share_treatment : float
        Planned share of customers with the new version.
    rho, gamma : float
        Shapes of "kim_demets" and "hwang_shih_decani".

    Returns
    -------
    SequentialReading

    Raises
    ------
    ParameterError
        If counts are impossible or missing, or earlier looks do not rise to this one.

    Notes
    -----
    The bounds follow from the customers really counted at each look (`sequential_bounds`).

    *Rates.* The pooled z decides. The repeated confidence interval [1]_ is the Newcombe interval at the
    level that belongs to this look's bound: it covers the difference at all looks together with
    probability 1 - alpha, also if the test goes on past a bound. Once the test has ended, the stage-wise
    ordering [2]_ gives a p-value, a median-unbiased estimate and an interval that use what the earlier
    looks could have shown; they use the unpooled standard error. Simulated with 100,000 tests of five and
    ten looks at rates of 2 %, 10 % and 50 %, halves and a 20 % split, two-sided 5 %: false alarms 4.8 % to
    5.5 % where ten or more conversions (and non-conversions) are expected in each group at the first look;
    2.5 % to 5.4 % where one to five are, Pocock-type bounds being mostly too strict there. The repeated
    interval missed the true difference at any of five looks 4.7 % to 5.0 % of the time (rates 2 % to 40 %,
    with and without one).

    *Means.* The variances are those seen so far, so each bound is applied at its significance level [3]_
    [4]_: z = -Phi^-1(P(T > t)) for Welch's t with Satterthwaite's degrees of freedom, which is to say that
    the t quantile takes the bound's place. The repeated interval is difference ± that quantile times the
    standard error and says the same about zero as z does. In the stage-wise ordering the last look counts
    by the tail of t, the looks before it by normal chances with this look's standard error; after a first
    look it is Welch's interval. Simulated with 200,000 tests of five equal looks, two-sided 5 %, bounds of
    O'Brien-Fleming and of Pocock type: normal outcomes with 5, 10, 30 or 100 customers a group at the first
    look 4.9 % to 5.1 %, with 10 and 20 and a threefold spread in the smaller group 5.1 % and 5.3 %; bounds
    held against t itself would give 5.5 % and 6.5 % with 10. Log-normal amounts (skewness 6.2) in equal
    groups of 10, 30, 100: 4.0, 4.5, 4.7 % and 2.8, 3.8, 4.4 %. **In unequal groups skewed amounts break the
    promise**: log-normal with 120 and 30 at the first look 6.7 % and 8.2 %, with 400 and 100 5.9 % and
    6.5 %; with four fifths of zeros 8.4 % and 11.3 %, 6.9 % and 8.5 %, and about 5.5 % with 4,000 and 1,000;
    nearly all of it calls the smaller group behind. With 20,000 tests and more the repeated interval missed
    the true difference 4.9 % to 5.2 % of the time (normal) and 4.9 % to 5.4 % (log-normal, up to half as
    high again). With 4,000 the stage-wise one missed 4.2 % to 5.6 %, unevenly for skewed amounts (1.0 % to
    2.1 % above, 2.9 % to 3.6 % below the truth); the estimate lay above the truth 47 % to 50 % of the time
    from 10 a group on, 43 % to 46 % with 5.

    Customers are independent and counted once; looks must not be timed by results.

    References
    ----------
    .. [1] Jennison, C. and Turnbull, B. W. (1989). Interim analyses: the repeated confidence interval
       approach. Journal of the Royal Statistical Society B, 51, 305-361.
    .. [2] Jennison, C. and Turnbull, B. W. (2000). Group sequential methods with applications to
       clinical trials, ch. 8 and 9; t tests in sec. 11.4.
    .. [3] Pocock, S. J. (1977). Group sequential methods in the design and analysis of clinical trials.
       Biometrika, 64, 191-199.
    .. [4] Jennison, C. and Turnbull, B. W. (1991). Exact calculations for sequential t, chi-square and F
       tests. Biometrika, 78, 133-141.

    Examples
    --------
    >>> look = read_sequential(
    ...     successes_control=200, n_control=2000, successes_treatment=275, n_treatment=2000,
    ...     planned_n_total=8000, earlier_looks=(2000,),
    ... )
    >>> look.decision, round(look.bounds[-1], 3), round(look.z, 3)
    ('stop_rise', 2.963, 3.666)
    >>> look = read_sequential(
    ...     outcome="mean", n_control=400, mean_control=20.0, sd_control=12.0, n_treatment=400,
    ...     mean_treatment=23.4, sd_treatment=13.0, planned_n_total=1600, earlier_looks=(400,),
    ... )
    >>> look.decision, round(look.bounds[-1], 3), round(look.z, 3), round(look.t, 3)
    ('stop_rise', 2.963, 3.825, 3.844)
    """
    return read_look(
        LookInputs(
            outcome=outcome,
            successes_control=successes_control,
            n_control=n_control,
            successes_treatment=successes_treatment,
            n_treatment=n_treatment,
            mean_control=mean_control,
            sd_control=sd_control,
            mean_treatment=mean_treatment,
            sd_treatment=sd_treatment,
            planned_n_total=planned_n_total,
            earlier_looks=earlier_looks,
            earlier_z=earlier_z,
            design=design,
            alpha=alpha,
            sides=sides,
            final=final,
            planned_share_treatment=planned_share_treatment,
            rho=rho,
            gamma=gamma,
        )
    )
