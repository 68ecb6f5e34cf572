"""What did a test of two rates show, how sure is it, and what should be done next?"""

from __future__ import annotations

from analysis.core.method import method
from analysis.experiments import read_controls as ask
from analysis.experiments import reading_controls as asked
from analysis.experiments.proportion_reading import ProportionReading
from analysis.experiments.read_solution import ReadInputs, read_inputs


@method("read_proportions")
def read_proportions(
    *,
    successes_control: ask.SuccessesControl,
    n_control: ask.SizeControl,
    successes_treatment: ask.SuccessesTreatment,
    n_treatment: ask.SizeTreatment,
    smallest_change: ask.SmallestChange = None,
    planned_n_total: ask.PlannedTotal = None,
    planned_share_treatment: ask.PlannedShare = 0.5,
    level: ask.Level = 0.95,
    good: ask.Good = "increase",
    alternative: ask.AlternativeAsked = "two-sided",
    goal: asked.GoalAsked = "superiority",
    margin: asked.ShareMargin = None,
    value_per_conversion: asked.ValuePerConversion = None,
    randomised_by: asked.RandomisedByAsked = "customer",
    cluster_size: asked.ClusterSize = None,
    icc: asked.Icc = None,
    outcomes_read: asked.OutcomesRead = 1,
) -> ProportionReading:
    """What did a test of two rates show, how sure is it, and what should be done next?

    Parameters
    ----------
    successes_control, n_control : int
        Converted customers and all customers of the control group; successes from 0 to n.
    successes_treatment, n_treatment : int
        The same with the new version.
    smallest_change : float, optional
        Smallest change worth acting on, as a fraction of customers (0.01 = 1 point).
    planned_n_total : int, optional
        Customers planned in both groups together.
    planned_share_treatment : float
        Planned share of customers with the new version, above 0 and below 1.
    level : float
        Confidence level, above 0.5 and below 1.
    good : {"increase", "decrease"}
        Which direction is wanted.
    alternative : {"two-sided", "greater", "less"}
        "greater" asks only whether the new version's rate is higher; intervals become bounds.
    goal : {"superiority", "noninferiority", "equivalence"}
        What the test was to show: a difference, not worse by the margin, alike within the margin.
    margin : float, optional
        Needed for the last two, as a fraction of customers, above 0 and below 1.
    value_per_conversion : float, optional
        Yuan for one conversion; the difference is then told in yuan for 1,000 customers.
    randomised_by : {"customer", "cluster"}
        Whether single customers or whole communities were assigned.
    cluster_size, icc : float, optional
        Mean size of the communities and correlation within them; both or neither.
    outcomes_read : int
        How many outcomes of this test are read in all.

    Returns
    -------
    ProportionReading
        Rates, difference, lift and odds ratio with intervals, tests, gates and the verdict.

    Raises
    ------
    ParameterError
        If a group has more successes than customers, a goal lacks its margin, or only one of cluster size
        and correlation is given.

    Notes
    -----
    The Newcombe interval of the difference decides: the verdict is about what it contains. Beside it
    stands one test: Fisher's exact test where the smallest count expected under equal rates is below
    5, otherwise the pooled z test (Pearson's chi-square without continuity correction). They invert
    different variances and can disagree at the border; the reading then says so. Gates come first: a
    sample ratio off the planned split at p < .001 blocks the conclusion; fewer customers than planned
    is a caution. `detectable_change` is computed from the planned sizes and the control's rate, never
    from the difference seen ("observed power" adds nothing to the p-value).

    With a margin the Miettinen-Nurminen interval and its score test decide, which always agree; Farrington
    and Manning's and the Wald test stand beside. Non-inferiority: one-sided at (1 - level) / 2; equivalence:
    two one-sided tests at 1 - level each. Up to about 50 customers in each group Chan and Zhang's exact
    unconditional interval is given too. A design effect 1 + (m - 1) ICC leaves n / effect customers in every
    formula; exact methods are then left out.

    Assumes independent customers assigned at random, each counted once, and one reading. An interval
    that holds zero is no evidence that nothing changed.

    Enumerated over all outcomes, both rates on the grid .02, .04, ..., .98 (rare events: .001 to .015):
    nominal 95 % Newcombe intervals hold the difference with 10 against 40 customers .953 of the time on
    average and .890 at worst, with 20 against 180 .952 and .931, with 200 against 1,800 and rare events
    .960 and .953; equal groups stand at `analysis.inference.proportion_differences.difference_interval`.
    Where nothing changed, that interval leaves zero out at most .042 of the time with 10 in each group,
    .053 with 20, .057 with 50, .055 with 10 against 40, .043 with 200 against 1,800 and rare events. A
    one-sided bound at 95 % does so at most .058, .054 and .054 of the time in equal groups of these
    sizes, but .088 with 10 against 40 at rates near 0 or 1.

    References
    ----------
    .. [1] Newcombe, R. G. (1998). Interval estimation for the difference between independent
       proportions: comparison of eleven methods. Statistics in Medicine, 17, 873-890 (method 10).
    .. [2] Fabijan, A. et al. (2019). Diagnosing sample ratio mismatch in online controlled experiments.
       KDD '19, 2156-2164.
    .. [3] Farrington, C. P. and Manning, G. (1990). Test statistics and sample size formulae for
       comparative binomial trials. Statistics in Medicine, 9, 1447-1454.
    .. [4] Chan, I. S. F. and Zhang, Z. (1999). Test-based exact confidence intervals for the difference of
       two binomial proportions. Biometrics, 55, 1202-1209.
    .. [5] Hoenig, J. M. and Heisey, D. M. (2001). The abuse of power. The American Statistician, 55,
       19-24.

    Examples
    --------
    >>> reading = read_proportions(
    ...     successes_control=200, n_control=2000, successes_treatment=250, n_treatment=2000
    ... )
    >>> difference = reading.difference_treatment_minus_control
    >>> round(difference.low, 5), round(difference.high, 5), reading.verdict
    (0.00541, 0.04462, 'increase')
    """
    return read_inputs(
        ReadInputs(
            successes_control=successes_control,
            n_control=n_control,
            successes_treatment=successes_treatment,
            n_treatment=n_treatment,
            smallest_change=smallest_change,
            planned_n_total=planned_n_total,
            planned_share_treatment=planned_share_treatment,
            level=level,
            good=good,
            alternative=alternative,
            goal=goal,
            margin=margin,
            value_per_conversion=value_per_conversion,
            randomised_by=randomised_by,
            cluster_size=cluster_size,
            icc=icc,
            outcomes_read=outcomes_read,
        )
    )
