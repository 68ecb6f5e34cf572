"""A small study that holds everything a layout may lose, made anew for each seed."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.core import LocalText
from analysis.data.codebook import Codebook, MissingCode, ValueLabel, Variable
from analysis.data.study import Study

BLANK, SKIPPED = MissingCode(-2, "blank"), MissingCode(-3, "skipped")
REFUSED, INVALID = MissingCode(-4, "refused"), MissingCode(-5, "invalid")
ALL = (BLANK, SKIPPED, REFUSED, INVALID)


def labels(*answers):
    return tuple(ValueLabel(code, LocalText(en, zh)) for code, en, zh in answers)


SATISFIED = labels(
    (1, "Very dissatisfied", "非常不满意"), (2, "Dissatisfied", "不满意"), (3, "Neutral", "一般"),
    (4, "Satisfied", "满意"), (5, "Very satisfied", "非常满意"),
)  # fmt: skip
PLANS = labels(
    (1, "Bronze", "青铜卡"), (2, "Silver, old", "白银卡"), (3, "Gold (VIP)", "黄金卡（贵宾）"), (4, "Black", "黑卡")
)
REASONS = (("why_price", "Price, too high", "价格高"), ("why_service", "Slow service", "服务慢"),
           ("why_other", "Something else (say what)", "别的原因（请说明）"))  # fmt: skip
GIFTS = (("gift_coupon", "Coupon", "优惠券"), ("gift_sample", "Sample", "试用装"), ("gift_points", "Points", "积分"))


def crafted_codebook() -> Codebook:
    def variable(name, en, zh, level, **facts):
        return Variable(id=name, label=LocalText(en, zh), level=level, **facts)

    reasons = tuple(
        variable(name, en, zh, "option", part_of="reasons", missing=(BLANK, SKIPPED)) for name, en, zh in REASONS
    )
    places = labels((1, "1", "1"), (2, "2", "2"), (3, "3", "3"))
    gifts = tuple(
        variable(name, en, zh, "ordinal", part_of="gifts", missing=(BLANK, SKIPPED), values=places)
        for name, en, zh in GIFTS
    )
    trust = {"trust_a": ("They keep promises", "说到做到"), "trust_b": ("They hide things", "有所隐瞒")}
    return Codebook(
        (
            variable("member", "Member id", "会员编号", "id"),
            variable("submitted_at", "Sent at", "提交时间", "date"),
            variable("visited_on", "Last visit on", "上次到店日期", "date", missing=(SKIPPED,)),
            variable("plan", "Card", "会员卡", "ordinal", values=PLANS, missing=ALL),
            variable("tier", "Tier", "档次", "ordinal", values=labels((1, "Lower", "低档"), (2, "Upper", "高档"))),
            variable("city", "City", "城市", "nominal", values=labels(
                ("sh", "Shanghai", "上海"), ("bj", "Beijing", "北京"), ("cd", "Chengdu", "成都"), ("lz", "Lanzhou", "兰州"),
            )),
            variable("satisfaction", "Satisfaction (overall)", "总体满意度（最近一次）", "ordinal", values=SATISFIED, missing=ALL),
            *(
                variable(name, en, zh, "ordinal", values=SATISFIED, part_of="trust", reverse=name == "trust_b",
                         missing=(BLANK,))
                for name, (en, zh) in trust.items()
            ),
            variable("score", "Recommend us (0–10)", "推荐意愿（0–10 分）", "scale", missing=ALL,
                     values=labels((0, "Not at all", "完全不会"), (10, "Certainly", "一定会"))),
            variable("spend", "Spend (yuan)", "消费（元）", "scale", missing=(SKIPPED,)),
            variable("ratio", "Share of coupons", "用券占比", "scale"),
            variable("reasons", "Why do you leave?", "您离开的原因是？（多选）", "multi", options=tuple(r[0] for r in REASONS)),
            *reasons,
            variable("gifts", "Order these gifts", "请为赠品排序", "ranking", options=tuple(g[0] for g in GIFTS)),
            *gifts,
            variable("remark", "Anything else?", "还有什么想说的？", "text", missing=(SKIPPED,)),
            variable("advisor", "Who looks after you", "您的专属导购", "text"),
            variable("wt", "Weight", "权重", "weight"),
        )
    )  # fmt: skip


def crafted_study(seed: int, n: int = 120) -> Study:
    rng = np.random.default_rng(seed)

    def pick(codes, shares=None):
        return rng.choice(codes, n, p=shares)

    def with_codes(values, *codes):
        column = np.array(values, dtype=float)
        for code in codes:
            column[rng.random(n) < 0.05] = code
            column[rng.integers(n)] = code
        return column

    ticks = rng.random((n, 3)) < 0.4
    ticks[0] = ticks[1] = ticks[2] = False
    reasons = ticks.astype(int)
    reasons[1], reasons[2] = -2, -3
    gifts = np.argsort(rng.random((n, 3)), axis=1) + 1
    gifts[1], gifts[2] = -2, -3
    words = [
        "很好，\u201c真的\u201d很好",
        "太慢了\t不想再来",
        "=1+1 就这样",
        "没有意见",
        "Nice; but pricey, really",
        "7 天没人回复我",
    ]
    remarks = [f"{words[place]}，第{number}条" for number, place in enumerate(rng.integers(0, len(words), n))]
    days = np.datetime64("2025-06-01T09:30:11") + rng.integers(0, 40_000_000, n).astype("timedelta64[s]")
    frame = pd.DataFrame(
        {
            "member": [f"M{number:06d}x" for number in rng.permutation(n)],
            "submitted_at": np.sort(days).astype("datetime64[us]"),
            "visited_on": days.astype("datetime64[D]").astype("datetime64[us]"),
            "plan": with_codes(pick([3, 1, 2]), -2, -3, -4, -5),
            "tier": pick([1, 2]),
            "city": pick(["sh", "bj", "cd"]),
            "satisfaction": with_codes(pick([1, 2, 3, 4, 5]), -2, -3, -4, -5),
            "trust_a": with_codes(pick([2, 3, 4, 5]), -2),
            "trust_b": with_codes(pick([1, 2, 3, 4, 5]), -2),
            "score": with_codes(pick(np.arange(11)), -2, -3, -4, -5),
            "spend": with_codes(np.exp(rng.normal(5, 1, n)), -3, np.nan),
            "ratio": rng.random(n),
            **{name: reasons[:, place] for place, (name, _, _) in enumerate(REASONS)},
            **{name: gifts[:, place] for place, (name, _, _) in enumerate(GIFTS)},
            "remark": [None if number % 7 == 0 else text for number, text in enumerate(remarks)],
            "advisor": pick(["小美", "阿琳", "Coco"]),
            "wt": rng.uniform(0.5, 1.9, n),
        }
    )
    frame.loc[::11, "remark"] = "-3"
    return Study(id=f"crafted-{seed}", name=LocalText("Crafted", "样例"), survey=frame, codebook=crafted_codebook())
