"""Our own methods inside a rehearsal: known power, false alarms where they belong, nothing of Streamlit in the workers."""

from __future__ import annotations

import subprocess
import sys
from functools import partial

import numpy as np
import pytest
from scipy import stats

from pages.ui.rehearsal import analyses, rehearse_communities, rehearse_rules, rehearse_shares
from pages.ui.rehearsal.methods import REHEARSALS
from synthetic import rehearse
from synthetic.designs import (
    CommunityTrial,
    Counts,
    HiddenSegments,
    Measured,
    PlantedRules,
    Scores,
    TwoColumns,
)


def test_the_package_loads_without_streamlit():
    code = "import sys, pages.ui.rehearsal; sys.exit('streamlit' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("by", ["fisher", "pooled_z", "yates"])
def test_shares_as_scipy_tests_them(by):
    counts = Counts(successes_control=3, n_control=30, successes_treatment=12, n_treatment=30)
    table = [[3, 27], [12, 18]]
    p = {
        "fisher": stats.fisher_exact(table).pvalue,
        "pooled_z": stats.chi2_contingency(table, correction=False).pvalue,
        "yates": stats.chi2_contingency(table, correction=True).pvalue,
    }[by]
    for level in (1 - p - 1e-6, 1 - p + 1e-6):
        assert analyses.read_shares(counts, by=by, level=level).detected == (p < 1 - level)


def test_ten_against_forty_percent_read_by_our_fisher_test():
    """Enumeration gives 0.705 (see the tests of `rehearse`), the usual formula promises 0.780."""
    found = rehearse_shares(
        size=60, rate_control=0.1, rate_treatment=0.4, by="fisher", replicates=1500, find_size=False, seed=11
    )
    assert found.detection.low < 0.7049 < found.detection.high
    assert found.detection.high < 0.78


@pytest.mark.parametrize(("by", "equal_var"), [("welch", False), ("student", True)])
def test_means_as_scipy_tests_them(by, equal_var):
    rng = np.random.default_rng(2)
    control, treatment = rng.normal(10, 3, 40), rng.normal(11.5, 5, 60)
    expected = stats.ttest_ind(treatment, control, equal_var=equal_var)
    interval = expected.confidence_interval(0.95)
    found = analyses.read_amounts(Measured(control, treatment), by=by, level=0.95)
    assert found.detected is bool(expected.pvalue < 0.05)
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high))


def test_customers_of_communities_taken_as_independent_raise_false_alarms():
    """Design effect 1 + (m - 1) ICC = 5.9 here: the z of the naive test has a standard deviation of 2.4."""
    design = CommunityTrial(
        size=40, customers=50, variation=0.0, intraclass_correlation=0.1, rate_control=0.2, rate_treatment=0.2
    )
    naive = rehearse(design, partial(analyses.read_communities, by="customers", level=0.95), replicates=300, workers=0)
    expected = 2 * stats.norm.sf(1.96 / 5.9**0.5)
    assert naive.false_alarms.low < expected < naive.false_alarms.high + 0.05
    assert naive.notes[0].code == "false_alarms"
    right = rehearse(
        design, partial(analyses.read_communities, by="communities", level=0.95), replicates=600, workers=0
    )
    assert right.false_alarms.low < 0.05 < right.false_alarms.high


def test_columns_as_scipy_correlates_them():
    frame = TwoColumns(size=60, correlation=0.3).draw(np.random.default_rng(4)).data
    expected = stats.pearsonr(frame["x"], frame["y"])
    found = analyses.relate_columns(frame, by="auto", level=0.95)
    interval = expected.confidence_interval(0.95)
    assert (found.estimate, found.low, found.high) == pytest.approx((expected.statistic, interval.low, interval.high))
    assert found.detected is bool(expected.pvalue < 0.05)
    assert np.isnan(analyses.relate_columns(frame, by="spearman", level=0.95).estimate)


def test_scores_have_the_interval_of_two_independent_shares():
    found = analyses.compare_scores(Scores((100, 140, 160), (80, 140, 180)), by="difference", level=0.95)
    assert found.estimate == pytest.approx(0.1)
    variance = sum(((p + d) - (p - d) ** 2) / 400 for d, p in ((0.25, 0.40), (0.20, 0.45)))
    assert found.high - found.estimate == pytest.approx(1.959964 * variance**0.5, rel=1e-6)
    assert not analyses.compare_scores(Scores((100, 140, 160), (80, 140, 180)), by="no_overlap", level=0.95).detected


def test_far_segments_are_found_and_one_kind_is_not_divided():
    found = rehearse(
        HiddenSegments(size=90, segments=2, separation=7.0),
        partial(analyses.divide, k=2, restarts=3),
        replicates=6,
        workers=0,
    )
    assert found.agreement.value > 0.98
    assert found.detection.value == 1.0
    assert found.false_alarms.value < 0.5


def test_untested_rules_hold_many_false_ones_and_tested_ones_few():
    design = PlantedRules(size=400, items=15, planted=2, lift=1.6)
    measured = {
        by: rehearse(
            design,
            partial(analyses.find_rules, by=by, max_length=1, min_support=0.05, level=0.95),
            replicates=60,
            workers=0,
        )
        for by in ("untested", "tested")
    }
    assert measured["tested"].recall.value > 0.8
    assert measured["tested"].false_discoveries.value < 0.08
    assert measured["untested"].false_alarms.value > 2 * measured["tested"].false_alarms.value + 0.1


def test_every_rehearsal_has_a_display_and_words():
    assert len({method.id for method in REHEARSALS}) == len(REHEARSALS)
    found = rehearse_communities(replicates=30, size=20)
    shown = REHEARSALS[2].display(found)
    assert [metric.value for metric in shown.metrics][:2] == [found.detection.value, found.false_alarms.value]
    assert len(shown.tables[0].rows) == len(found.measures())
    assert len(shown.figures) == 1


def test_rehearsals_of_rules_refuse_what_cannot_be():
    from analysis.core import ParameterError

    with pytest.raises(ParameterError):
        rehearse_rules(planted=9, items=5, replicates=20)
