"""The sample-ratio check against R and published counts."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.core import ParameterError, blocks_conclusion
from analysis.experiments import sample_ratio_mismatch

# R 4.2.2 stats::chisq.test(p = ); the last: cookie_cats, gate_30 and gate_40. Tolerance 1e-5.
CHISQ_TEST = [
    ((5000, 5300), (0.5, 0.5), 8.73786407767, 0.003116693839867),
    ((3300, 3400, 3500), (1 / 3, 1 / 3, 1 / 3), 5.882352941176, 0.0528035703343),
    ((44700, 45489), (0.5, 0.5), 6.90240494960583, 0.00860798781083626),
]


@pytest.mark.parametrize(("observed", "planned", "chi2", "p"), CHISQ_TEST)
def test_chisq_test(observed, planned, chi2, p):
    check = sample_ratio_mismatch(observed=observed, expected_share=planned)
    assert check.chi2 == pytest.approx(chi2, rel=1e-5)
    assert check.df == len(observed) - 1
    assert check.p_value == pytest.approx(p, rel=1e-5)
    assert not check.mismatch
    assert sample_ratio_mismatch(observed=observed, expected_share=planned, threshold=0.1).mismatch


@pytest.mark.parametrize("observed", [(0, 10), (1, 0), (4900, 5100)])
def test_no_alarm_is_not_called_a_fit(observed):
    # All ten customers in one group (p = .002) raise no alarm at .001; that is not a split as planned.
    claim, limit = (sentence.template for sentence in sample_ratio_mismatch(observed=observed).readings())
    assert claim.startswith("No alarm:")
    assert "does not prove" in limit


def test_published_mismatch():
    # Kohavi, Tang and Xu (2020), ch. 21: 821,588 against 815,482, p = 1.8e-6.
    check = sample_ratio_mismatch(observed=(821588, 815482))
    assert f"{check.p_value:.1e}" == "1.8e-06"
    assert check.mismatch
    assert blocks_conclusion(check)
    assert "did not fill" in check.readings()[0].template


def test_a_pilot_is_held_against_its_own_split():
    assert sample_ratio_mismatch(observed=(18010, 1990), expected_share=(0.9, 0.1)).mismatch is False
    assert sample_ratio_mismatch(observed=(18010, 1990), expected_share=(0.5, 0.5)).mismatch is True


def test_scipy_agrees_on_unequal_shares():
    from scipy.stats import chisquare

    check = sample_ratio_mismatch(observed=(812, 391, 197), expected_share=(0.6, 0.25, 0.15))
    theirs = chisquare([812, 391, 197], np.array([0.6, 0.25, 0.15]) * 1400)
    assert (check.chi2, check.p_value) == pytest.approx((theirs.statistic, theirs.pvalue))


def test_frame_has_one_row_per_group():
    frame = sample_ratio_mismatch(observed=(50, 60, 70), expected_share=(0.2, 0.3, 0.5)).to_frame()
    assert list(frame["observed"]) == [50, 60, 70]
    assert frame["share"].sum() == pytest.approx(1)
    assert (frame["low"] < frame["expected_share"]).all()
    assert (frame["high"] > frame["expected_share"]).all()


def test_few_customers_are_noted():
    check = sample_ratio_mismatch(observed=(3, 4))
    assert [note.code for note in check.notes] == ["small_expected_count"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"observed": (10, -1)}, "cannot have -1 customers"),
        ({"observed": (10, 1.5)}, "cannot have 1.5 customers"),
        ({"observed": (0, 0)}, "No customer"),
        ({"observed": (10, 12, 9)}, "3 groups but 2 planned shares"),
        ({"observed": (10, 12), "expected_share": (0.5, 0.4)}, "add up to 0.9"),
        ({"observed": (10, 12), "expected_share": (1.0, 0.0)}, "above 0"),
        ({"observed": (10,)}, "at least two"),
    ],
)
def test_impossible_input(arguments, sentence):
    with pytest.raises(ParameterError, match=sentence):
        sample_ratio_mismatch(**arguments)
