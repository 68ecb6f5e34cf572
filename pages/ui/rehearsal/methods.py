"""The rehearsals as methods. They stand beside `analysis.methods`: the library does not know the designs they draw."""

from __future__ import annotations

from collections.abc import Callable

from analysis.core import Message
from analysis.methods import Method
from pages.ui.rehearsal import planned_tests, questions
from pages.ui.rehearsal.display import display_rehearsal, display_rehearsal_in_points
from synthetic.rehearsal import Rehearsal

SIMULATED = Message(
    "The study is drawn again and again by a random generator whose truth is known; each time our own method reads it, "
    "without knowing the truth. What is counted afterwards needs no formula and no assumption but those of the design."
)
BESIDE = Message(
    "Power says nothing without the rate of false alarms beside it: the same design is simulated as often with nothing in "
    "it. An analysis that raises more false alarms than it promises has a power that is not to be believed."
)
SIZE = Message(
    "The smallest size is found by doubling and bisection with the same random numbers at every size, then from a line "
    "through the normal quantiles of the powers against the root of the size; its power is checked in new draws."
)
LOOKS = Message(
    "Customers come in and are counted at every look; the test ends at the first z beyond its bound, as `read_sequential` "
    "decides. Beside it the same data are read by naive peeking, which takes every look for the only one. What the "
    "integrals of `plan_sequential` say stands beside what was counted."
)
LIMITS = Message("It says nothing about data that differ from the design: other spreads, dropouts, other questions.")
REFERENCES = (
    "Morris, T. P., White, I. R. and Crowther, M. J. (2019). Using simulation studies to evaluate statistical methods. Statistics in Medicine, 38, 2074-2102.",
    "Clopper, C. J. and Pearson, E. S. (1934). The use of confidence or fiducial limits illustrated in the case of the binomial. Biometrika, 26, 404-413.",
)
SEGMENT_REFERENCE = ("Hubert, L. and Arabie, P. (1985). Comparing partitions. Journal of Classification, 2, 193-218.",)
LOOKS_REFERENCES = (
    "Jennison, C. and Turnbull, B. W. (2000). Group sequential methods with applications to clinical trials. Chapman and Hall.",
    "Armitage, P., McPherson, C. K. and Rowe, B. C. (1969). Repeated significance tests on accumulating data. Journal of the Royal Statistical Society A, 132, 235-244.",
)
DISCOVERY_REFERENCE = (
    "Benjamini, Y. and Hochberg, Y. (1995). Controlling the false discovery rate. Journal of the Royal Statistical Society B, 57, 289-300.",
)
COMPARED_IN_POINTS: tuple[Callable[..., Rehearsal], ...] = (
    questions.rehearse_shares,
    questions.rehearse_communities,
    questions.rehearse_scores,
    planned_tests.rehearse_looks,
)
"""Rehearsals whose estimate is a difference of rates or of scores."""


def _method(
    function: Callable[..., Rehearsal], question: Message, detail: Message, references: tuple[str, ...] = ()
) -> Method:
    return Method(
        id=function.__name__,
        question=question,
        function=function,
        display=display_rehearsal_in_points if function in COMPARED_IN_POINTS else display_rehearsal,
        explanation=(SIMULATED, detail, BESIDE, SIZE, LIMITS),
        references=(*REFERENCES, *references),
        kind="calculator",
        slow=True,
    )


REHEARSALS: tuple[Method, ...] = (
    _method(
        questions.rehearse_shares,
        Message("How often would a test of two rates find the difference?"),
        Message("Both groups are binomial. Read by `read_proportions`: its interval decides, or one of its tests."),
    ),
    _method(
        questions.rehearse_means,
        Message("How often would a test of two means find the difference?"),
        Message("Amounts are normal, or lognormal with a spread in proportion to the mean. Read by `read_means`."),
    ),
    _method(
        questions.rehearse_communities,
        Message("How often would a test of whole communities find the difference?"),
        Message(
            "Rates of communities are beta distributed around their group's, sizes gamma. Read with communities as units, "
            "or as if customers were independent: the second shows what that mistake does."
        ),
    ),
    _method(
        questions.rehearse_correlation,
        Message("How often would a survey find that two columns go together?"),
        Message(
            "Two normal quantities with a true correlation; the second may be seen as yes or no. Read by `correlate`."
        ),
    ),
    _method(
        questions.rehearse_groups,
        Message("How often would a stratified survey find that groups differ?"),
        Message("Groups of fixed sizes with rates of their own. Read by `correlate` (chi-square, Cramér's V)."),
    ),
    _method(
        questions.rehearse_scores,
        Message("How often would two net promoter scores be told apart?"),
        Message("Promoters, passives and detractors are multinomial in each group. Read by `net_promoter_score`."),
    ),
    _method(
        questions.rehearse_segments,
        Message("How well would segments that are there be found?"),
        Message(
            "Segments of equal size whose centres are equally far apart. Read by `cluster`; agreement with the truth is the "
            "adjusted Rand index. Without an effect there is one kind of customers."
        ),
        SEGMENT_REFERENCE,
    ),
    _method(
        questions.rehearse_rules,
        Message("How many of the rules that are there would be found, and how many that are not?"),
        Message(
            "Some answers really go with leaving, the others are decoys. Read by `target_rules`; a rule is true where it "
            "holds one of the real answers."
        ),
        DISCOVERY_REFERENCE,
    ),
    _method(
        planned_tests.rehearse_looks,
        Message("How often would a test with several looks find the difference, and when would it end?"),
        LOOKS,
        LOOKS_REFERENCES,
    ),
    _method(
        planned_tests.rehearse_counts,
        Message("How often would a test of two event rates find the difference?"),
        Message(
            "Customers' counts are Poisson or negative binomial. Read by `read_counts` with the spread measured among the "
            "customers, or as if events were pure chance: the second shows what that mistake does."
        ),
    ),
    _method(
        planned_tests.rehearse_ratio,
        Message("How often would a test of two ratios of sums find the difference?"),
        Message(
            "Each customer has a numerator and a denominator, normal with the moments given; each unit of the denominator is "
            "worth more with the new version. Read by `read_ratio` with customers as units."
        ),
    ),
    _method(
        planned_tests.rehearse_factorial,
        Message("How often would a test of two changes at once find each effect, and their interaction?"),
        Message(
            "Four cells of equal size, binomial or normal. Read by `read_arms` as a factorial: two main effects and the "
            "interaction, each at the level given."
        ),
    ),
    _method(
        planned_tests.rehearse_metrics,
        Message(
            "How often would a version be launched by several metrics, if it changes what it should, and if nothing?"
        ),
        Message(
            "Metrics are drawn independently of each other, binomial or normal: each primary metric changes as planned, the "
            "guardrails do not. Read by `read_metrics`: a launch needs a primary metric found and every guardrail passed."
        ),
    ),
)
