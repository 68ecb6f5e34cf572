"""The experiment methods: planning and reading tests."""

from __future__ import annotations

from analysis.charts.plan_proportions import display_plan_proportions
from analysis.charts.read_proportions import display_read_proportions
from analysis.charts.sample_ratio import display_sample_ratio_mismatch
from analysis.core.messages import Message
from analysis.experiments import plan_proportions, read_proportions, sample_ratio_mismatch
from analysis.methods.method import Method

EXPERIMENT_METHODS: tuple[Method, ...] = (
    Method(
        id="plan_proportions",
        question=Message("How many customers, and for how long?"),
        function=plan_proportions,
        display=display_plan_proportions,
        kind="calculator",
        explanation=(
            Message(
                "The number of customers follows from four things: today's rate, the smallest change worth acting on, how often a real change of that size should be found, and how often no change may be taken for one."
            ),
            Message(
                "Convention here: the variance of both groups pooled if nothing changed, separate if it did, normal quantiles, no continuity correction, rejections in the wrong direction not counted. R's power.prop.test computes the same. With unequal groups the pooled rate is weighted by size. Numbers are rounded up in each group."
            ),
            Message(
                "With up to 400 customers in each group (or 40 in one and 4,000 in the other) every possible outcome is enumerated as well, because the formula is too hopeful in small groups."
            ),
            Message(
                "It assumes that customers are assigned at random, counted once and independent of each other, and that the test is read once, at the planned size. Groups of customers assigned together, such as communities, need more."
            ),
            Message(
                "To show that a new version is no worse, or no different, takes a margin: the largest loss that would be acceptable. The test then asks whether the difference lies inside it, each side at the full level, with the variance of the most likely rates on the margin (Farrington-Manning)."
            ),
            Message(
                "Several new versions share the chance of a false alarm: Bonferroni divides it, Holm is Bonferroni at its first step and less strict after, Dunnett uses that all are compared with one control group. The chance is stated for a given version and for at least one of them."
            ),
            Message(
                "No finite population correction is offered, however many of all customers are tested: the question is which version is better for the customers to come, and even of the present ones each shows only one of two outcomes."
            ),
            Message("It does not say how likely the change is, only how likely it is to be found if it is there."),
        ),
        references=(
            "Fleiss, J. L., Levin, B. and Paik, M. C. (2003). Statistical methods for rates and proportions, 3rd ed., eq. 4.14, 4.19.",
            "Cohen, J. (1988). Statistical power analysis for the behavioral sciences, 2nd ed., ch. 6.",
            "Chow, S.-C., Shao, J. and Wang, H. (2008). Sample size calculations in clinical research, 2nd ed., eq. 4.2.2.",
            "Farrington, C. P. and Manning, G. (1990). Test statistics and sample size formulae for comparative binomial trials. Statistics in Medicine, 9, 1447-1454.",
            "Dunnett, C. W. (1955). A multiple comparison procedure for comparing several treatments with a control. Journal of the American Statistical Association, 50, 1096-1121.",
            "Eldridge, S. M., Ashby, D. and Kerry, S. (2006). Sample size for cluster randomized trials: effect of coefficient of variation of cluster size and analysis method. International Journal of Epidemiology, 35, 1292-1300.",
            "Deng, A., Xu, Y., Kohavi, R. and Walker, T. (2013). Improving the sensitivity of online controlled experiments by utilizing pre-experiment data. WSDM '13, 123-132.",
            "Kohavi, R., Longbotham, R., Sommerfield, D. and Henne, R. M. (2009). Controlled experiments on the web. Data Mining and Knowledge Discovery, 18, 140-181 (rule of 16).",
        ),
    ),
    Method(
        id="read_proportions",
        question=Message("What did the test show, and what next?"),
        function=read_proportions,
        display=display_read_proportions,
        kind="calculator",
        explanation=(
            Message(
                "First the gates: were the groups filled as planned (chi-square against the planned split, alarm below p = .001), and are all planned customers in?"
            ),
            Message(
                "Then the difference of the two rates with the Newcombe interval, which combines the two groups' Wilson intervals and holds up in small groups. The verdict is about what this interval contains: zero, and the smallest change worth acting on."
            ),
            Message(
                "Beside it stands one test of equal rates: Fisher's exact test where an expected count is below 5, otherwise the pooled z test (chi-square without continuity correction). Test and interval use different variances and can disagree at the border; then the interval decides."
            ),
            Message(
                "What the groups could find is computed from their planned size and the control's rate, never from the difference seen: such observed power only repeats the p-value."
            ),
            Message(
                "It assumes random assignment, independent customers counted once, and one reading. An interval that holds zero does not show that nothing changed."
            ),
        ),
        references=(
            "Newcombe, R. G. (1998). Interval estimation for the difference between independent proportions: comparison of eleven methods. Statistics in Medicine, 17, 873-890 (method 10).",
            "Miettinen, O. and Nurminen, M. (1985). Comparative analysis of two rates. Statistics in Medicine, 4, 213-226.",
            "Agresti, A. and Caffo, B. (2000). Simple and effective confidence intervals for proportions and differences of proportions. The American Statistician, 54, 280-288.",
            "Fabijan, A. et al. (2019). Diagnosing sample ratio mismatch in online controlled experiments. KDD '19, 2156-2164.",
        ),
    ),
    Method(
        id="sample_ratio_mismatch",
        question=Message("Did customers reach the groups in the planned shares?"),
        function=sample_ratio_mismatch,
        display=display_sample_ratio_mismatch,
        kind="calculator",
        explanation=(
            Message(
                "Pearson's chi-square compares the number of customers in each group with the planned shares. The alarm is strict (p below .001), because many tests are checked and a true alarm stops everything."
            ),
            Message(
                "A mismatch means that assignment or counting depends on the group: lost events, bots, redirects, a split changed half way. No analysis of the outcome repairs that."
            ),
        ),
        references=(
            "Fabijan, A. et al. (2019). Diagnosing sample ratio mismatch in online controlled experiments. KDD '19, 2156-2164.",
            "Kohavi, R., Tang, D. and Xu, Y. (2020). Trustworthy online controlled experiments. Cambridge University Press, ch. 21.",
        ),
    ),
)
