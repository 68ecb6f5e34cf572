"""The codebook of generated experiments, in both languages."""

from __future__ import annotations

from analysis.data.codebook import Variable
from synthetic.experiment_plan import WEEKS
from synthetic.generated_labels import Answers, variable
from synthetic.labels import YES_NO
from synthetic.parameters import ExperimentDesign

PAIR = (("control", "No treatment", "对照组"), ("treatment", "Treatment", "实验组"))
ARM_WORDS: dict[ExperimentDesign, tuple[tuple[str, str, str], ...]] = {
    "two_arm": PAIR,
    "unequal": PAIR,
    "pilot": (("control", "Everybody else", "其余客户"), ("treatment", "Pilot", "试点组")),
    "cluster": (("control", "Communities as before", "对照社群"), ("treatment", "Communities treated", "实验社群")),
    "factorial": (
        ("neither", "Neither", "均无"),
        ("coupon", "Coupon only", "仅优惠券"),
        ("message", "Group message only", "仅群消息"),
        ("both", "Coupon and group message", "优惠券加群消息"),
    ),
    "four_arm": (
        ("a", "A: uniform promotion", "A：统一促销"),
        ("b", "B: group coupon", "B：社群专属券"),
        ("c", "C: preview, text message and group", "C：预告、短信加社群"),
        ("d", "D: bullet chat in the livestream", "D：直播间弹幕互动"),
    ),
}


def arm_variables(design: ExperimentDesign) -> tuple[Variable, ...]:
    """Columns of the arms table of a design, in order."""

    def of(name: str, en: str, zh: str, level: str, values: Answers = ()) -> Variable:
        return variable(name, en, zh, level, table="arms", values=values)  # type: ignore[arg-type]

    weeks = tuple((week, f"Week {week}", f"第 {week} 周") for week in range(1, WEEKS + 1))
    factors: dict[ExperimentDesign, tuple[Variable, ...]] = {
        "factorial": (
            of("coupon", "Got the coupon", "发放优惠券", "nominal", YES_NO),
            of("message", "Got the group message", "发送群消息", "nominal", YES_NO),
        ),
        "four_arm": (of("touches", "Channels that reached out", "触达渠道数", "scale"),),
    }
    return (
        of("customer_id", "Customer", "客户编号", "id"),
        of("arm", "Group", "组别", "nominal", ARM_WORDS[design]),
        *factors.get(design, ()),
        of("trial_community", "Community in the experiment", "实验社群编号", "id"),
        of("entry_week", "Week of entry", "入组周", "ordinal", weeks),
        of("assigned_on", "Assigned on", "分组日期", "date"),
        of("pre_spend_yuan", "Spend in the 28 days before (yuan)", "实验前 28 天消费（元）", "scale"),
        of("took_part", "Took part in the campaign", "参与活动", "nominal", YES_NO),
        of("trial_spend_yuan", "Spend within 28 days (yuan)", "28 天内消费（元）", "scale"),
        of("visits", "Visits within 28 days", "28 天内访问次数", "scale"),
        of("orders", "Visits with an order", "下单访问次数", "scale"),
    )
