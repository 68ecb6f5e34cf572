"""Methods that read a test from one row per customer, and measure what a plan needs."""

from __future__ import annotations

from analysis.charts.measure_baseline import display_measure_baseline
from analysis.charts.read_user_means import display_read_user_means
from analysis.charts.read_user_novelty import display_read_novelty
from analysis.charts.read_user_proportions import display_read_user_proportions
from analysis.charts.read_user_ratio import display_read_user_ratio
from analysis.charts.read_user_subgroups import display_read_subgroups
from analysis.core.messages import Message
from analysis.experiments import (
    measure_baseline,
    read_novelty,
    read_subgroups,
    read_user_means,
    read_user_proportions,
    read_user_ratio,
)
from analysis.methods.method import Method

GATES = Message(
    "First the gates: were the groups filled as planned (chi-square against the planned split, alarm below p = .001), are all planned customers in, and is the outcome missing equally often in all groups?"
)
COMMUNITIES = Message(
    "With communities assigned as a whole, customers of one are alike: the error comes from sums over communities (CR2), the degrees of freedom from their number. The test that ignores them stands beside it, as wrong."
)
SEVERAL = Message(
    "With more than two groups each is compared with the control, and p-values and intervals hold for all comparisons together (Dunnett, or Holm and Bonferroni)."
)

EXPERIMENT_USER_METHODS: tuple[Method, ...] = (
    Method(
        id="read_user_means",
        question=Message("What did the test do to spend, orders or activity?"),
        function=read_user_means,
        display=display_read_user_means,
        explanation=(
            GATES,
            Message(
                "Then the difference of the means with Welch's interval, which allows for unequal spread. With the same value before the test the difference is adjusted for it (CUPED): with the slope within groups that is an analysis of covariance, here with a robust error; with the slope over all customers the effect itself leaks into the slope. Both are shown."
            ),
            COMMUNITIES,
            Message(
                "For skewed spend: ranks (Mann-Whitney, Brunner-Munzel, the chance that a customer of one group has more than one of the other), median and 90% quantile with bootstrap intervals. They answer other questions than the mean, which alone says what total spend becomes."
            ),
            SEVERAL,
            Message(
                "What is done with very large values has to be decided before the result is seen. It assumes random assignment and one reading."
            ),
        ),
        references=(
            "Deng, A., Xu, Y., Kohavi, R. and Walker, T. (2013). Improving the sensitivity of online controlled experiments by utilizing pre-experiment data. WSDM '13, 123-132.",
            "Lin, W. (2013). Agnostic notes on regression adjustments to experimental data. Annals of Applied Statistics, 7, 295-318.",
            "Bell, R. M. and McCaffrey, D. F. (2002). Bias reduction in standard errors for linear regression with multi-stage samples. Survey Methodology, 28, 169-181.",
            "Brunner, E. and Munzel, U. (2000). The nonparametric Behrens-Fisher problem. Biometrical Journal, 42, 17-25.",
            "Dunnett, C. W. (1955). A multiple comparison procedure for comparing several treatments with a control. Journal of the American Statistical Association, 50, 1096-1121.",
        ),
    ),
    Method(
        id="read_user_ratio",
        question=Message("What did the test do to a ratio such as spend per order?"),
        function=read_user_ratio,
        display=display_read_user_ratio,
        explanation=(
            GATES,
            Message(
                "The ratio of two sums over customers, such as spend per order. Customers were assigned, so customers are the units: the delta method takes numerator and denominator of a customer together."
            ),
            Message(
                "A test over events would take the events of one customer for independent. Its p-value is shown to see by how much it misleads, never to be used."
            ),
            COMMUNITIES,
            SEVERAL,
        ),
        references=(
            "Deng, A., Knoblich, U. and Lu, J. (2018). Applying the delta method in metric analytics: a practical guide with novel ideas. KDD '18, 233-242.",
            "Cochran, W. G. (1977). Sampling techniques, 3rd ed., eq. 2.39.",
            "Fieller, E. C. (1954). Some problems in interval estimation. Journal of the Royal Statistical Society B, 16, 175-185.",
        ),
    ),
    Method(
        id="read_user_proportions",
        question=Message("What did the test do to the share who convert?"),
        function=read_user_proportions,
        display=display_read_user_proportions,
        explanation=(
            GATES,
            Message(
                "The rows are counted and read as counts are: Newcombe's interval of the difference decides, beside it stands the pooled z test, or Fisher's where an expected count is below 5."
            ),
            COMMUNITIES,
            SEVERAL,
        ),
        references=(
            "Newcombe, R. G. (1998). Interval estimation for the difference between independent proportions: comparison of eleven methods. Statistics in Medicine, 17, 873-890 (method 10).",
            "Donner, A. and Klar, N. (2000). Design and analysis of cluster randomization trials in health research. Arnold, ch. 6.",
            "Dunnett, C. W. (1955). A multiple comparison procedure for comparing several treatments with a control. Journal of the American Statistical Association, 50, 1096-1121.",
        ),
    ),
    Method(
        id="read_subgroups",
        question=Message("Did it work better for some customers than for others?"),
        function=read_subgroups,
        display=display_read_subgroups,
        explanation=(
            Message(
                "The question comes first whether the effect differs between subgroups at all: one test of equal effects (Welch's F). That one subgroup's interval leaves zero out and another's does not is no difference between them."
            ),
            Message(
                "Then each subgroup against all others, with p-values corrected for their number (Holm), and each subgroup's effect with intervals that hold together (Bonferroni)."
            ),
            Message(
                "Subgroups have to be known before assignment. One found by looking is a guess: with ten of them, two in five looks into data without any difference find something below p = .05."
            ),
        ),
        references=(
            "Welch, B. L. (1951). On the comparison of several mean values: an alternative approach. Biometrika, 38, 330-336.",
            "Assmann, S. F., Pocock, S. J., Enos, L. E. and Kasten, L. E. (2000). Subgroup analysis and other (mis)uses of baseline data in clinical trials. The Lancet, 355, 1064-1069.",
            "Brookes, S. T. et al. (2004). Subgroup analyses in randomized trials: risks of subgroup-specific analyses. Journal of Clinical Epidemiology, 57, 229-236.",
        ),
    ),
    Method(
        id="read_novelty",
        question=Message("Does the effect last, wear off or grow?"),
        function=read_novelty,
        display=display_read_novelty,
        explanation=(
            Message(
                "The effect in each period since entry, and the straight-line trend of these effects. If the trend runs against the effect, the effect wears off (novelty); if it runs with it, customers are still learning (primacy)."
            ),
            Message(
                "Several rows of one customer are alike; where the column that tells customers apart is named, the errors allow for it."
            ),
            Message(
                "The effect up to each period is what somebody saw who looked then. Stopping at a look that turns out well needs the wider interval, which holds at all looks together."
            ),
        ),
        references=(
            "Kohavi, R., Tang, D. and Xu, Y. (2020). Trustworthy online controlled experiments. Cambridge University Press, ch. 3, 23.",
            "Sadeghi, S. et al. (2022). Novelty and primacy: a long-term estimator for online experiments. Technometrics, 64, 524-534.",
            "Waudby-Smith, I. et al. (2024). Time-uniform central limit theory and asymptotic confidence sequences. Annals of Statistics, 52, 2613-2640.",
        ),
    ),
    Method(
        id="measure_baseline",
        question=Message("What does a plan need to know of today's customers?"),
        function=measure_baseline,
        display=display_measure_baseline,
        explanation=(
            Message(
                "Read from the study's own customers: today's rate or mean and its spread, the correlation with the period before (which an adjustment would use), and how alike members of one community are (which assigning communities would cost)."
            ),
            Message(
                "Every number has an interval that does not take the data for normal. Plan also with the unfavourable end: a plan made from one number inherits its error."
            ),
        ),
        references=(
            "Donner, A. and Klar, N. (2000). Design and analysis of cluster randomization trials in health research. Arnold, ch. 1, 5, 6.",
            "Eldridge, S. M., Ashby, D. and Kerry, S. (2006). Sample size for cluster randomized trials: effect of coefficient of variation of cluster size. International Journal of Epidemiology, 35, 1292-1300.",
            "Bonett, D. G. (2006). Approximate confidence interval for standard deviation of nonnormal distributions. Computational Statistics and Data Analysis, 50, 775-782.",
        ),
    ),
)
