"""Methods of one question at a time."""

from __future__ import annotations

from analysis.charts.questions import display_describe, display_frequencies, display_multi_select
from analysis.charts.scores import (
    display_estimate_proportion,
    display_net_promoter_score,
    display_serial_correlation,
    display_top_box,
    display_weighted_mean,
)
from analysis.core.messages import Message
from analysis.methods.method import Method
from analysis.survey import (
    describe,
    estimate_proportion,
    frequencies,
    multi_select,
    net_promoter_score,
    serial_correlation,
    top_box,
    weighted_mean,
)

WEIGHTS = Message(
    "With a weight, shares and means are weighted, standard errors are linearised as if people were drawn with "
    "replacement, and intervals rest on the effective sample size (below 100, on no more than Kish's). Clusters and "
    "strata are not taken into account."
)
RANDOM = Message(
    "Intervals hold for people drawn at random. They say nothing about those who were not reached or did not answer."
)
BROWN = (
    "Brown, L. D., Cai, T. T. and DasGupta, A. (2001). Interval estimation for a binomial proportion. "
    "Statistical Science, 16, 101-133."
)
NEWCOMBE = (
    "Newcombe, R. G. (1998). Two-sided confidence intervals for the single proportion: comparison of seven methods. "
    "Statistics in Medicine, 17, 857-872."
)
KORN = (
    "Korn, E. L. and Graubard, B. I. (1998). Confidence intervals for proportions with small expected number of "
    "positive counts estimated from survey data. Survey Methodology, 24, 193-201."
)
KISH = "Kish, L. (1992). Weighting for unequal Pi. Journal of Official Statistics, 8, 183-200."
LUMLEY = "Lumley, T. (2010). Complex Surveys: A Guide to Analysis Using R. Wiley, section 2.2."
TANGO = (
    "Tango, T. (1998). Equivalence test and confidence interval for the difference in proportions for the "
    "paired-sample design. Statistics in Medicine, 17, 891-908."
)
ROCKS = 'Rocks, B. (2016). Interval estimation for the "net promoter score". The American Statistician, 70, 365-372.'

SURVEY_METHODS: tuple[Method, ...] = (
    Method(
        id="describe",
        question=Message("What is the typical answer, and how much do people differ?"),
        function=describe,
        display=display_describe,
        explanation=(
            Message(
                "A number is described by its median with the exact order-statistic interval and by its mean with "
                "Student's interval; quantiles follow R's type 7 (type 6, as in SPSS, stands in the export). Ordered "
                "answers are described by the middle answer, other answers by their shares with Wilson intervals."
            ),
            Message(
                "Histogram bins have the width of Freedman and Diaconis, rounded to a plain number; whole numbers over "
                "a short range get a bar each."
            ),
            WEIGHTS,
            RANDOM,
        ),
        references=(
            "Conover, W. J. (1999). Practical Nonparametric Statistics, 3rd ed. Wiley, section 3.2.",
            (
                "Hyndman, R. J. and Fan, Y. (1996). Sample quantiles in statistical packages. The American Statistician, "
                "50, 361-365."
            ),
            (
                "Joanes, D. N. and Gill, C. A. (1998). Comparing measures of sample skewness and kurtosis. Journal of the "
                "Royal Statistical Society D, 47, 183-189."
            ),
            (
                "Woodruff, R. S. (1952). Confidence intervals for medians and other position measures. Journal of the "
                "American Statistical Association, 47, 635-646."
            ),
            LUMLEY,
        ),
    ),
    Method(
        id="frequencies",
        question=Message("How often was each answer given?"),
        function=frequencies,
        display=display_frequencies,
        explanation=(
            Message(
                "Shares of the valid answers, each with a Wilson interval or another of choice. Answers that nobody "
                "gave stay in with 0; people who were not asked, left the question blank or refused are counted apart."
            ),
            Message(
                "The most frequent answer is said to lead only where the exact sign test of its count against the next "
                "rejects equality; the distance of the two carries Tango's score interval for two shares of one sample."
            ),
            WEIGHTS,
            RANDOM,
        ),
        references=(
            BROWN,
            (
                "Goodman, L. A. (1965). On simultaneous confidence intervals for multinomial proportions. Technometrics, "
                "7, 247-254."
            ),
            TANGO,
            KORN,
        ),
    ),
    Method(
        id="multi_select",
        question=Message("Which options do people choose, and how many?"),
        function=multi_select,
        display=display_multi_select,
        explanation=(
            Message(
                "The base is everybody who was asked, also those who chose none of the options. Shares of people carry "
                "Wilson intervals and need not add up to 100%; shares of choices add up to 100% and carry none, since "
                "the choices of one person are not independent."
            ),
            Message(
                "Two options are compared within the same people: only those who chose one and not the other count."
            ),
            WEIGHTS,
        ),
        references=(
            "Bilder, C. R. and Loughin, T. M. (2014). Analysis of Categorical Data with R. CRC Press, section 6.4.",
            TANGO,
        ),
    ),
    Method(
        id="net_promoter_score",
        question=Message("Do more people recommend us than warn against us?"),
        function=net_promoter_score,
        display=display_net_promoter_score,
        explanation=(
            Message(
                "Promoters (9 and 10) minus detractors (0 to 6), in points of 100. Both shares come from one sample, so "
                "the variance is p + d − (p − d)²; the adjusted Wald interval adds three made-up answers, which keeps "
                "its coverage in small samples."
            ),
            WEIGHTS,
            RANDOM,
        ),
        references=(
            ROCKS,
            "Reichheld, F. F. (2003). The one number you need to grow. Harvard Business Review, 81(12), 46-54.",
        ),
    ),
    Method(
        id="top_box",
        question=Message("Which share answers at the top of the scale, and which at the bottom?"),
        function=top_box,
        display=display_top_box,
        explanation=(
            Message(
                "The share of the highest and of the lowest answers of the declared scale with Wilson intervals, and "
                "their difference as two shares of one sample. Two questions with the same top box may differ in the "
                "middle."
            ),
            WEIGHTS,
        ),
        references=(BROWN, ROCKS),
    ),
    Method(
        id="estimate_proportion",
        question=Message("How large may the true share be?"),
        function=estimate_proportion,
        display=display_estimate_proportion,
        explanation=(
            Message(
                "Wilson's interval suits nearly every case: it never leaves 0 to 100% and its coverage stays near the "
                "level down to ten people. Clopper-Pearson guarantees the level and is wider; Wald is shown for "
                "comparison only, since it is too short near 0 and 100%."
            ),
            RANDOM,
        ),
        references=(BROWN, NEWCOMBE),
        kind="calculator",
    ),
    Method(
        id="weighted_mean",
        question=Message("What is the mean once the weight is applied?"),
        function=weighted_mean,
        display=display_weighted_mean,
        explanation=(WEIGHTS, RANDOM),
        references=(LUMLEY, KISH),
    ),
    Method(
        id="serial_correlation",
        question=Message("Do answers that follow each other resemble each other?"),
        function=serial_correlation,
        display=display_serial_correlation,
        explanation=(
            Message(
                "The lag-1 autocorrelation of the answers in the order of another column, with Bartlett's interval. "
                "Drift over the field time, quota blocks and copied answers all raise it; intervals that assume "
                "independent answers are then too short."
            ),
        ),
        references=(
            "Box, G. E. P., Jenkins, G. M. and Reinsel, G. C. (2008). Time Series Analysis, 4th ed. Wiley, section 2.1.",
        ),
    ),
)
