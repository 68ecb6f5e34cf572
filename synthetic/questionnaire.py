"""What the generated survey asks: statements with their loadings, answers and Chinese and English words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

LEVEL_SHARES = (0.07, 0.15, 0.28, 0.32, 0.18)
REVERSED_SHARES = tuple(reversed(LEVEL_SHARES))


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement of a battery: its factor, its loading (negative: reverse-keyed) and its words."""

    id: str
    factor: Literal["community", "service"]
    loading: float
    en: str
    zh: str

    @property
    def shares(self) -> tuple[float, ...]:
        """Shares of the five answers."""
        return LEVEL_SHARES if self.loading > 0 else REVERSED_SHARES


STATEMENTS = (
    Statement(
        id="com_helpful",
        factor="community",
        loading=0.80,
        en="The community answers my questions",
        zh="社群能解答我的问题",
    ),
    Statement(
        id="com_belonging",
        factor="community",
        loading=0.75,
        en="I feel at home in the community",
        zh="我在社群里有归属感",
    ),
    Statement(
        id="com_worth",
        factor="community",
        loading=0.70,
        en="The community's content is worth my time",
        zh="社群内容值得花时间看",
    ),
    Statement(
        id="com_noise",
        factor="community",
        loading=-0.60,
        en="Messages of the community disturb me",
        zh="社群消息打扰到我",
    ),
    Statement(
        id="srv_fast",
        factor="service",
        loading=0.80,
        en="Service answers fast",
        zh="客服响应及时",
    ),
    Statement(
        id="srv_solves",
        factor="service",
        loading=0.75,
        en="Service solves my problem at the first contact",
        zh="客服一次就能解决问题",
    ),
    Statement(
        id="srv_returns",
        factor="service",
        loading=0.65,
        en="Returns and refunds are easy",
        zh="退换货流程简便",
    ),
    Statement(
        id="srv_knows",
        factor="service",
        loading=0.60,
        en="Service knows what I need",
        zh="客服了解我的需求",
    ),
)
REASONS: tuple[str, ...] = (
    "why_no_personal_service",
    "why_slow_service",
    "why_few_promotions",
    "why_poor_product",
    "why_negative_image",
    "why_competitor",
)
SEGMENT_COLUMNS = ("stated_order_yuan", "promotion_share", "browsing_minutes", "shopping_gap_days")
SEGMENT_MEANS = (200.0, 0.50, 120.0, 40.0)
SEGMENT_SDS = (25.0, 0.05, 15.0, 5.0)
SEGMENT_SHARES: dict[int, tuple[float, ...]] = {
    1: (1.0,),
    2: (0.6, 0.4),
    3: (0.40, 0.35, 0.25),
    4: (0.35, 0.30, 0.20, 0.15),
    5: (0.30, 0.25, 0.20, 0.15, 0.10),
}
BLANK_SHARES = {
    "occupation": 0.02,
    "nps": 0.02,
    "satisfaction": 0.03,
    **{statement.id: 0.02 for statement in STATEMENTS},
    "touchpoints": 0.02,
    "churn_reasons": 0.04,
}
SPEEDER_SHARE = 0.04
STRAIGHT_LINER_SHARE = 0.03
SECONDS_MEDIAN, SECONDS_SIGMA = 260.0, 0.35
SPEEDER_SECONDS = (25, 75)
REPEAT_SHARE = 0.30
"""Share of each wave's respondents who answer in both waves."""
COMMENT_SHARE = 0.30
COMMENTS: dict[str, tuple[str, ...]] = {
    "satisfied": (
        "客服回复很快，问题一次就解决了。",
        "群里经常有会员专享价，很划算。",
        "小程序下单方便，物流也快。",
        "产品质量稳定，会继续回购。",
        "活动通知及时，推荐的东西比较合我心意。",
        "店员很专业，会推荐给朋友。",
        "Fast delivery, and the group is actually useful.",
    ),
    "neutral": (
        "整体还可以，希望优惠再多一些。",
        "积分规则有点复杂，看不太懂。",
        "群消息有点多，最好能分类发。",
        "希望多一些新品试用。",
        "没什么特别的意见。",
        "无",
        "Fine overall, nothing special.",
    ),
    "unhappy": (
        "退换货流程太复杂，客服半天不回。",
        "都是群发广告，没有针对我的建议。",
        "优惠力度越来越小，还不如别家便宜。",
        "收到的和描述不一样，有点失望。",
        "群里每天刷屏，已经免打扰了。",
        "投诉了两次都没有下文。",
        "Nobody answered my complaint.",
    ),
}
