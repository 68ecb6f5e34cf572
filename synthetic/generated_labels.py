"""The codebook of generated studies, in both languages: customers, events and the survey."""

from __future__ import annotations

from collections.abc import Iterable

from analysis.core.messages import LocalText
from analysis.data.codebook import Code, MissingCode, TableName, ValueLabel, Variable, VariableLevel
from synthetic.labels import AGREEMENT, BLANK, CHOSEN, CHURN_REASONS, REGIONS, SKIPPED, TOUCHPOINTS, YES_NO
from synthetic.presets import Preset
from synthetic.questionnaire import STATEMENTS

Answers = Iterable[tuple[Code, str, str]]

AGES = (
    (1, "18–24", "18–24 岁"),
    (2, "25–35", "25–35 岁"),
    (3, "36–45", "36–45 岁"),
    (4, "46 and over", "46 岁及以上"),
)
OCCUPATIONS = ((1, "Business owner", "企业主"), (2, "White-collar", "白领"), (3, "Student", "学生"))
ACTIVITY = ((1, "Low activity", "低活跃"), (2, "Middle activity", "中活跃"), (3, "High activity", "高活跃"))
LEVELS = ((1, "Ordinary", "普通会员"), (2, "Senior", "高级会员"), (3, "Super", "超级会员"))
ORIGIN_WORDS = (
    ("store", "Store", "门店"),
    ("live", "Livestream", "直播间"),
    ("douyin", "Douyin", "抖音"),
    ("friend", "A friend", "好友推荐"),
    ("search", "Search", "搜索"),
)
KIND_WORDS = (
    ("login", "Login", "登录"),
    ("interaction", "Interaction", "互动"),
    ("purchase", "Purchase", "购买"),
    ("refund", "Refund", "退款"),
    ("service_request", "Service request", "客服咨询"),
    ("coupon_issued", "Coupon issued", "优惠券发放"),
    ("coupon_used", "Coupon used", "优惠券核销"),
    ("referral", "Referral", "推荐好友"),
    ("campaign_sent", "Campaign sent", "活动推送"),
    ("campaign_reached", "Campaign reached", "活动触达"),
    ("campaign_interested", "Campaign: interested", "活动产生兴趣"),
    ("trial_order", "Free trial pack ordered", "领取 0 元试用装"),
)
CHANNEL_WORDS = (
    ("group", "Community group", "社群"),
    ("mini_program", "Mini-program", "小程序"),
    ("app", "App", "App"),
    ("live", "Livestream", "直播间"),
    ("store", "Store", "门店"),
    ("sms", "Text message", "短信"),
    ("official_account", "Official account", "公众号"),
    ("service", "Online service", "在线客服"),
)
SATISFACTION = (
    (1, "Very dissatisfied", "非常不满意"),
    (2, "Dissatisfied", "比较不满意"),
    (3, "Neither", "一般"),
    (4, "Satisfied", "比较满意"),
    (5, "Very satisfied", "非常满意"),
)


def variable(
    name: str,
    en: str,
    zh: str,
    level: VariableLevel,
    *,
    table: TableName,
    values: Answers = (),
    missing: tuple[MissingCode, ...] = (),
    personal: bool = False,
    reverse: bool = False,
) -> Variable:
    """A variable with its words in both languages."""
    return Variable(
        id=name,
        label=LocalText(en=en, zh=zh),
        level=level,
        values=tuple(ValueLabel(code=code, label=LocalText(en=e, zh=z)) for code, e, z in values),
        missing=missing,
        reverse=reverse,
        source=name,
        table=table,
        personal=personal,
    )


def spend_words(business: Preset) -> Answers:
    """Bands of spend with their edges in yuan."""
    _, low, high, _ = (f"{edge:,.0f}" for edge in business.spend_edges_yuan)
    return (
        (1, f"Low (under ¥{low})", f"低（不足 {low} 元）"),
        (2, f"Middle (¥{low}–{high})", f"中（{low}–{high} 元）"),
        (3, f"High (¥{high} and over)", f"高（{high} 元及以上）"),
    )


def customer_variables(business: Preset) -> tuple[Variable, ...]:
    """Columns of the customer table, in order."""

    def of(name: str, en: str, zh: str, level: VariableLevel, values: Answers = ()) -> Variable:
        return variable(name, en, zh, level, table="customers", values=values)

    def personal(name: str, en: str, zh: str) -> Variable:
        return variable(name, en, zh, "text", table="customers", personal=True)

    return (
        of("customer_id", "Customer", "客户编号", "id"),
        personal("member_name", "Name", "姓名"),
        personal("member_phone", "Phone", "手机号"),
        personal("member_wechat", "WeChat id", "微信号"),
        of("joined_on", "Joined on", "入会日期", "date"),
        of("origin_channel", "Came through", "来源渠道", "nominal", ORIGIN_WORDS),
        of("member_age", "Age of the customer", "客户年龄段", "ordinal", AGES),
        of("member_occupation", "Occupation of the customer", "客户职业", "nominal", OCCUPATIONS),
        of("member_region", "Region of the customer", "客户地域", "nominal", REGIONS),
        of(
            "member_level",
            "Member level (spend, purchases, referrals)",
            "会员等级（按消费、购买次数与推荐）",
            "ordinal",
            LEVELS,
        ),
        of(
            "value_stratum", "Value (spend in the period)", "客户价值分层（期内消费）", "ordinal", spend_words(business)
        ),
        of("activity_stratum", "Activity", "活跃度分层", "ordinal", ACTIVITY),
        of("community_id", "Community", "所在社群", "id"),
        of("community_minutes", "Minutes in the community a week", "每周社群停留（分钟）", "scale"),
        of("interactions_per_week", "Interactions a week, first 8 weeks", "前 8 周每周互动次数", "scale"),
        of("referrals", "Friends referred", "推荐好友数", "scale"),
        of("purchases", "Purchases in the period", "期内购买次数", "scale"),
        of("spend_yuan", "Spend in the period (yuan)", "期内消费（元）", "scale"),
        of("last_purchase_on", "Last purchase on", "最近购买日期", "date"),
        of("bought_90d", "Bought in the last 90 days", "近 90 天有购买", "nominal", YES_NO),
    )


def event_variables() -> tuple[Variable, ...]:
    """Columns of the event table, in order."""

    def of(name: str, en: str, zh: str, level: VariableLevel, values: Answers = ()) -> Variable:
        return variable(name, en, zh, level, table="events", values=values)

    return (
        of("customer_id", "Customer", "客户编号", "id"),
        of("time", "Time", "时间", "date"),
        of("kind", "Event", "事件", "nominal", KIND_WORDS),
        of("channel", "Channel", "渠道", "nominal", CHANNEL_WORDS),
        of("amount", "Amount (yuan)", "金额（元）", "scale"),
        of("response_minutes", "Minutes until answered", "响应时长（分钟）", "scale"),
    )


def survey_variables(business: Preset) -> tuple[Variable, ...]:
    """Columns of the survey and its multi-select questions, in order."""
    return (*_respondent(business), *_measures(), *_attitudes(), *_multiples(), *_closing())


def _of(
    name: str, en: str, zh: str, level: VariableLevel, values: Answers = (), missing: tuple[MissingCode, ...] = ()
) -> Variable:
    return variable(name, en, zh, level, table="survey", values=values, missing=missing)


def _respondent(business: Preset) -> tuple[Variable, ...]:
    waves = ((1, "First wave", "第一期"), (2, "Second wave", "第二期"))
    return (
        _of("respondent_id", "Questionnaire", "答卷编号", "id"),
        _of("customer_id", "Customer", "客户编号", "id"),
        _of("wave", "Wave", "调查期次", "ordinal", waves),
        _of("submitted_on", "Submitted on", "提交日期", "date"),
        variable("contact_name", "Contact name", "联系人姓名", "text", table="survey", personal=True),
        variable("contact_phone", "Contact phone", "联系电话", "text", table="survey", personal=True),
        _of("duration_seconds", "Time taken (seconds)", "答题时长（秒）", "scale"),
        _of("age_band", "Age", "年龄段", "ordinal", AGES),
        _of("occupation", "Occupation", "职业", "nominal", OCCUPATIONS, (BLANK,)),
        _of("region", "Region", "地域", "nominal", REGIONS),
        _of("spend_band", "Spend in the period", "期内消费分层", "ordinal", spend_words(business)),
        _of("activity_band", "Activity of the respondent", "受访者活跃度", "ordinal", ACTIVITY),
        _of("retained_90d", "Retained (bought in the last 90 days)", "90 天留存（近 90 天有购买）", "nominal", YES_NO),
        _of("activity_per_week", "Interactions a week, first 8 weeks", "前 8 周每周互动次数", "scale"),
    )


def _measures() -> tuple[Variable, ...]:
    return (
        _of("stated_order_yuan", "Usual order as stated (yuan)", "自述客单价（元）", "scale"),
        _of("promotion_share", "Share bought on promotion, as stated", "自述促销购买占比", "scale"),
        _of("browsing_minutes", "Minutes browsing shops a week, as stated", "自述每周逛店时长（分钟）", "scale"),
        _of("shopping_gap_days", "Days between shopping trips, as stated", "自述购物间隔（天）", "scale"),
    )


def _attitudes() -> tuple[Variable, ...]:
    scores = [(score, str(score), str(score)) for score in range(11)]
    return (
        _of("nps", "Would recommend us (0–10)", "推荐意愿（0–10 分）", "scale", scores, (BLANK,)),
        _of("satisfaction", "Satisfaction overall", "总体满意度", "ordinal", SATISFACTION, (BLANK,)),
        *(
            variable(
                statement.id,
                statement.en,
                statement.zh,
                "ordinal",
                table="survey",
                values=AGREEMENT,
                missing=(BLANK,),
                reverse=statement.loading < 0,
            )
            for statement in STATEMENTS
        ),
    )


def _multiples() -> tuple[Variable, ...]:
    return (
        *_multi("touchpoints", "Where do you meet us?", "您通过哪些渠道接触我们？（多选）", TOUCHPOINTS, (BLANK,)),
        *_multi(
            "churn_reasons",
            "Why did you stop buying?",
            "您不再购买的原因是？（多选）",
            CHURN_REASONS,
            (BLANK, SKIPPED),
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
            values=tuple(ValueLabel(code=code, label=LocalText(en=e, zh=z)) for code, e, z in CHOSEN),
            missing=missing,
            part_of=name,
            source=option,
        )
        for option, (option_en, option_zh) in options.items()
    )
    return (question, *columns)


def _closing() -> tuple[Variable, ...]:
    return (
        _of("comment", "Anything else to tell us?", "您还有什么建议？", "text"),
        _of("weight", "Weight by activity and region", "活跃度与地域加权", "weight"),
    )
