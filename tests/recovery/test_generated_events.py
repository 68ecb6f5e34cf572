"""Planted processes of the events are found again: BG/NBD, Gamma-Gamma, seasons, fading, funnel, response times.

The likelihoods of BG/NBD and Gamma-Gamma are written out here, independent of the package.
"""

from __future__ import annotations

import itertools
from functools import cache

import numpy as np
import pandas as pd
import pytest
from scipy import optimize, special, stats

from analysis.survey import estimate_proportion
from synthetic import generate_events
from synthetic.scenario import Scenario
from synthetic.season import Season, festival_days
from synthetic.tables import made_blocks

SEEDS = (1, 2, 3)
LEVEL = 0.9999
FAR = stats.chi2.isf(1e-4, 4)


@cache
def made(seed: int, preset: str = "e_commerce", no_effect: bool = False):
    return generate_events(seed=seed, preset=preset, customers=2500, no_effect=no_effect)


def of_kind(seed: int, kind: str, preset: str = "e_commerce") -> pd.DataFrame:
    events = made(seed, preset)[0].table("events")
    return events[events["kind"] == kind]


def holds(successes: int, n: int, planted: float) -> bool:
    found = estimate_proportion(successes=successes, n=n, level=LEVEL).estimate
    return found.low <= planted <= found.high


def summary(purchases: pd.DataFrame) -> pd.DataFrame:
    """x, t_x and T in weeks, and the mean of the repeat amounts."""
    times = purchases.sort_values("time").groupby("customer_id")
    first, last, n = times["time"].min(), times["time"].max(), times.size()
    week = pd.Timedelta("7D")
    amounts = times["amount"].sum() - times["amount"].first()
    return pd.DataFrame(
        {
            "x": n - 1,
            "t_x": (last - first) / week,
            "T": (pd.Timestamp("2026-01-01") - first) / week,
            "z": (amounts / (n - 1)).where(n > 1),
        }
    )


def bg_nbd_log_likelihood(parameters, x, t_x, age) -> float:
    """Fader, Hardie and Lee (2005), equation 6, summed over customers."""
    r, alpha, a, b = parameters
    common = special.gammaln(r + x) - special.gammaln(r) + r * np.log(alpha)
    alive = special.betaln(a, b + x) - special.betaln(a, b) - (r + x) * np.log(alpha + age)
    gone = np.where(
        x > 0,
        special.betaln(a + 1, b + np.maximum(x, 1) - 1) - special.betaln(a, b) - (r + x) * np.log(alpha + t_x),
        -np.inf,
    )
    return float((common + np.logaddexp(alive, gone)).sum())


def gamma_gamma_log_likelihood(parameters, x, z) -> float:
    """Fader and Hardie (2013), equation 1a, summed over customers with repeat purchases."""
    p, q, v = parameters
    return float(
        (
            -special.betaln(p * x, q)
            + q * np.log(v)
            + (p * x - 1) * np.log(z)
            + p * x * np.log(x)
            - (p * x + q) * np.log(v + x * z)
        ).sum()
    )


def surplus(log_likelihood, planted, *data) -> tuple[float, np.ndarray]:
    """Twice the log-likelihood by which the best parameters beat the planted ones, and the best parameters."""
    best = optimize.minimize(
        lambda logs: -log_likelihood(np.exp(logs), *data), np.log(planted) + 0.2, method="L-BFGS-B"
    )
    assert best.success
    return 2 * (-best.fun - log_likelihood(planted, *data)), np.exp(best.x)


def test_the_likelihoods_are_those_of_the_papers():
    # x = 2, t_x = 30.43, T = 38.86 with the estimates for CDNOW; by numerical integration over rate and dropout.
    r, alpha, a, b = 0.243, 4.414, 0.793, 2.426
    p = np.linspace(0, 1, 20_001)[1:-1]
    density = stats.beta.pdf(p, a, b)

    def rates(weeks):
        return special.gamma(r + 2) / special.gamma(r) * alpha**r / (alpha + weeks) ** (r + 2)

    alive = np.trapezoid(density * (1 - p) ** 2, p) * rates(38.86)
    gone = np.trapezoid(density * p * (1 - p), p) * rates(30.43)
    found = bg_nbd_log_likelihood((r, alpha, a, b), np.array([2.0]), np.array([30.43]), np.array([38.86]))
    assert found == pytest.approx(np.log(alive + gone), abs=1e-3)
    total = 0.0
    grid = np.linspace(1e-3, 400, 200_001)
    total = np.trapezoid(
        [np.exp(gamma_gamma_log_likelihood((6.25, 3.74, 15.44), 2.0, z)) for z in grid[::20]], grid[::20]
    )
    assert total == pytest.approx(1, abs=2e-3)


@pytest.mark.parametrize("seed", SEEDS)
def test_bg_nbd_is_found_again(seed):
    planted = made(seed, "homogeneous")[1]["purchase_process"].parameters
    parameters = [planted[name] for name in ("r", "alpha_weeks", "a", "b")]
    rows = summary(of_kind(seed, "purchase", "homogeneous"))
    data = rows["x"].to_numpy(float), rows["t_x"].to_numpy(), rows["T"].to_numpy()
    better, found = surplus(bg_nbd_log_likelihood, parameters, *data)
    assert 0 <= better < stats.chi2.isf(1e-4, 4)
    assert found[0] == pytest.approx(parameters[0], rel=0.25)
    # The region is no barn door: parameters a quarter off lie outside.
    for place in range(2):
        wrong = list(parameters)
        wrong[place] *= 1.4
        assert 2 * (bg_nbd_log_likelihood(found, *data) - bg_nbd_log_likelihood(wrong, *data)) > FAR


def test_another_bg_nbd_process_over_many_customers_and_seeds():
    """The statistic summed over seeds is chi-squared with four degrees of freedom each."""
    planted = (1.2, 6.0, 0.9, 2.5)
    total = 0.0
    for seed in range(6):
        scenario = Scenario(seed=seed, customers=2000, respondents=100, preset="homogeneous", bg_nbd=planted)
        season = Season(scenario)
        for one in made_blocks(scenario, season):
            bought = pd.DataFrame({"customer": one.purchases.customer, "time": one.purchases.time}).groupby("customer")
            x = bought.size().to_numpy() - 1.0
            t_x = (bought["time"].max() - bought["time"].min()).to_numpy() / 7
            age = (season.days - bought["time"].min()).to_numpy() / 7
            total += surplus(bg_nbd_log_likelihood, planted, x, t_x, age)[0]
    assert stats.chi2.ppf(1e-4, 24) < total < stats.chi2.isf(1e-4, 24)


@pytest.mark.parametrize("seed", SEEDS)
def test_gamma_gamma_is_found_again(seed):
    planted = made(seed, "homogeneous")[1]["spend_process"].parameters
    parameters = [planted[name] for name in ("p", "q", "v")]
    rows = summary(of_kind(seed, "purchase", "homogeneous")).dropna()
    data = rows["x"].to_numpy(float), rows["z"].to_numpy()
    better, _ = surplus(gamma_gamma_log_likelihood, parameters, *data)
    assert 0 <= better < stats.chi2.isf(1e-4, 3)
    amounts = of_kind(seed, "purchase", "homogeneous").groupby("customer_id")["amount"].first()
    error = amounts.std() / np.sqrt(len(amounts))
    assert abs(amounts.mean() - planted["mean_yuan"]) < 4 * error
    assert abs(stats.spearmanr(rows["x"], rows["z"]).statistic) < 4 / np.sqrt(len(rows))


def daily_purchases(preset: str, seeds: range, months: int = 12, no_effect: bool = False) -> pd.Series:
    """Purchases a day over several seeds, without those on joining."""
    counts = 0
    for seed in seeds:
        scenario = Scenario(
            seed=seed, customers=8000, respondents=100, preset=preset, months=months, no_effect=no_effect
        )
        season = Season(scenario)
        for one in made_blocks(scenario, season):
            bought = one.purchases
            later = bought.time > one.people.joined[bought.customer]
            counts = counts + np.bincount(np.floor(bought.time[later]).astype(int), minlength=season.days)
    return pd.Series(counts, index=pd.date_range(season.start, periods=season.days))


@pytest.mark.parametrize("preset", ["e_commerce", "catering", "finance"])
def test_festivals_and_weekdays(preset):
    scenario = Scenario(preset=preset)
    daily = daily_purchases(preset, range(6))
    festive = {day for name in scenario.festivals for day in pd.DatetimeIndex(festival_days(name))}
    for name, factor in scenario.festivals.items():
        days = [day for day in pd.DatetimeIndex(festival_days(name)) if day in daily.index]
        beside = [
            day + pd.Timedelta(days=shift)
            for day in days
            for shift in (-14, -7, 7, 14)
            if day + pd.Timedelta(days=shift) not in festive
        ]
        ordinary = daily[beside].sum() / len(beside)
        found = daily[days].sum() / len(days) / ordinary
        error = factor * np.sqrt(1 / daily[days].sum() + 1 / daily[beside].sum())
        assert abs(found - factor) < 4 * error + 0.03 * factor, (name, factor, found)
    plain = daily[[day not in festive for day in daily.index]]
    by_weekday = plain.groupby(plain.index.day_of_week)
    found = by_weekday.mean() / by_weekday.mean().mean()
    error = 1 / np.sqrt(by_weekday.sum())
    assert (abs(found - np.array(scenario.weekdays)) < 4 * error + 0.015).all()


def test_without_effects_every_day_is_alike():
    daily = daily_purchases("catering", range(4), no_effect=True)
    weeks = daily[:-1]
    by_weekday = weeks.groupby(weeks.index.day_of_week).sum()
    assert stats.chisquare(by_weekday).pvalue > 1e-4
    singles_day = daily["2025-11-10":"2025-11-11"].sum() / 2
    beside = daily["2025-10-20":"2025-12-01"].mean()
    assert abs(singles_day - beside) < 4 * np.sqrt(beside / 2)


@pytest.mark.parametrize("seed", SEEDS)
def test_interactions_fade_before_and_after_leaving(seed):
    study, truth = made(seed)
    planted = truth["fading_interactions"].parameters
    customers = study.table("customers").set_index("customer_id")
    lost = customers.index[customers["bought_90d"] == 0]
    left = of_kind(seed, "purchase").groupby("customer_id")["time"].max()[lost]
    interactions = of_kind(seed, "interaction")
    interactions = interactions[interactions["customer_id"].isin(lost)]
    since = interactions["time"] - interactions["customer_id"].map(left)

    def weekly(low: str, high: str) -> pd.Series:
        inside = (since >= pd.Timedelta(low)) & (since < pd.Timedelta(high))
        counts = interactions[inside].groupby("customer_id").size().reindex(lost, fill_value=0)
        return counts / ((pd.Timedelta(high) - pd.Timedelta(low)) / pd.Timedelta("7D"))

    def near(values: pd.Series, expected: float) -> bool:
        return abs(values.mean() - expected) < 4 * values.std() / np.sqrt(len(values)) + 0.02

    before, after = planted["before_per_week"], planted["after_per_week"]
    assert near(customers.loc[lost, "interactions_per_week"], before)
    assert near(weekly("-56D", "-28D"), before)
    # The density falls in a line from `before` to `after`, so its halves have these means.
    assert near(weekly("-28D", "-14D"), 0.75 * before + 0.25 * after)
    assert near(weekly("-14D", "0D"), 0.25 * before + 0.75 * after)
    assert near(weekly("1D", "56D"), after)
    assert weekly("57D", "400D").sum() == 0


@pytest.mark.parametrize("seed", SEEDS)
def test_interactions_of_those_who_stay_do_not_fade(seed):
    study, _ = made(seed)
    customers = study.table("customers").set_index("customer_id")
    stays = customers.index[customers["bought_90d"] == 1]
    interactions = of_kind(seed, "interaction")
    late = interactions[interactions["time"] >= pd.Timestamp("2025-11-06")].groupby("customer_id").size() / 8
    difference = late.reindex(stays, fill_value=0) - customers.loc[stays, "interactions_per_week"]
    assert abs(difference.mean()) < 4 * difference.std() / np.sqrt(len(stays))


@pytest.mark.parametrize("preset", ["e_commerce", "homogeneous"])
@pytest.mark.parametrize("seed", SEEDS)
def test_funnel(seed, preset):
    planted = made(seed, preset)[1]["welcome_campaign"].parameters
    steps = ("campaign_sent", "campaign_reached", "campaign_interested", "trial_order")
    counts = [of_kind(seed, kind, preset)["channel"].value_counts() for kind in steps]
    for channel in ("sms", "group", "official_account"):
        n = [int(count[channel]) for count in counts]
        assert holds(n[0], int(counts[0].sum()), planted[f"share_{channel}"])
        for step, (before, after) in zip(("reached", "interested", "ordered"), itertools.pairwise(n), strict=True):
            assert holds(after, before, planted[f"{step}_{channel}"]), (channel, step)
        assert holds(n[3], n[0], planted[f"conversion_{channel}"])


@pytest.mark.parametrize("seed", SEEDS)
def test_response_times(seed):
    planted = made(seed)[1]["response_time"].parameters
    requests = of_kind(seed, "service_request")["response_minutes"]
    assert holds(int(requests.isna().sum()), len(requests), planted["unanswered"])
    answered = requests.dropna()
    n = len(answered)
    assert holds(int((answered <= 30).sum()), n, planted["within_30_minutes"])
    assert holds(int((answered <= planted["median"]).sum()), n, 0.5)
    assert holds(int((answered <= planted["p90"]).sum()), n, 0.9)
    assert abs(answered.mean() - planted["mean"]) < 4 * answered.std() / np.sqrt(n)


@pytest.mark.parametrize("preset", ["e_commerce", "live_commerce"])
@pytest.mark.parametrize("seed", SEEDS)
def test_refunds_coupons_referrals(seed, preset):
    study, truth = made(seed, preset)
    purchases = of_kind(seed, "purchase", preset)
    old = purchases[purchases["time"] < pd.Timestamp("2025-12-24")]
    refunds = of_kind(seed, "refund", preset).merge(old, on=["customer_id", "amount"])
    refunded = len(refunds.drop_duplicates(["customer_id", "time_y"]))
    assert holds(refunded, len(old), truth["refunds"].parameters["rate"])
    assert holds(len(of_kind(seed, "coupon_used", preset)), len(purchases), truth["coupons_used"].parameters["rate"])
    referrals = study.table("customers")["referrals"]
    mean = truth["referrals"].parameters["mean_per_customer"]
    assert abs(referrals.mean() - mean) < 4 * np.sqrt(mean / len(referrals))
