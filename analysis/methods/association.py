"""Methods on answers that go together."""

from __future__ import annotations

from analysis.association import mine_itemsets, mine_rules, target_rules
from analysis.charts.rules import display_mine_itemsets, display_mine_rules, display_target_rules
from analysis.core.messages import Message
from analysis.methods.method import Method

BASE = Message(
    "The base is the rows with an answer to every column used: not asked is not no. A yes-or-no column gives one "
    "item, its yes; a question with several answers gives one item an answer, and two answers of one question are "
    "never combined."
)
FAMILY = Message(
    "Every rule is tested with Fisher's exact test, one-sided. The family of tests is every rule that was searched, "
    "fixed by support and length before any look at confidence or lift; p-values are adjusted in it."
)
PRODUCTIVE = Message(
    "A rule holds up if it also beats each of its simpler forms, tested among the rows of that form: otherwise one "
    "strong answer would come back with every other answer beside it. The largest of these p-values is adjusted."
)
INTERVALS = Message(
    "Confidence has its Wilson interval; lift has an interval on the logarithmic scale. The check on fresh rows "
    "searches one random half and tests what held up on the other half with Holm's adjustment."
)
CAUSE = Message("A rule says what occurs together. It does not say that one answer brings about the other.")

AGRAWAL = (
    "Agrawal, R., Imielinski, T. and Swami, A. (1993). Mining association rules between sets of items in large "
    "databases. SIGMOD, 207-216."
)
ZAKI = (
    "Zaki, M. J. (2000). Scalable algorithms for association mining. IEEE Transactions on Knowledge and Data "
    "Engineering, 12, 372-390."
)
WEBB = "Webb, G. I. (2007). Discovering significant patterns. Machine Learning, 68, 1-33."
BAYARDO = (
    "Bayardo, R. J., Agrawal, R. and Gunopulos, D. (2000). Constraint-based rule mining in large, dense databases. "
    "Data Mining and Knowledge Discovery, 4, 217-240."
)
BENJAMINI = (
    "Benjamini, Y. and Hochberg, Y. (1995). Controlling the false discovery rate. Journal of the Royal Statistical "
    "Society B, 57, 289-300."
)

ASSOCIATION_METHODS: tuple[Method, ...] = (
    Method(
        id="mine_itemsets",
        question=Message("Which answers are chosen together?"),
        function=mine_itemsets,
        display=display_mine_itemsets,
        explanation=(
            BASE,
            Message(
                "Every combination that enough rows have is found and counted exactly; the threshold is turned into a "
                "whole number of rows once. A frequent combination is not yet a link: common answers meet by chance."
            ),
        ),
        references=(AGRAWAL, ZAKI),
    ),
    Method(
        id="mine_rules",
        question=Message("Who chose this also chose what?"),
        function=mine_rules,
        display=display_mine_rules,
        explanation=(BASE, FAMILY, PRODUCTIVE, INTERVALS, CAUSE),
        references=(AGRAWAL, WEBB, BAYARDO, BENJAMINI),
    ),
    Method(
        id="target_rules",
        question=Message("What goes with the outcome?"),
        function=target_rules,
        display=display_target_rules,
        explanation=(BASE, FAMILY, PRODUCTIVE, INTERVALS, CAUSE),
        references=(WEBB, BAYARDO, BENJAMINI),
    ),
)
