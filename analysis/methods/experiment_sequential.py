"""The experiment methods of tests that are looked at while they run."""

from __future__ import annotations

from analysis.charts.sequential_anytime import display_always_valid_interval
from analysis.charts.sequential_bounds import display_sequential_bounds
from analysis.charts.sequential_designs import display_compare_designs
from analysis.charts.sequential_look import display_read_sequential
from analysis.charts.sequential_peeking import display_conversion_race, display_peeking_error
from analysis.charts.sequential_plan import display_plan_sequential
from analysis.core.messages import Message
from analysis.experiments import (
    always_valid_interval,
    compare_designs,
    conversion_race,
    peeking_error,
    plan_sequential,
    read_sequential,
    sequential_bounds,
)
from analysis.methods.method import Method

JENNISON_TURNBULL = "Jennison, C. and Turnbull, B. W. (2000). Group sequential methods with applications to clinical trials. Chapman & Hall/CRC."
LAN_DEMETS = "Lan, K. K. G. and DeMets, D. L. (1983). Discrete sequential boundaries for clinical trials. Biometrika, 70, 659-663."
POCOCK = "Pocock, S. J. (1977). Group sequential methods in the design and analysis of clinical trials. Biometrika, 64, 191-199."
ARMITAGE = "Armitage, P., McPherson, C. K. and Rowe, B. C. (1969). Repeated significance tests on accumulating data. Journal of the Royal Statistical Society A, 132, 235-244."
JOHARI = "Johari, R., Koomen, P., Pekelis, L. and Walsh, D. (2022). Always valid inference: continuous monitoring of A/B tests. Operations Research, 70, 1806-1821."

SEQUENTIAL_METHODS: tuple[Method, ...] = (
    Method(
        id="plan_sequential",
        question=Message("How many customers, if the test may stop early?"),
        function=plan_sequential,
        display=display_plan_sequential,
        kind="calculator",
        explanation=(
            Message(
                "The test is looked at several times and stops as soon as z passes the bound of that look. The bounds are set so that all looks together raise a false alarm as often as one look at the promised level."
            ),
            Message(
                "The largest size is that of a test with one look times an inflation factor; the expected size counts how often the test stops at each look. All chances are integrated numerically, not simulated."
            ),
            Message(
                "It assumes large groups, independent customers assigned at random, and looks whose time does not depend on the results."
            ),
        ),
        references=(JENNISON_TURNBULL, LAN_DEMETS),
    ),
    Method(
        id="sequential_bounds",
        question=Message("How far ahead must a test be to stop at this look?"),
        function=sequential_bounds,
        display=display_sequential_bounds,
        kind="calculator",
        explanation=(
            Message(
                "Exact designs (Pocock, O'Brien-Fleming, Wang-Tsiatis) fix the shape of the bounds and solve for their height. Spending designs give each look the part of the false-alarm chance that its share of the customers has earned; a look may then come earlier or later than planned without touching the bounds before it."
            ),
            Message(
                "The z values of the looks are jointly normal with correlations given by the shares of customers; the chance to cross is integrated from look to look. Both directions are two one-sided designs of half the level each."
            ),
            Message(
                "A test that runs over its plan uses up at its last look all that is left, with the customers who really came."
            ),
        ),
        references=(
            JENNISON_TURNBULL,
            LAN_DEMETS,
            "Kim, K. and DeMets, D. L. (1987). Design and analysis of group sequential tests based on the type I error spending rate function. Biometrika, 74, 149-154.",
            "Hwang, I. K., Shih, W. J. and De Cani, J. S. (1990). Group sequential designs using a family of type I error probability spending functions. Statistics in Medicine, 9, 1439-1445.",
        ),
    ),
    Method(
        id="read_sequential",
        question=Message("The test is running: stop or go on?"),
        function=read_sequential,
        display=display_read_sequential,
        kind="calculator",
        explanation=(
            Message(
                "The bound of this look follows from the customers really counted at each look so far. If z passes it the test stops; otherwise it goes on."
            ),
            Message(
                "The repeated interval is as wide as the bound asks for and holds at all looks together, whatever is decided. Once the test has ended, the estimate, interval and p-value by the stage-wise ordering correct for the chance to stop early."
            ),
            Message(
                "Means are compared by Welch's t, turned into the z with the same chance in its tail: at each look the quantile of t takes the place of the normal bound at the same level."
            ),
            Message("Before anything is read, the split of the customers is checked against the planned one."),
        ),
        references=(
            "Jennison, C. and Turnbull, B. W. (1989). Interim analyses: the repeated confidence interval approach. Journal of the Royal Statistical Society B, 51, 305-361.",
            JENNISON_TURNBULL,
            POCOCK,
        ),
    ),
    Method(
        id="peeking_error",
        question=Message("What does looking early and stopping at a hit cost?"),
        function=peeking_error,
        display=display_peeking_error,
        kind="calculator",
        explanation=(
            Message(
                "Each look at the full level is a new chance for a false alarm. The looks share their customers, so the chances do not simply add up; they are integrated look by look."
            ),
            Message("At a fixed level there is no ceiling: with looks without end a false alarm is certain."),
        ),
        references=(ARMITAGE,),
    ),
    Method(
        id="conversion_race",
        question=Message("Which version is ahead far enough, counting conversions only?"),
        function=conversion_race,
        display=display_conversion_race,
        kind="calculator",
        explanation=(
            Message(
                "With groups of equal size and no change each conversion comes from either group like the toss of a coin. The race stops when one group leads by a set number of conversions, or ends at a set total."
            ),
            Message(
                "Chances are exact, by reflecting the paths of the walk at the line. It may be looked at after every conversion."
            ),
        ),
        references=(
            "Miller, E. (2015). Simple sequential A/B testing. evanmiller.org/sequential-ab-testing.html",
            "Feller, W. (1968). An introduction to probability theory and its applications, vol. 1, 3rd ed., ch. III. Wiley.",
        ),
    ),
    Method(
        id="always_valid_interval",
        question=Message("What does the test show now, if it may be looked at at any time?"),
        function=always_valid_interval,
        display=display_always_valid_interval,
        kind="calculator",
        explanation=(
            Message(
                "The evidence is a likelihood ratio of no change against a mixture of possible changes. Without a change it rarely ever becomes large, however often one looks; the interval holds all differences that it has not become large against."
            ),
            Message(
                "The price is width: about half as wide again as an interval that may be read once. It is narrowest at the size or the change it was tuned to, which must be set before the test."
            ),
            Message(
                "It holds for large groups. Relative differences need at least 50 conversions in each group; looks before are left out."
            ),
        ),
        references=(
            JOHARI,
            "Waudby-Smith, I., Arbour, D., Sinha, R., Kennedy, E. H. and Ramdas, A. (2024). Time-uniform central limit theory and asymptotic confidence sequences. Annals of Statistics, 52, 2613-2640.",
        ),
    ),
    Method(
        id="compare_designs",
        question=Message("Which way of running this test needs the fewest customers, and what does it promise?"),
        function=compare_designs,
        display=display_compare_designs,
        kind="calculator",
        explanation=(
            Message(
                "Every way of stopping is a bound of z at each look: one look, group-sequential bounds, always-valid bounds, and a Bayesian probability threshold. So their sizes and false alarms come from the same integral."
            ),
            Message(
                "A posterior probability does not change its meaning by looking, but the share of tests without a change that are called a success grows with every look at which one may stop."
            ),
        ),
        references=(JENNISON_TURNBULL, ARMITAGE, JOHARI),
    ),
)
