"""The codebook of the sample community, in both languages."""

from __future__ import annotations

from collections.abc import Iterable

from analysis.core.messages import LocalText
from analysis.data.codebook import Code, Codebook, MissingCode, TableName, ValueLabel, Variable, VariableLevel
from synthetic import plan

STUDY_NAME = LocalText(en="Sample study: a beauty brand's community", zh="示例研究：某美妆品牌私域社群")

BLANK = MissingCode(code=plan.BLANK, kind="blank")
SKIPPED = MissingCode(code=plan.SKIPPED, kind="skipped")

AGREEMENT = (
    (1, "Strongly disagree", "非常不同意"),
    (2, "Disagree", "比较不同意"),
    (3, "Neither", "一般"),
    (4, "Agree", "比较同意"),
    (5, "Strongly agree", "非常同意"),
)
YES_NO = ((0, "No", "否"), (1, "Yes", "是"))
CHOSEN = ((0, "Not chosen", "未选"), (1, "Chosen", "选中"))
CHANNELS = (
    ("group", "Community group", "社群"),
    ("mini_program", "Mini-program", "小程序"),
    ("app", "App", "App"),
    ("live", "Livestream", "直播间"),
    ("store", "Store", "门店"),
)
REGIONS = ((1, "Tier-1 and tier-2 cities", "一二线城市"), (2, "Lower-tier markets", "下沉市场"))
TOUCHPOINTS = {
    "tp_group": ("Community group", "社群"),
    "tp_mini_program": ("Mini-program", "小程序"),
    "tp_official_account": ("Official account", "公众号"),
    "tp_video_channel": ("Video channel", "视频号"),
    "tp_live": ("Livestream", "直播间"),
    "tp_advisor": ("Personal advisor", "专属导购"),
    "tp_store": ("Store", "线下门店"),
    "tp_xiaohongshu": ("Xiaohongshu", "小红书"),
    "tp_douyin": ("Douyin", "抖音"),
    "tp_sms": ("Text message", "短信"),
}
CHURN_REASONS = {
    "why_no_personal_service": ("No personal service", "缺少个性化服务"),
    "why_slow_service": ("Slow service", "服务响应慢"),
    "why_few_promotions": ("Too few promotions", "优惠活动少"),
    "why_poor_product": ("Poor product experience", "产品体验差"),
    "why_negative_image": ("Negative brand image", "品牌形象负面"),
    "why_competitor": ("A competitor is more attractive", "竞品更有吸引力"),
}

Answers = Iterable[tuple[Code, str, str]]


def sample_codebook() -> Codebook:
    """Every variable of the four tables, in the order of their columns."""
    return Codebook((*_survey(), *_customers(), *_events(), *_arms()))


def _variable(
    name: str,
    en: str,
    zh: str,
    level: VariableLevel,
    *,
    values: Answers = (),
    table: TableName = "survey",
    blanks: bool = False,
    personal: bool = False,
    reverse: bool = False,
) -> Variable:
    return Variable(
        id=name,
        label=LocalText(en=en, zh=zh),
        level=level,
        values=_labels(values),
        missing=(BLANK,) if blanks else (),
        reverse=reverse,
        source=name,
        table=table,
        personal=personal,
    )


def _labels(answers: Answers) -> tuple[ValueLabel, ...]:
    return tuple(ValueLabel(code=code, label=LocalText(en=en, zh=zh)) for code, en, zh in answers)


def _survey() -> tuple[Variable, ...]:
    return (*_respondent(), *_linked_behaviour(), *_attitudes(), *_multiples(), *_closing())


def _respondent() -> tuple[Variable, ...]:
    age = (
        (1, "18–24", "18–24 岁"),
        (2, "25–35", "25–35 岁"),
        (3, "36–45", "36–45 岁"),
        (4, "46 and over", "46 岁及以上"),
    )
    occupation = ((1, "Business owner", "企业主"), (2, "White-collar", "白领"), (3, "Student", "学生"))
    spend = ((1, "Low (under ¥200)", "低（不足 200 元）"), (2, "Middle (¥200–600)", "中（200–600 元）"))
    high = (3, "High (¥600 and over)", "高（600 元及以上）")
    return (
        _variable("respondent_id", "Respondent", "答卷编号", "id"),
        _variable("customer_id", "Member", "会员编号", "id"),
        _variable("submitted_on", "Submitted on", "提交日期", "date"),
        _variable("contact_name", "Contact name", "联系人姓名", "text", personal=True),
        _variable("contact_phone", "Contact phone", "联系电话", "text", personal=True),
        _variable("age_band", "Age", "年龄段", "ordinal", values=age),
        _variable("occupation", "Occupation", "职业", "nominal", values=occupation, blanks=True),
        _variable("region", "Region", "地域", "nominal", values=REGIONS),
        _variable("spend_band", "Spend since joining", "累计消费分层", "ordinal", values=(*spend, high)),
    )


def _linked_behaviour() -> tuple[Variable, ...]:
    return (
        _variable(
            "retained_90d",
            "Retained (bought in the last 90 days)",
            "90 天留存（近 90 天有购买）",
            "nominal",
            values=YES_NO,
        ),
        _variable("activity_per_week", "Interactions a week", "每周互动次数", "scale"),
        _variable("days_active", "Days active in the last 8 weeks", "近 8 周活跃天数", "scale"),
        _variable("basket_yuan", "Average order (yuan)", "客单价（元）", "scale"),
        _variable("coupon_share", "Share of orders with a coupon", "用券订单占比", "scale"),
        _variable("minutes_per_week", "Minutes in the community a week", "每周社群停留（分钟）", "scale"),
        _variable("order_gap_days", "Days between orders", "下单间隔（天）", "scale"),
    )


def _attitudes() -> tuple[Variable, ...]:
    scores = [(score, str(score), str(score)) for score in range(11)]
    satisfaction = (
        (1, "Very dissatisfied", "非常不满意"),
        (2, "Dissatisfied", "比较不满意"),
        (3, "Neither", "一般"),
        (4, "Satisfied", "比较满意"),
        (5, "Very satisfied", "非常满意"),
    )
    statements = {
        "community_helpful": ("The community answers my questions", "社群能解答我的问题"),
        "community_belonging": ("I feel at home in the community", "我在社群里有归属感"),
        "community_noise": ("Messages of the community disturb me", "社群消息打扰到我"),
    }
    return (
        _variable("nps", "Would recommend us (0–10)", "推荐意愿（0–10 分）", "scale", values=scores, blanks=True),
        _variable("satisfaction", "Satisfaction overall", "总体满意度", "ordinal", values=satisfaction, blanks=True),
        *(
            _variable(name, en, zh, "ordinal", values=AGREEMENT, blanks=True, reverse=plan.ITEMS[name] < 0)
            for name, (en, zh) in statements.items()
        ),
    )


def _multiples() -> tuple[Variable, ...]:
    return (
        *_multi("touchpoints", "Where do you meet us?", "您通过哪些渠道接触我们？（多选）", TOUCHPOINTS, (BLANK,)),
        *_multi(
            "churn_reasons", "Why do you buy less?", "您减少购买的原因是？（多选）", CHURN_REASONS, (BLANK, SKIPPED)
        ),
    )


def _multi(
    name: str, en: str, zh: str, options: dict[str, tuple[str, str]], missing: tuple[MissingCode, ...]
) -> tuple[Variable, ...]:
    question = Variable(id=name, label=LocalText(en=en, zh=zh), level="multi", options=tuple(options), source=name)
    columns = tuple(
        Variable(
            id=option,
            label=LocalText(en=option_en, zh=option_zh),
            level="option",
            values=_labels(CHOSEN),
            missing=missing,
            part_of=name,
            source=option,
        )
        for option, (option_en, option_zh) in options.items()
    )
    return (question, *columns)


def _closing() -> tuple[Variable, ...]:
    return (
        _variable("comment", "Anything else to tell us?", "您还有什么建议？", "text"),
        _variable("weight", "Weight by region", "地域加权", "weight"),
    )


def _customers() -> tuple[Variable, ...]:
    origins = (
        ("store", "Store", "门店"),
        ("live", "Livestream", "直播间"),
        ("douyin", "Douyin", "抖音"),
        ("friend", "A friend", "好友推荐"),
    )
    levels = ((1, "Ordinary", "普通会员"), (2, "Senior", "高级会员"), (3, "Super", "超级会员"))
    return (
        _variable("customer_id", "Member", "会员编号", "id", table="customers"),
        _variable("member_name", "Name", "姓名", "text", table="customers", personal=True),
        _variable("member_phone", "Phone", "手机号", "text", table="customers", personal=True),
        _variable("joined_on", "Joined on", "入群日期", "date", table="customers"),
        _variable("origin_channel", "Came through", "来源渠道", "nominal", values=origins, table="customers"),
        _variable("member_level", "Member level", "会员等级", "ordinal", values=levels, table="customers"),
        _variable("member_region", "Region of the member", "会员地域", "nominal", values=REGIONS, table="customers"),
        _variable("purchases", "Purchases since joining", "累计购买次数", "scale", table="customers"),
        _variable("spend_yuan", "Spend since joining (yuan)", "累计消费（元）", "scale", table="customers"),
        _variable("last_purchase_on", "Last purchase on", "最近购买日期", "date", table="customers"),
        _variable(
            "interactions_per_week",
            "Interactions a week, last 8 weeks",
            "近 8 周每周互动次数",
            "scale",
            table="customers",
        ),
        _variable(
            "bought_90d", "Bought in the last 90 days", "近 90 天有购买", "nominal", values=YES_NO, table="customers"
        ),
    )


def _events() -> tuple[Variable, ...]:
    kinds = (("login", "Login", "登录"), ("interaction", "Interaction", "互动"), ("purchase", "Purchase", "购买"))
    return (
        _variable("customer_id", "Member", "会员编号", "id", table="events"),
        _variable("time", "Time", "时间", "date", table="events"),
        _variable("kind", "Event", "事件", "nominal", values=kinds, table="events"),
        _variable("channel", "Channel", "渠道", "nominal", values=CHANNELS, table="events"),
        _variable("amount", "Amount (yuan)", "金额（元）", "scale", table="events"),
    )


def _arms() -> tuple[Variable, ...]:
    arms = (("control", "No coupon", "对照组（不发券）"), ("treatment", "Win-back coupon", "实验组（召回券）"))
    return (
        _variable("customer_id", "Member", "会员编号", "id", table="arms"),
        _variable("arm", "Group", "组别", "nominal", values=arms, table="arms"),
        _variable("assigned_on", "Assigned on", "分组日期", "date", table="arms"),
        _variable("returned", "Returned within 28 days", "28 天内回购", "nominal", values=YES_NO, table="arms"),
        _variable("trial_spend_yuan", "Spend within 28 days (yuan)", "28 天内消费（元）", "scale", table="arms"),
    )
