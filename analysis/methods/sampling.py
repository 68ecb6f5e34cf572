"""Methods that plan whom to ask."""

from __future__ import annotations

from analysis.charts.sample_plan import display_plan_sample
from analysis.core.messages import Message
from analysis.methods.method import Method
from analysis.survey import plan_sample

SAMPLING_METHODS: tuple[Method, ...] = (
    Method(
        id="plan_sample",
        question=Message("How many answers does the survey need?"),
        function=plan_sample,
        display=display_plan_sample,
        kind="calculator",
        explanation=(
            Message(
                "The number of answers follows from how exact a share should be, how sure one wants to be, and the share itself: 50% needs the most."
            ),
            Message(
                "Normal approximation (Cochran): z² p (1 − p) / e², times the design effect, corrected for a finite population, rounded up, and divided by the response rate for the people to ask."
            ),
            Message(
                "It assumes that those who answer are a random sample of all. Silence of a particular kind of customer is not mended by a larger sample."
            ),
        ),
        references=(
            "Cochran, W. G. (1977). Sampling techniques, 3rd ed. Wiley, eq. 4.1 and 4.2.",
            "Kish, L. (1965). Survey sampling. Wiley, section 8.2.",
        ),
    ),
)
