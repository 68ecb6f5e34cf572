"""Rehearsals of our own methods. Nothing here loads Streamlit: worker processes import `analyses`."""

from pages.ui.rehearsal.planned_tests import (
    rehearse_counts,
    rehearse_factorial,
    rehearse_looks,
    rehearse_metrics,
    rehearse_ratio,
)
from pages.ui.rehearsal.questions import (
    rehearse_communities,
    rehearse_correlation,
    rehearse_groups,
    rehearse_means,
    rehearse_rules,
    rehearse_scores,
    rehearse_segments,
    rehearse_shares,
)

__all__ = [
    "rehearse_communities",
    "rehearse_correlation",
    "rehearse_counts",
    "rehearse_factorial",
    "rehearse_groups",
    "rehearse_looks",
    "rehearse_means",
    "rehearse_metrics",
    "rehearse_ratio",
    "rehearse_rules",
    "rehearse_scores",
    "rehearse_segments",
    "rehearse_shares",
]
