"""Translations of a case's inputs into the words our functions ask in. The only adapter file with arithmetic.

Nothing here touches a result.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

from tests.oracles.case import InputNotUnderstoodError

WIDEST_H_FROM_HALF = 1.5
ALMOST_NOBODY = 1e-6


def change(baseline: float, treatment: float) -> dict[str, Any]:
    """Two rates as a baseline and a change."""
    return {
        "baseline_rate": baseline,
        "change": abs(treatment - baseline),
        "direction": "increase" if treatment > baseline else "decrease",
    }


def margin_plan(baseline: float, treatment: float, margin: float) -> dict[str, Any]:
    """A margin of non-inferiority, higher being better, and the true difference planned for, if there is one."""
    difference = change(baseline, treatment) if treatment != baseline else {"baseline_rate": baseline}
    return {**difference, "goal": "noninferiority", "margin": margin, "sides": "one"}


def change_by(baseline: float, step: float) -> dict[str, Any]:
    """A baseline and a signed step from it, in whatever unit."""
    return {"baseline_rate": baseline, "change": abs(step), "direction": "increase" if step > 0 else "decrease"}


def change_of_mean(step: float) -> dict[str, Any]:
    """A signed change of a mean or a ratio."""
    return {"change": abs(step), "direction": "increase" if step > 0 else "decrease"}


def expected_change(step: float) -> float:
    """A true difference, above 0 where the new version is better."""
    return float(step)


def alpha_shared(words: Any) -> str:
    """Whether several comparisons share the level: a name, or nothing."""
    known = {None: "none", False: "none", "none": "none", "no": "none", "bonferroni": "bonferroni", "holm": "holm"}
    return _understood(known, words.lower() if isinstance(words, str) else words, "alpha_correction")


def change_by_h(h: float) -> dict[str, Any]:
    """A change of Cohen's h alone: on the arcsine scale the answer depends on nothing else.

    Its sign is of no matter either, and a rate from which a step of that size stays possible is 0.5 or almost 0.
    """
    baseline = 0.5 if abs(h) < WIDEST_H_FROM_HALF else ALMOST_NOBODY
    return {"baseline_rate": baseline, "change": abs(h), "change_kind": "cohen_h"}


def share_of_ratio(ratio: float) -> float:
    """The ratio of one group to another as its share of both."""
    return ratio / (1 + ratio)


def shares(ratio: Sequence[float]) -> tuple[float, ...]:
    """A ratio of groups (1 : 2) as their shares of all; shares stay what they are."""
    total = sum(ratio)
    return tuple(ratio) if abs(total - 1) < 1e-6 else tuple(part / total for part in ratio)


def planned_shares(planned: Any, levels: Sequence[str]) -> tuple[float, ...]:
    """The planned share of each answer: "equal", one number for each, or by name."""
    if planned == "equal":
        return tuple(1 / len(levels) for _ in levels)
    return shares([planned[level] for level in levels] if isinstance(planned, dict) else planned)


def pilot_of(n: int, rate: float) -> dict[str, float]:
    """A pilot of n customers, as half of all; on the smallest change its precision does not depend."""
    return {
        "population": 2 * int(n),
        "pilot_share": 0.5,
        "baseline_rate": rate,
        "smallest_change": min(rate, 1 - rate) / 2,
    }


def error_of(level: float) -> float:
    """The chance of error of a confidence level."""
    return 1 - level


def treatments(arms: int) -> int:
    """All groups without the control group."""
    return arms - 1


def weekly_traffic(a_day: float, share: float) -> dict[str, Any]:
    """Customers a day, and the share of them who enter, as whole customers a week and a share."""
    a_week = 7 * a_day
    whole = max(math.ceil(a_week - 1e-9), 1)
    return {"users_per_week": whole, "traffic_share": share * min(a_week / whole, 1.0)}


def strength(effect: float) -> float:
    """An association without its sign, on which no size depends."""
    return abs(effect)


def sides(number: Any) -> str:
    """The number of sides in words."""
    words = {1: "one", 2: "two", "one": "one", "two": "two", "one-sided": "one", "two-sided": "two"}
    return _understood(words, number, "sides")


def alternative(words: str) -> str:
    """Which rate a one-sided test expects to be higher, of p1 (control) and p2."""
    known = {"p2>p1": "greater", "p1<p2": "greater", "greater": "greater"}
    known |= {"p2<p1": "less", "p1>p2": "less", "less": "less"}
    return _understood(known, words.replace(" ", ""), "alternative")


def degrees_of_freedom(number: Any) -> float | None:
    """Degrees of freedom; infinitely many of them are none to be named."""
    return None if number in {"inf", "Inf", "infinity", float("inf")} else float(number)


def allocation_rule(words: str) -> str:
    """How groups are sized: "equal (corr 0.5)", or something of a square root."""
    if "sqrt" in words.lower() or "square" in words.lower():
        return "square_root"
    return _understood({"equal": "equal"}, words.replace("(", " ").split(maxsplit=1)[0].lower(), "allocation")


def adjustment(words: str) -> str:
    """The name of a correction for many tests: the first word ("holm over 10 pairs"), in our spelling."""
    first = words.split(maxsplit=1)[0]
    known = {"bh": "BH", "fdr": "BH", "fdr_bh": "BH", "by": "BY", "fdr_by": "BY"}
    return known.get(first.lower(), first.lower())


def rows_used(words: str) -> str:
    """Which rows pairs of columns use, by the first word ("pairwise complete")."""
    known = {"pairwise": "pairwise", "listwise": "listwise", "complete": "listwise", "casewise": "listwise"}
    return _understood(known, words.split(maxsplit=1)[0].split(".", maxsplit=1)[0].lower(), "missing")


def cut_points(inputs: dict[str, Any]) -> dict[str, float]:
    """From where ratings are promoters and up to where detractors: numbers, words (">=9", "<7") or lists of ratings."""
    return {
        "promoters_from": _cut(inputs.get("promoters_from", inputs.get("promoters", 9)), min, 1),
        "detractors_to": _cut(inputs.get("detractors_to", inputs.get("detractors", 6)), max, -1),
    }


def _cut(written: Any, nearest: Any, beyond: int) -> float:
    if isinstance(written, list):
        return float(nearest(written))
    words = str(written).replace(" ", "")
    number = float(words.strip("<>="))
    return number if "=" in words or words[0] not in "<>" else number + beyond


def group_order(inputs: dict[str, Any]) -> list[Any] | None:
    """The groups in the order of a case, if it names one: a list, or "[a, b]"; roles stand for the groups in them."""
    order = inputs.get("order")
    if isinstance(order, str):
        order = [name.strip() for name in order.strip("[] ").split(",")]
    return order and [inputs.get(name, name) for name in order]


def sequential_design(words: str) -> str:
    """The name of a group-sequential design or spending function, in our spelling."""
    known = {
        "of": "obrien_fleming",
        "obf": "obrien_fleming",
        "obrien_fleming": "obrien_fleming",
        "o'brien-fleming": "obrien_fleming",
        "p": "pocock",
        "pocock": "pocock",
        "wt": "wang_tsiatis",
        "wang_tsiatis": "wang_tsiatis",
        "asof": "lan_demets_obrien_fleming",
        "lan_demets_of": "lan_demets_obrien_fleming",
        "lan_demets_obf": "lan_demets_obrien_fleming",
        "lan_demets_obrien_fleming": "lan_demets_obrien_fleming",
        "asp": "lan_demets_pocock",
        "lan_demets_pocock": "lan_demets_pocock",
        "askd": "kim_demets",
        "kim_demets": "kim_demets",
        "kim_demets_power": "kim_demets",
        "power": "kim_demets",
        "ashsd": "hwang_shih_decani",
        "hsd": "hwang_shih_decani",
        "hwang_shih_decani": "hwang_shih_decani",
    }
    return _understood(known, str(words).lower().replace(" ", "_"), "design")


def shapes(inputs: dict[str, Any]) -> dict[str, float]:
    """Shapes of a design, where a case gives them."""
    given = {"delta": "delta", "deltaWT": "delta", "rho": "rho", "gamma": "gamma", "gammaA": "gamma"}
    return {ours: inputs[theirs] for theirs, ours in given.items() if theirs in inputs}


def looks_at(inputs: dict[str, Any]) -> tuple[float, ...]:
    """Information at the looks of a case: a list of shares, or nothing for equally spaced ones."""
    information = inputs.get("information", "equally spaced")
    return () if isinstance(information, str) else tuple(information)


def share_treated(allocation: Any) -> float:
    """Allocation as the share of treatment in both groups: a ratio treatment to control, or its words ("1:1")."""
    if not isinstance(allocation, str):
        return share_of_ratio(float(allocation))
    ratio = re.search(r"([\d.]+)\s*:\s*([\d.]+)", allocation)
    if ratio:
        return float(ratio[1]) / (float(ratio[1]) + float(ratio[2]))
    return float(
        _understood({"equal": "0.5", "balanced": "0.5"}, allocation.split(maxsplit=1)[0].lower(), "allocation")
    )


def level_of(alpha: float) -> float:
    """Confidence level from the chance of error."""
    return 1 - alpha


def floats(values: Sequence[float]) -> tuple[float, ...]:
    """Numbers as our functions ask for them."""
    return tuple(float(value) for value in values)


def spread_of_share(successes: float, n: float) -> dict[str, float]:
    """A share as a mean with the standard deviation whose square is p (1 - p)."""
    share = successes / n
    return {"mean": share, "sd": (share * (1 - share)) ** 0.5}


def sums_of_squares(groups: Sequence[Sequence[float]]) -> tuple[float, ...]:
    """Sum of squares of each group."""
    return tuple(float(sum(value**2 for value in group)) for group in groups)


def sums_of_products(first: Sequence[Sequence[float]], second: Sequence[Sequence[float]]) -> tuple[float, ...]:
    """Sum of products of each group."""
    return tuple(float(sum(x * y for x, y in zip(xs, ys, strict=True))) for xs, ys in zip(first, second, strict=True))


def _understood(known: dict[Any, str], words: Any, name: str) -> str:
    if words not in known:
        raise InputNotUnderstoodError(f"{name} = {words!r} is not understood")
    return known[words]
