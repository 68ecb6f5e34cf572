"""The reader of a finished test with several metrics."""

from __future__ import annotations

from analysis.charts.read_outcomes import display_read_metrics
from analysis.core.messages import Message
from analysis.experiments import read_metrics
from analysis.methods.experiment_readings import NOT_ALIKE
from analysis.methods.method import Method

METRIC_READING_METHODS: tuple[Method, ...] = (
    Method(
        id="read_metrics",
        question=Message("What did a test with several metrics show?"),
        function=read_metrics,
        display=display_read_metrics,
        kind="calculator",
        explanation=(
            Message(
                "First the gates: the split against the planned one, the planned number of customers, and metrics in which nobody differs. Then each metric by the role that it was given before the test, and last the decision by the planned rule: any primary metric found and all guardrails passed."
            ),
            Message(
                "Any one of the primary metrics is enough, so each of them is a chance for a false alarm, and their p-values are corrected. The intervals are Bonferroni's, which hold together; Holm's test finds at times a metric whose joint interval still holds zero, and then says only in which direction it moved."
            ),
            Message(
                "A guardrail passes if a loss as large as its margin is ruled out, one-sided. All of them have to pass, so they need no correction: a version that harms one has to pass that one's own test, and does so at most with the chance that was set, however many others there are (intersection-union test). A guardrail that did not pass is not thereby harmed: harmed is one whose whole interval lies beyond the margin."
            ),
            NOT_ALIKE,
            Message(
                "The rule looks neither at primary metrics that moved the wrong way nor at guardrails that got worse inside their margin; both are said beside it. It holds for one reading at the planned size, of customers assigned at random one by one, with every metric known for all of them."
            ),
        ),
        references=(
            "Berger, R. L. (1982). Multiparameter hypothesis testing and acceptance sampling. Technometrics, 24, 295-300.",
            "Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics, 6, 65-70.",
            "Miettinen, O. and Nurminen, M. (1985). Comparative analysis of two rates. Statistics in Medicine, 4, 213-226.",
            "Schultzberg, M., Ankargren, S. and Frånberg, M. (2024). Risk-aware product decisions in A/B tests with multiple metrics. arXiv:2402.11609.",
        ),
    ),
)
