"""Coefficients, tests and intervals against R and against SciPy, statsmodels and pandas."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats
from sklearn.datasets import load_iris

from analysis.relations import correlate, partial_correlation
from analysis.relations.concordance import table_concordance
from tests.analysis.relations.frames import mixed_frame


@pytest.fixture(scope="module")
def affairs():
    return sm.datasets.fair.load_pandas().data


@pytest.fixture(scope="module")
def frame():
    return mixed_frame()


# Source: R 4.2.2 cor.test(method = "pearson" / "spearman" / "kendall", exact = FALSE) on the survey of
# Fair (1978), yrs_married against rate_marriage, n = 6,366.
FAIR = [
    ("pearson", -0.128978445747526, -10.3758801898346, 5.05015038393201e-25),
    ("spearman", -0.138307408025929, None, 1.46189564993138e-28),
    ("kendall", -0.115587188708526, -11.148605260801, 7.27375346999037e-29),
]
# Source: the same on Fisher's iris, Petal.Length against Petal.Width, n = 150.
IRIS = [
    ("pearson", 0.962865431402796, 43.3872373820692, 4.67500390732856e-86),
    ("spearman", 0.937666823576341, None, 8.15659685412668e-70),
    ("kendall", 0.806890685988475, 13.9680143080353, 2.44344639453321e-44),
]


@pytest.mark.parametrize(("method", "value", "statistic", "p"), FAIR)
def test_equals_r_on_fair(affairs, method, value, statistic, p):
    found = correlate(affairs, x="yrs_married", y="rate_marriage", method=method)
    assert found.n == 6366
    assert found.estimate.value == pytest.approx(value, rel=1e-9)
    assert found.p == pytest.approx(p, rel=1e-6)
    if statistic is not None:
        assert found.statistic == pytest.approx(statistic, rel=1e-9)


@pytest.mark.parametrize(("method", "value", "statistic", "p"), IRIS)
def test_equals_r_on_iris(method, value, statistic, p):
    data = pd.DataFrame(load_iris().data[:, 2:], columns=["length", "width"])
    found = correlate(data, x="length", y="width", method=method)
    assert found.estimate.value == pytest.approx(value, rel=1e-9)
    assert found.p == pytest.approx(p, rel=1e-6)
    if statistic is not None:
        assert found.statistic == pytest.approx(statistic, rel=1e-9)


def test_fisher_interval_equals_r(affairs):
    # Source: R 4.2.2 cor.test, ci95.
    found = correlate(affairs, x="yrs_married", y="rate_marriage", method="pearson")
    assert found.df == 6364
    assert (found.estimate.low, found.estimate.high) == pytest.approx((-0.153059219212887, -0.10474458978552), rel=1e-9)


@pytest.mark.parametrize(
    ("x", "y"),
    [("days", "visits"), ("days", "ease"), ("ease", "trust"), ("spend", "days"), ("member", "days"), ("reads", "ease")],
)
def test_ranks_equal_scipy(frame, x, y):
    numbers = frame[[x, y]].apply(lambda column: column.cat.codes if column.dtype == "category" else column)
    numbers = numbers.astype(float)
    spearman = stats.spearmanr(numbers[x], numbers[y])
    found = correlate(frame, x=x, y=y, method="spearman")
    assert (found.estimate.value, found.p) == pytest.approx((spearman.statistic, spearman.pvalue), rel=1e-9)
    kendall = stats.kendalltau(numbers[x], numbers[y], method="asymptotic")
    found = correlate(frame, x=x, y=y, method="kendall")
    assert (found.estimate.value, found.p) == pytest.approx((kendall.statistic, kendall.pvalue), rel=1e-9)


def test_kendall_of_a_large_column_without_table():
    rng = np.random.default_rng(4)
    data = pd.DataFrame({"x": rng.normal(size=1500), "y": rng.normal(size=1500).round(2)})
    expected = stats.kendalltau(data["x"], data["y"], method="asymptotic")
    found = correlate(data, x="x", y="y", method="kendall")
    assert (found.estimate.value, found.p) == pytest.approx((expected.statistic, expected.pvalue), rel=1e-9)
    assert found.interval_method == "brown_benedetti"


def test_pearson_equals_scipy(frame):
    expected = stats.pearsonr(frame["days"], frame["visits"])
    found = correlate(frame, x="days", y="visits", method="pearson", level=0.9)
    interval = expected.confidence_interval(0.9)
    assert (found.estimate.value, found.p) == pytest.approx((expected.statistic, expected.pvalue), rel=1e-9)
    assert (found.estimate.low, found.estimate.high) == pytest.approx((interval.low, interval.high), rel=1e-9)


def test_point_biserial_equals_scipy(frame):
    expected = stats.pointbiserialr(frame["member"].astype(float), frame["days"])
    found = correlate(frame, x="member", y="days")
    assert found.method == "point_biserial"
    assert (found.estimate.value, found.p) == pytest.approx((expected.statistic, expected.pvalue), rel=1e-9)


def test_phi_and_its_table_test(frame):
    table = pd.crosstab(frame["member"], frame["reads"])
    expected = stats.chi2_contingency(table, correction=False)
    found = correlate(frame, x="member", y="reads")
    assert found.method == "phi"
    assert abs(found.estimate.value) == pytest.approx(math.sqrt(expected.statistic / 600), rel=1e-9)
    assert (found.test, found.p) == ("chi2", pytest.approx(expected.pvalue, rel=1e-9))


def test_v_equals_its_published_formula(frame):
    table = pd.crosstab(frame["region"], frame["channel"]).to_numpy()
    n = table.sum()
    expected = stats.chi2_contingency(table, correction=False)
    # Bergsma (2013), equations 4 and 5.
    phi2 = max(0, expected.statistic / n - 2 * 3 / (n - 1))
    rows, columns = 3 - 4 / (n - 1), 4 - 9 / (n - 1)
    found = correlate(frame, x="region", y="channel")
    assert found.method == "cramers_v"
    assert found.estimate.value == pytest.approx(math.sqrt(phi2 / (min(rows, columns) - 1)), rel=1e-9)
    assert found.uncorrected == pytest.approx(stats.contingency.association(table, method="cramer"), rel=1e-9)
    assert found.p == pytest.approx(expected.pvalue, rel=1e-9)


def test_eta_equals_the_analysis_of_variance(frame):
    groups = [rows.to_numpy() for _, rows in frame.groupby("region", observed=True)["days"]]
    expected = stats.f_oneway(*groups)
    found = correlate(frame, x="region", y="days")
    assert found.method == "eta"
    assert (found.statistic, found.p) == pytest.approx((expected.statistic, expected.pvalue), rel=1e-9)
    share = expected.statistic * 2 / (expected.statistic * 2 + 597)
    assert found.uncorrected == pytest.approx(math.sqrt(share), rel=1e-9)
    assert found.estimate.value == pytest.approx(math.sqrt(1 - (1 - share) * 599 / 597), rel=1e-9)


def test_upper_end_near_zero_inverts_the_noncentral_distribution():
    rows = [("x", "u")] * 20 + [("x", "v")] * 24 + [("x", "w")] * 16
    rows += [("y", "u")] * 20 + [("y", "v")] * 17 + [("y", "w")] * 23
    found = correlate(pd.DataFrame(rows, columns=["a", "b"]).astype("category"), x="a", y="b", method="cramers_v")
    assert found.statistic > 2
    assert found.estimate.low == 0
    assert stats.ncx2.cdf(found.statistic, 2, 120 * found.estimate.high**2) <= 0.02501


@pytest.mark.parametrize("shift", [0.0, 0.02])
def test_data_closer_than_chance_do_not_shorten_the_interval(shift):
    values = np.concatenate([np.tile([1.0, 2, 3, 4], 4) + shift * group for group in range(3)])
    data = pd.DataFrame({"y": values, "g": pd.Categorical(np.repeat(["a", "b", "c"], 16))})
    found = correlate(data, x="g", y="y")
    share = found.estimate.high**2
    assert (found.estimate.value, found.estimate.low) == (0, 0)
    assert stats.ncf.cdf(1.0, 2, 45, 48 * share / (1 - share)) == pytest.approx(0.025, rel=1e-4)


def test_thin_tables_use_exact_and_permutation_tests():
    two = pd.DataFrame({"a": ["x"] * 6 + ["y"] * 6, "b": ["u"] * 5 + ["v"] + ["u"] + ["v"] * 5}).astype("category")
    found = correlate(two, x="a", y="b")
    assert (found.test, found.p) == ("fisher_exact", pytest.approx(stats.fisher_exact([[5, 1], [1, 5]]).pvalue))
    table = np.array([[6, 1, 1], [1, 5, 1], [0, 1, 6]])
    rows = [(r, c) for r in range(3) for c in range(3) for _ in range(table[r, c])]
    three = pd.DataFrame(rows, columns=["a", "b"]).astype("category")
    found = correlate(three, x="a", y="b")
    expected = stats.chi2_contingency(
        table, correction=False, method=stats.PermutationMethod(n_resamples=9999, rng=np.random.default_rng(5))
    ).pvalue
    assert found.test == "permutation"
    assert found.p == pytest.approx(expected, abs=0.003)
    assert correlate(three, x="a", y="b").p == found.p
    assert correlate(three, x="a", y="b", seed=5).p != found.p


@pytest.mark.parametrize("method", ["pearson", "spearman"])
def test_partial_equals_residuals(frame, method):
    numbers = pd.DataFrame(
        {"x": frame["days"], "y": frame["visits"], "c": frame["spend"], "d": frame["ease"].cat.codes.astype(float)}
    )
    used = numbers.rank() if method == "spearman" else numbers
    design = sm.add_constant(used[["c", "d"]])
    rests = [sm.OLS(used[name], design).fit().resid for name in ("x", "y")]
    expected = np.corrcoef(rests)[0, 1]
    found = partial_correlation(numbers, x="x", y="y", control=("c", "d"), method=method)
    assert found.estimate.value == pytest.approx(expected, rel=1e-9)
    assert found.df == 596
    t = expected * math.sqrt(596 / (1 - expected**2))
    assert (found.t, found.p) == pytest.approx((t, 2 * stats.t.sf(abs(t), 596)), rel=1e-9)


def test_partial_with_groups_equals_the_regression_t(frame):
    dummies = pd.get_dummies(frame["channel"], drop_first=True, dtype=float)
    design = sm.add_constant(pd.concat([frame[["days"]], dummies], axis=1))
    expected = sm.OLS(frame["visits"], design).fit()
    found = partial_correlation(frame, x="days", y="visits", control=("channel",), method="pearson")
    assert (found.t, found.p) == pytest.approx((expected.tvalues["days"], expected.pvalues["days"]), rel=1e-8)


def test_standard_error_of_tau_is_that_of_the_delta_method():
    # Numerical derivative of tau-b by the cell shares, an independent way to Brown and Benedetti's formula.
    table = np.array([[20.0, 10, 5], [8, 15, 9], [3, 9, 21]])
    n = table.sum()

    def tau(shares):
        return table_concordance(shares * 1e6).tau

    gradient = np.zeros_like(table)
    for cell in np.ndindex(table.shape):
        step = np.zeros_like(table)
        step[cell] = 1e-5
        gradient[cell] = (tau(table / n + step) - tau(table / n - step)) / 2e-5
    shares = table / n
    spread = math.sqrt(((shares * gradient**2).sum() - (shares * gradient).sum() ** 2) / n)
    assert table_concordance(table).standard_error == pytest.approx(spread, rel=1e-3)
