"""What respondents answered: scales, multi-select questions and comments, with blanks and skipped questions."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthetic import plan
from synthetic.people import Floats, Integers, Members

COMMENTS: dict[str, tuple[str, ...]] = {
    "satisfied": (
        "群里的护肤建议很实用，导购回复也快。",
        "直播间的专属价格不错，希望继续保持。",
        "老师讲得很细，敏感肌也敢放心买。",
        "小程序下单方便，物流很快。",
        "社群氛围好，经常有新品试用。",
    ),
    "neutral": (
        "产品还可以，希望活动再多一些。",
        "积分兑换规则有点复杂，看不太懂。",
        "群消息有点多，最好能分类发。",
        "建议多出一些适合学生的套装。",
        "无",
    ),
    "unhappy": (
        "退换货流程太复杂，客服回复很慢。",
        "没有人针对我的肤质给建议，都是群发广告。",
        "优惠力度越来越小，还不如别家便宜。",
        "收到的产品和描述不一样，有点失望。",
        "群里每天刷屏，已经设置免打扰了。",
        "没有",
    ),
}


def draw_scales(rng: np.random.Generator, members: Members, chosen: Integers) -> dict[str, Integers]:
    """Recommendation 0-10, satisfaction and three statements 1-5, cut from the respondents' drives."""
    region = members.region[chosen]
    community = members.latent("community")[chosen]
    answers = {
        "nps": _cut_by_region(members.latent("recommendation")[chosen], region, plan.NPS),
        "satisfaction": _cut_by_region(members.latent("satisfaction")[chosen], region, plan.SATISFACTION) + 1,
    }
    for item, loading in plan.ITEMS.items():
        own = rng.standard_normal(chosen.size)
        drive = loading * community + np.sqrt(1 - loading**2) * own
        answers[item] = np.searchsorted(plan.cut_points(plan.ITEM_SHARES[item]), drive) + 1
    return answers


def draw_touchpoints(rng: np.random.Generator, respondents: int) -> dict[str, Integers]:
    """Touchpoints met, 0 or 1: rules with a known confidence, every other pair independent."""
    chosen = {name: rng.random(respondents) < share for name, share in plan.TOUCHPOINTS.items()}
    for antecedent, consequent, confidence in plan.RULES:
        met = np.logical_and.reduce([chosen[name] for name in antecedent])
        share = float(np.prod([plan.TOUCHPOINTS[name] for name in antecedent]))
        otherwise = (plan.TOUCHPOINTS[consequent] - share * confidence) / (1 - share)
        chosen[consequent] = rng.random(respondents) < np.where(met, confidence, otherwise)
    return {name: values.astype(np.int64) for name, values in chosen.items()}


def draw_churn_reasons(rng: np.random.Generator, retained: npt.NDArray[np.bool_]) -> dict[str, Integers]:
    """Reasons for leaving, 0 or 1, of the members who left; skipped by logic for the others."""
    answers: dict[str, Integers] = {}
    for name, share in plan.CHURN_REASONS.items():
        given = (rng.random(retained.size) < share).astype(np.int64)
        answers[name] = np.where(retained, plan.SKIPPED, given)
    return answers


def draw_segments(rng: np.random.Generator, respondents: int) -> tuple[tuple[str, ...], dict[str, Floats]]:
    """Hidden segment of each respondent, and the four measures that tell the segments apart."""
    names = tuple(plan.SEGMENTS)
    which: Integers = rng.choice(len(names), size=respondents, p=[share for share, _ in plan.SEGMENTS.values()])
    centres = np.array([centre for _, centre in plan.SEGMENTS.values()])
    values = centres[which] + rng.standard_normal((respondents, len(plan.SEGMENT_SD))) * np.array(plan.SEGMENT_SD)
    basket, coupon, minutes, gap = values.T
    measures = {
        "basket_yuan": np.maximum(basket, 1.0).round(2),
        "coupon_share": np.clip(coupon, 0.0, 1.0).round(3),
        "minutes_per_week": np.maximum(minutes, 0.0).round(1),
        "order_gap_days": np.maximum(gap, 1.0).round(1),
    }
    return tuple(names[int(k)] for k in which.tolist()), measures


def draw_comments(rng: np.random.Generator, satisfaction: Integers) -> list[str | None]:
    """A sentence from about a third of the respondents, in the tone of their satisfaction; None for the others."""
    writes = rng.random(satisfaction.size) < plan.COMMENT_SHARE
    picks = rng.random(satisfaction.size)
    comments: list[str | None] = []
    for score, pick, written in zip(satisfaction.tolist(), picks.tolist(), writes.tolist(), strict=True):
        texts = COMMENTS["satisfied" if score >= 4 else "neutral" if score == 3 else "unhappy"]
        comments.append(texts[int(pick * len(texts))] if written else None)
    return comments


def leave_blank(rng: np.random.Generator, survey: pd.DataFrame, questions: dict[str, tuple[str, ...]]) -> pd.DataFrame:
    """The survey with some questions left blank at random; a multi-select question is blank as a whole."""
    answered = survey.copy()
    for question, columns in questions.items():
        blank = rng.random(len(survey)) < plan.BLANK_SHARES[question]
        for column in columns:
            codes = answered[column].to_numpy()
            answered[column] = np.where(blank & (codes != plan.SKIPPED), plan.BLANK, codes)
    return answered


def _cut_by_region(drive: Floats, region: Integers, shares: dict[int, tuple[float, ...]]) -> Integers:
    answers = np.zeros(drive.size, dtype=np.int64)
    for code, distribution in shares.items():
        there = region == code
        answers[there] = np.searchsorted(plan.cut_points(distribution), drive[there])
    return answers
