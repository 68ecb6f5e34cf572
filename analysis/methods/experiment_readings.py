"""The readers of finished tests from pasted counts and summaries."""

from __future__ import annotations

from analysis.charts.probability_to_beat import display_probability_to_beat
from analysis.charts.read_arms import display_read_arms
from analysis.charts.read_counts import display_read_counts
from analysis.charts.read_means import display_read_means
from analysis.charts.read_ratio import display_read_ratio
from analysis.core.messages import Message
from analysis.experiments import probability_to_beat, read_arms, read_counts, read_means, read_ratio
from analysis.methods.method import Method

GATES = Message(
    "First the gates, in this order: the split against the planned one, arms whose factors only change together, communities assigned as a whole, the planned number of customers, and how many outcomes were read."
)
NOT_ALIKE = Message(
    "An interval that holds zero does not show that nothing changed. To show that the versions are alike, or the new one not worse, a margin is fixed beforehand and the interval is held against it."
)

READING_METHODS: tuple[Method, ...] = (
    Method(
        id="read_means",
        question=Message("What did a test of two means show?"),
        function=read_means,
        display=display_read_means,
        kind="calculator",
        explanation=(
            GATES,
            Message(
                "Welch's t test and interval decide: each group keeps its own spread. Student's pooled test stands beside; with equal groups the two nearly agree."
            ),
            Message(
                "The change relative to control is judged by Fieller's set, which says the same about zero as Welch's test. The first-order delta interval, which many platforms show, is symmetric and can say otherwise at the border."
            ),
            NOT_ALIKE,
            Message(
                "It assumes random assignment, independent customers and means that are close to normal; with few customers and skewed outcomes, such as spending, intervals are rough. It sees summaries only, not single large values."
            ),
        ),
        references=(
            'Welch, B. L. (1947). The generalization of "Student\'s" problem when several different population variances are involved. Biometrika, 34, 28-35.',
            "Fieller, E. C. (1954). Some problems in interval estimation. Journal of the Royal Statistical Society B, 16, 175-185.",
            "Schuirmann, D. J. (1987). A comparison of the two one-sided tests procedure and the power approach. Journal of Pharmacokinetics and Biopharmaceutics, 15, 657-680.",
        ),
    ),
    Method(
        id="read_ratio",
        question=Message("What did a test of a ratio metric show?"),
        function=read_ratio,
        display=display_read_ratio,
        kind="calculator",
        explanation=(
            GATES,
            Message(
                "A ratio metric, such as orders per visit, divides one sum by another. Customers were assigned, so customers are counted: the delta method turns the spread of both sums and their correlation over customers into the error of the ratio."
            ),
            Message(
                "Beside it stands the test that takes every visit for a customer of its own. It is wrong, because visits of one customer resemble each other, and is shown because many tools report it."
            ),
            NOT_ALIKE,
            Message(
                "The delta method is an approximation for many customers. It says nothing about the mean of each customer's own ratio, which is another question."
            ),
        ),
        references=(
            "Deng, A., Knoblich, U. and Lu, J. (2018). Applying the delta method in metric analytics: a practical guide with novel ideas. KDD '18, 233-242.",
            "Fieller, E. C. (1954). Some problems in interval estimation. Journal of the Royal Statistical Society B, 16, 175-185.",
        ),
    ),
    Method(
        id="read_counts",
        question=Message("What did a test of two event rates show?"),
        function=read_counts,
        display=display_read_counts,
        kind="calculator",
        explanation=(
            GATES,
            Message(
                "Events are compared per unit of exposure. The score interval of the difference decides; the exact conditional test stands beside it, since of all events those of one group are binomial where nothing changed."
            ),
            Message(
                "Orders of customers spread more than Poisson counts. Variance over mean of the customers' counts multiplies every variance; the exact test then does not apply, and without this number the intervals are marked as too short."
            ),
            NOT_ALIKE,
        ),
        references=(
            "Miettinen, O. and Nurminen, M. (1985). Comparative analysis of two rates. Statistics in Medicine, 4, 213-226.",
            "Przyborowski, J. and Wilenski, H. (1940). Homogeneity of results in testing samples from Poisson series. Biometrika, 31, 313-323.",
            "McCullagh, P. and Nelder, J. A. (1989). Generalized linear models, 2nd ed., section 6.2.3.",
        ),
    ),
    Method(
        id="read_arms",
        question=Message("Which of several arms differ from control?"),
        function=read_arms,
        display=display_read_arms,
        kind="calculator",
        explanation=(
            GATES,
            Message(
                "Each arm is compared with control by intervals that hold for all arms together: Dunnett's critical value reckons with the control they share, Bonferroni's with nothing but their number. Raw and adjusted p-values stand side by side."
            ),
            Message(
                "Where arms differ in several things at once, such as channels and touches, no size of the test tells which of them did it. A factor can be judged only if two arms differ in it alone."
            ),
            Message(
                "A two-by-two design gives two main effects and their interaction; the interaction needs four times the customers of a main effect to be found as surely."
            ),
            NOT_ALIKE,
        ),
        references=(
            "Dunnett, C. W. (1955). A multiple comparison procedure for comparing several treatments with a control. Journal of the American Statistical Association, 50, 1096-1121.",
            "Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics, 6, 65-70.",
            "Welch, B. L. (1951). On the comparison of several mean values: an alternative approach. Biometrika, 38, 330-336.",
            "Zou, G. Y., Huang, W. and Zhang, X. (2009). A note on confidence interval estimation for a linear function of binomial proportions. Computational Statistics and Data Analysis, 53, 1080-1085.",
        ),
    ),
    Method(
        id="probability_to_beat",
        question=Message("How likely is each version to be better than control?"),
        function=probability_to_beat,
        display=display_probability_to_beat,
        kind="calculator",
        explanation=(
            Message(
                "Counts and a prior give each arm a posterior. The chance that one exceeds another, the expected loss of a wrong choice, and the mass of differences too small to matter are one-dimensional integrals, computed exactly and not simulated."
            ),
            Message(
                "The prior is part of the answer and is shown. The default holds every rate equally likely; with few customers another prior gives another probability."
            ),
            Message(
                "It is not immune to peeking. Stopping as soon as the chance passes 95% finds winners where there are none, as it does with p-values."
            ),
        ),
        references=(
            "Miller, E. (2015). Formulas for Bayesian A/B testing. evanmiller.org/bayesian-ab-testing.html.",
            "Stucchio, C. (2015). Bayesian A/B testing at VWO.",
            "Kruschke, J. K. (2018). Rejecting or accepting parameter values in Bayesian estimation. Advances in Methods and Practices in Psychological Science, 1, 270-280.",
            "Deng, A., Lu, J. and Chen, S. (2016). Continuous monitoring of A/B tests without pain: optional stopping in Bayesian testing. DSAA 2016, 243-252.",
        ),
    ),
)
