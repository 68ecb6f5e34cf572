"""The planners beside that of two shares: means, ratio metrics, event rates, associations, factorials, CUPED."""

from __future__ import annotations

from analysis.charts.cuped_reduction import display_cuped_reduction
from analysis.charts.plan_association import display_plan_association
from analysis.charts.plan_counts import display_plan_counts
from analysis.charts.plan_factorial import display_plan_factorial
from analysis.charts.plan_means import display_plan_means
from analysis.charts.plan_ratio import display_plan_ratio
from analysis.core.messages import Message
from analysis.experiments import (
    cuped_reduction,
    plan_association,
    plan_counts,
    plan_factorial,
    plan_means,
    plan_ratio,
)
from analysis.methods.method import Method

EXPERIMENT_PLANNERS: tuple[Method, ...] = (
    Method(
        id="plan_means",
        question=Message("How many customers, to find a change of a mean?"),
        function=plan_means,
        display=display_plan_means,
        kind="calculator",
        explanation=(
            Message(
                "The number of customers follows from how much customers differ (the standard deviation), the smallest change worth acting on, how often it should be found, and how often no change may be taken for one."
            ),
            Message(
                "Convention here: noncentral t with one standard deviation for both groups, rejections in the wrong direction not counted. R's power.t.test computes the same. Welch's t and the normal test take two standard deviations. Whole customers are rounded up in each group."
            ),
            Message(
                "To show that a new version is no worse, or no different, than a margin, the interval of the difference has to stay inside it. The chance of equivalence is exact: both one-sided tests at once."
            ),
            Message(
                "A measure from before the test lowers the variance by the square of its correlation; customers assigned together raise it by the design effect, and then clusters are what is counted."
            ),
            Message(
                "It assumes random assignment and one reading at the planned size. Skewed values, such as spend, need large groups before a test of means holds what it promises."
            ),
        ),
        references=(
            "Chow, S.-C., Shao, J. and Wang, H. (2008). Sample size calculations in clinical research, 2nd ed., section 3.2, eq. 3.2.2.",
            "Phillips, K. F. (1990). Power of the two one-sided tests procedure in bioequivalence. Journal of Pharmacokinetics and Biopharmaceutics, 18, 137-144.",
            "Kohavi, R., Deng, A., Longbotham, R. and Xu, Y. (2014). Seven rules of thumb for web site experimenters. KDD '14, 1857-1866 (355 skewness²).",
            "Eldridge, S. M., Ashby, D. and Kerry, S. (2006). Sample size for cluster randomized trials: effect of coefficient of variation of cluster size and analysis method. International Journal of Epidemiology, 35, 1292-1300.",
        ),
    ),
    Method(
        id="plan_ratio",
        question=Message("How many customers, to find a change of a ratio of sums?"),
        function=plan_ratio,
        display=display_plan_ratio,
        kind="calculator",
        explanation=(
            Message(
                "Clicks per visit or spend per order are sums over sums. Customers are assigned, so customers are the units: the delta method gives the variance of the ratio from the variances and the covariance of numerator and denominator over customers."
            ),
            Message(
                "A calculator for two rates fed with clicks and visits takes every visit for an independent unit. The result says how many customers such a plan would claim and how often its test would ring falsely."
            ),
            Message(
                "It assumes independent customers assigned at random, as much spread in both groups, and some hundred customers or more. It is not about the mean of each customer's own ratio: that is a mean."
            ),
        ),
        references=(
            "Deng, A., Knoblich, U. and Lu, J. (2018). Applying the delta method in metric analytics: a practical guide with novel ideas. KDD '18, 233-242.",
            "Kohavi, R., Tang, D. and Xu, Y. (2020). Trustworthy online controlled experiments. Cambridge University Press, ch. 18.",
        ),
    ),
    Method(
        id="plan_counts",
        question=Message("How many customers, to find a change of an event rate?"),
        function=plan_counts,
        display=display_plan_counts,
        kind="calculator",
        explanation=(
            Message(
                "Orders or visits per customer are counts. Their variance is at least the mean (pure chance, Poisson) and in practice larger, because customers differ: give the variance over the mean, or the negative binomial dispersion."
            ),
            Message(
                "Convention here: logarithm of the rate ratio, the variance if nothing changed at the pooled rate (Zhu and Lakkis, method 3). Their other methods and the square root scale stand beside it."
            ),
            Message(
                "It assumes that every customer is observed for the same time, and that the spread is alike in both groups."
            ),
        ),
        references=(
            "Zhu, H. and Lakkis, H. (2014). Sample size calculation for comparing two negative binomial rates. Statistics in Medicine, 33, 376-387.",
            "Gu, K., Ng, H. K. T., Tang, M. L. and Schucany, W. R. (2008). Testing the ratio of two Poisson rates. Biometrical Journal, 50, 283-298.",
        ),
    ),
    Method(
        id="plan_association",
        question=Message(
            "How many customers, to find a correlation, a crosstab's association or a difference of groups?"
        ),
        function=plan_association,
        display=display_plan_association,
        kind="calculator",
        explanation=(
            Message(
                "For a survey rather than a test with assignment: how many answers show a correlation r, an association w of a crosstab, or a spread f of group means."
            ),
            Message(
                "Conventions here: the correlation as R's pwr.r.test (critical r from t, Fisher's z with its bias), noncentral chi-square, and noncentral F with groups of equal size."
            ),
            Message(
                "Effects are of Cohen's measures: r² and f² / (1 + f²) are shares of variance explained. What is found is an association, which need not be an effect."
            ),
        ),
        references=(
            "Cohen, J. (1988). Statistical power analysis for the behavioral sciences, 2nd ed., ch. 3, 7 and 8.",
            "Champely, S. (2020). pwr: basic functions for power analysis. R package version 1.3-0.",
        ),
    ),
    Method(
        id="plan_factorial",
        question=Message("How many customers, to tell two changes apart?"),
        function=plan_factorial,
        display=display_plan_factorial,
        kind="calculator",
        explanation=(
            Message(
                "Two changes, each made or not, give four cells. Every customer counts for both effects, so that one factorial answers two questions with the customers of one, and nothing is mixed up."
            ),
            Message(
                "The main effect of a factor is the mean of its effects at both levels of the other. The interaction is the difference of these two effects, in points or units of the mean. Its error is twice as large: the same size needs four times the customers, half the size sixteen times."
            ),
            Message(
                "Arms that change channels and number of touches at once, as in the published four-arm design, cannot say which of the two acted, with however many customers. The four cells can."
            ),
        ),
        references=(
            "Montgomery, D. C. (2017). Design and analysis of experiments, 9th ed., sections 5.3 and 6.2.",
            "Brookes, S. T. et al. (2004). Subgroup analyses in randomized trials: risks of subgroup-specific analyses; power and sample size for the interaction test. Journal of Clinical Epidemiology, 57, 229-236.",
        ),
    ),
    Method(
        id="cuped_reduction",
        question=Message("How many customers does adjusting for the time before the test save?"),
        function=cuped_reduction,
        display=display_cuped_reduction,
        kind="calculator",
        explanation=(
            Message(
                "What a customer did before the test tells part of what the customer does in it. Taking that part away (CUPED) leaves 1 − r² of the variance and of the customers needed, and does not change the effect."
            ),
            Message(
                "The measure must be from before the assignment, and the correlation that of all customers in the test; those without a past lower it."
            ),
        ),
        references=(
            "Deng, A., Xu, Y., Kohavi, R. and Walker, T. (2013). Improving the sensitivity of online controlled experiments by utilizing pre-experiment data. WSDM '13, 123-132.",
        ),
    ),
)
