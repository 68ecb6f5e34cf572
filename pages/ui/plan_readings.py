"""Where a registered plan is read: on which page, and as what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from analysis.core import Message
from pages.ui import chooser

if TYPE_CHECKING:
    from analysis.findings.planned import Planned

PAGE = "read_test"
MEASURED = chooser.page_choice(
    "kind",
    Message("What is measured?"),
    {
        "share": Message("a share of customers"),
        "average": Message("an average"),
        "ratio": Message("a ratio per customer"),
        "events": Message("a number of events"),
        "several_outcomes": Message("several outcomes"),
        "several": Message("several versions"),
        "looks": Message("a running test, looked at early"),
    },
)
KINDS: Mapping[str, str] = {
    "plan_proportions": "share",
    "plan_means": "average",
    "plan_ratio": "ratio",
    "plan_counts": "events",
    "plan_metrics": "several_outcomes",
    "plan_factorial": "several",
    "plan_sequential": "looks",
}
"""What is measured in the reading of a plan for two groups."""
SEVERAL = frozenset({"plan_proportions", "plan_means", "plan_counts"})
"""Planners whose several new versions are read together."""
OF_A_SURVEY: Mapping[str, str] = {"plan_association": "relations", "plan_sample": "questions"}
"""Plans that are read where the survey's own questions are answered."""


def page_of(method_id: str) -> str:
    """Stem of the page that reads a plan."""
    return OF_A_SURVEY.get(method_id, PAGE)


def kind_of(planned: Planned) -> str | None:
    """What is measured in the reading of a plan; None where the page asks no such thing."""
    if planned.method_id in SEVERAL and len(planned.shares) > 2:
        return "several"
    return KINDS.get(planned.method_id)
