"""Methods about the weeks of a test and the pilot before it."""

from __future__ import annotations

from analysis.charts.measure_accrual import display_measure_accrual
from analysis.charts.plan_duration import display_plan_duration
from analysis.charts.plan_pilot import display_plan_pilot
from analysis.core.messages import Message
from analysis.experiments import measure_accrual, plan_duration, plan_pilot
from analysis.methods.method import Method

KOHAVI = (
    "Kohavi, R., Tang, D. and Xu, Y. (2020). Trustworthy online controlled experiments. Cambridge University Press, "
)

DURATION_METHODS: tuple[Method, ...] = (
    Method(
        id="plan_duration",
        question=Message("For how many weeks must it run?"),
        function=plan_duration,
        display=display_plan_duration,
        kind="calculator",
        explanation=(
            Message(
                "Customers in the test are different customers: who comes in week 1 and again in week 2 counts once. Their curve flattens, so the customers needed divided by the visitors of a day promises too short a test."
            ),
            Message(
                "The test ends after the first whole week in which enough customers are in, plus the days each of them is watched. Whole weeks, because weekdays differ."
            ),
            Message(
                "A number that adds up while the test runs, such as spend, changes its variance with the weeks; the customers needed change in proportion."
            ),
            Message("The weeks given are taken as known. A holiday, a campaign or a season changes them."),
        ),
        references=(KOHAVI + "ch. 2 and 17.",),
    ),
    Method(
        id="measure_accrual",
        question=Message("How many new, different customers does each week bring?"),
        function=measure_accrual,
        display=display_measure_accrual,
        explanation=(
            Message(
                "As if a test had started so many weeks before the last event: each customer is new in the week of their first event since then."
            ),
            Message(
                "Earlier stretches of the same length show how much the numbers move. Their range is no confidence interval: seasons differ."
            ),
            Message(
                "With an amount, its mean and standard deviation up to each week are those of the customers of week 1, who are watched all the time."
            ),
        ),
        references=(KOHAVI + "ch. 2 and 18.",),
    ),
    Method(
        id="plan_pilot",
        question=Message("What can a pilot on a part of the customers show?"),
        function=plan_pilot,
        display=display_plan_pilot,
        kind="calculator",
        explanation=(
            Message(
                "A pilot is a test of unequal groups: the customers in it against all others. The smallest change it finds is that of the pooled two-proportion test with these sizes, divided by the design effect where whole communities are assigned."
            ),
            Message(
                "Whoever is reached outside the pilot hides a part of the change: the difference seen is the true change times the share not reached."
            ),
            Message(
                "The decision rule is fixed before the pilot: stop once the smallest change worth acting on is ruled out, roll out once a loss beyond the tolerated one is, otherwise go on. Its chances are by the normal approximation."
            ),
            Message(
                "The customers are many but not endless. That makes the pilot's rate more exact for these very customers, and changes nothing in the comparison, which is about customers to come."
            ),
        ),
        references=(
            "Fleiss, J. L., Levin, B. and Paik, M. C. (2003). Statistical methods for rates and proportions, 3rd ed., eq. 4.14, 4.19.",
            "Donner, A. and Klar, N. (2000). Design and analysis of cluster randomization trials in health research. Arnold, ch. 5.",
            KOHAVI + "ch. 15.",
        ),
    ),
)
