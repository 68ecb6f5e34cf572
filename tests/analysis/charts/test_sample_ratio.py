"""The display of a sample-ratio check."""

from __future__ import annotations

import pytest

from analysis.charts.sample_ratio import display_sample_ratio_mismatch
from analysis.charts.three_line import table_texts
from analysis.experiments import sample_ratio_mismatch
from analysis.language import translator


@pytest.mark.parametrize("observed", [(5000, 5300), (330, 340, 350)])
def test_split_is_shown_by_group(observed):
    shares = tuple(1 / len(observed) for _ in observed)
    display = display_sample_ratio_mismatch(sample_ratio_mismatch(observed=observed, expected_share=shares))
    assert len(table_texts(display.tables[0], translator("en"))) == len(observed) + 1
