"""The standard retention questionnaire: what is asked, in which words, of whom.

Short on purpose (about six minutes): screening and consent, behaviour, experience in three batteries with
reverse-keyed statements and one attention check, recommendation, reasons for leaving, and the person last.
"""

from __future__ import annotations

from analysis.core.messages import LocalText
from synthetic.questionnaire_form.form import Answer, Condition, FormQuestion, Item, Questionnaire

AGREEMENT = (
    ("Strongly disagree", "非常不同意"),
    ("Disagree", "比较不同意"),
    ("Neither agree nor disagree", "一般"),
    ("Agree", "比较同意"),
    ("Strongly agree", "非常同意"),
)
SATISFACTION = (
    ("Very dissatisfied", "非常不满意"),
    ("Dissatisfied", "比较不满意"),
    ("Neither satisfied nor dissatisfied", "一般"),
    ("Satisfied", "比较满意"),
    ("Very satisfied", "非常满意"),
)
LIKELIHOOD = (
    ("Very unlikely", "非常不可能"),
    ("Unlikely", "比较不可能"),
    ("Neither likely nor unlikely", "一般"),
    ("Likely", "比较可能"),
    ("Very likely", "非常可能"),
)
REFUSAL = ("Prefer not to say", "不愿透露")
ATTENTIVE = Item(
    LocalText("To show that you read every line, please choose “Disagree” here", "为确认您在认真作答，本行请选择“比较不同意”"),
    expected=2,
)  # fmt: skip

INTRODUCTION = (
    LocalText(
        "[Company] asks you about your experience as a customer. It takes about six minutes.",
        "【公司名称】邀请您谈谈作为顾客的体验，大约需要 6 分钟。",
    ),
    LocalText(
        "What for: to improve products and service. What we collect: your answers, and the time you took. We do not "
        "ask for your name, telephone number or address; please do not write them into open answers.",
        "处理目的：改进产品与服务。处理的信息：您的答案与作答用时。我们不收集姓名、电话或住址，请勿在开放题中填写。",
    ),
    LocalText(
        "How: answers are analysed together, by [Company] alone, kept on servers in [place] until [date], and then "
        "deleted. They are not passed on to others and not used to decide anything about you.",
        "处理方式：答案仅由【公司名称】汇总分析，存储于【地点】，保存至【日期】后删除；不会提供给他人，也不会用于对您个人作出决定。",
    ),
    LocalText(
        "Taking part is free. You may stop at any time; closing the page withdraws your consent without any "
        "disadvantage. To see, correct or delete your answers write to [contact].",
        "参加与否完全自愿。您可随时退出，关闭页面即撤回同意，不会对您有任何不利影响。如需查阅、更正或删除答案，请联系【联系方式】。",
    ),
)


def standard_questionnaire() -> Questionnaire:
    """The questionnaire, in both languages.

    Returns
    -------
    Questionnaire
        20 questions. Question numbers are the ids under which an export of 问卷星 comes back, so the
        codebook of `questionnaire_codebook` fits the fielded file as it is.

    Notes
    -----
    The consent text names what Chinese law asks for (Personal Information Protection Law, articles 13, 15,
    17, 31: handler, purpose, method, kinds of information, period of storage, withdrawal, rights,
    minors); what stands in brackets has to be filled in. It is no legal advice.

    Examples
    --------
    >>> form = standard_questionnaire()
    >>> len(form.questions), [question.id for question in form.questions if question.kind == "battery"]
    (20, ['q8', 'q9', 'q10'])
    """
    return Questionnaire(
        title=LocalText("Customer retention questionnaire", "客户留存问卷"),
        introduction=INTRODUCTION,
        questions=(*_opening(), *_behaviour(), *_experience(), *_leaving(), *_person()),
        thanks=LocalText("Thank you. Your answers have been saved.", "感谢您的参与，答案已保存。"),
    )


def _answers(texts: tuple[tuple[str, str], ...], **facts: int) -> tuple[Answer, ...]:
    """Answers numbered from 1; `ends`, `refused`, `written` and `alone` name the number they hold for."""
    return tuple(
        Answer(
            number,
            LocalText(en, zh),
            ends=facts.get("ends") == number,
            refused=facts.get("refused") == number,
            written=facts.get("written") == number,
            alone=facts.get("alone") == number,
        )
        for number, (en, zh) in enumerate(texts, start=1)
    )


def _opening() -> tuple[FormQuestion, ...]:
    consent = (("I have read this and take part", "我已阅读并同意参加"), ("I do not take part", "我不参加"))
    ages = (
        ("Under 18", "未满 18 岁"), ("Age 18 to 24", "18-24岁"), ("Age 25 to 35", "25-35岁"),
        ("Age 36 to 45", "36-45岁"), ("Age 46 and over", "46岁及以上"),
    )  # fmt: skip
    return (
        FormQuestion(
            id="q1", kind="single", text=LocalText("Do you agree to take part?", "您是否同意参加本次调查？"),
            answers=_answers(consent, ends=2),
        ),
        FormQuestion(
            id="q2", kind="single", text=LocalText("How old are you?", "您的年龄是？"), answers=_answers(ages, ends=1),
            note=LocalText("Nobody under 18 is asked.", "不访问未满 18 岁者。"),
        ),
    )  # fmt: skip


def _behaviour() -> tuple[FormQuestion, ...]:
    tenure = (
        ("Less than three months", "不到三个月"), ("Three to twelve months", "三至十二个月"),
        ("One to two years", "一至两年"), ("More than two years", "两年以上"),
    )  # fmt: skip
    last = (
        ("Within the last 30 days", "最近 30 天内"), ("Between 31 and 90 days ago", "距今 31 至 90 天"),
        ("Between 91 and 180 days ago", "距今 91 至 180 天"), ("More than 180 days ago", "超过 180 天"),
        ("Not yet", "还没有购买过"),
    )  # fmt: skip
    touchpoints = (
        ("Community group", "社群"), ("Mini-program", "小程序"), ("Official account", "公众号"),
        ("Video channel", "视频号"), ("Livestream", "直播间"), ("Personal advisor", "专属导购"), ("Store", "线下门店"),
        ("Xiaohongshu", "小红书"), ("Douyin", "抖音"), ("Text message", "短信"), ("Other (please say)", "其他（请注明）"),
        ("None of these", "以上都没有"),
    )  # fmt: skip
    return (
        FormQuestion(
            id="q3", kind="single", text=LocalText("How long have you been our customer?", "您成为我们的顾客有多久了？"),
            answers=_answers(tenure),
        ),
        FormQuestion(
            id="q4", kind="single", text=LocalText("When did you last buy from us?", "您最近一次购买是在什么时候？"),
            answers=_answers(last),
        ),
        FormQuestion(
            id="q5", kind="multi",
            text=LocalText("Through which channels were you in touch with us in the last 90 days?",
                           "最近 90 天您通过哪些渠道接触过我们？"),
            answers=_answers(touchpoints, written=11, alone=12),
        ),
        FormQuestion(
            id="q6", kind="number", required=False,
            text=LocalText("On how many days of the last 7 did you visit our community or app?",
                           "最近 7 天里，您有几天进入过我们的社群或应用？"),
            note=LocalText("A whole number from 0 to 7.", "请填写 0 至 7 的整数。"),
        ),
    )  # fmt: skip


def _experience() -> tuple[FormQuestion, ...]:
    service = (
        Item(LocalText("Questions are answered quickly", "提出的问题能很快得到答复")),
        Item(LocalText("The staff know what they talk about", "工作人员专业可靠")),
        Item(LocalText("I often have to ask more than once", "我常常要反复询问才有结果"), reverse=True),
        Item(LocalText("Problems are solved to the end", "问题能得到彻底解决")),
    )
    community = (
        Item(LocalText("I feel at home in the community", "我在社群里有归属感")),
        Item(LocalText("What is posted is useful to me", "社群内容对我有用")),
        Item(LocalText("The messages disturb me", "社群消息打扰到我"), reverse=True),
        ATTENTIVE,
        Item(LocalText("I know other members there", "我在社群里认识了其他成员")),
    )
    value = (
        Item(LocalText("The products are worth their price", "产品物有所值")),
        Item(LocalText("Members get real advantages", "会员能得到实实在在的优惠")),
        Item(LocalText("I could get the same elsewhere for less", "同样的东西在别处更便宜"), reverse=True),
        Item(LocalText("I would miss this brand", "如果没有这个品牌我会觉得可惜")),
    )
    agree = _answers(AGREEMENT)
    how_far = LocalText("How far do you agree?", "您在多大程度上同意以下说法？")
    score_ends = {0: ("Score 0 (not at all likely)", "0分（完全不可能）"), 10: ("Score 10 (certain)", "10分（一定会）")}
    scores = tuple(Answer(n, LocalText(*score_ends.get(n, (f"Score {n}", f"{n}分")))) for n in range(11))
    return (
        FormQuestion(
            id="q7", kind="rating", text=LocalText("How satisfied are you with us overall?", "总体而言，您对我们满意吗？"),
            answers=_answers(SATISFACTION),
        ),
        FormQuestion(id="q8", kind="battery", text=how_far, items=service, answers=agree,
                     scale=LocalText("Service quality", "服务质量")),
        FormQuestion(id="q9", kind="battery", text=how_far, items=community, answers=agree,
                     scale=LocalText("Belonging to the community", "社群归属")),
        FormQuestion(id="q10", kind="battery", text=how_far, items=value, answers=agree,
                     scale=LocalText("Perceived value", "价值感知")),
        FormQuestion(
            id="q11", kind="score", answers=scores,
            text=LocalText("How likely are you to recommend us to a friend or colleague?", "您有多大可能向朋友或同事推荐我们？"),
        ),
        FormQuestion(
            id="q12", kind="text", required=False, text=LocalText("What is the main reason for this score?", "您打这个分数的主要原因是？"),
        ),
        FormQuestion(
            id="q13", kind="rating", text=LocalText("How likely are you to buy from us in the next three months?",
                                                    "未来三个月内，您再次购买的可能性有多大？"),
            answers=_answers(LIKELIHOOD),
        ),
    )  # fmt: skip


def _leaving() -> tuple[FormQuestion, ...]:
    change = (
        ("I buy more", "买得更多了"), ("I buy about the same", "差不多"), ("I buy less", "买得更少了"),
        ("I have stopped buying", "已经不买了"),
    )  # fmt: skip
    reasons = (
        ("No personal service", "缺少个性化服务"), ("Slow service", "服务响应慢"), ("Too few promotions", "优惠活动少"),
        ("Poor product experience", "产品体验差"), ("Price too high", "价格偏高"), ("Negative brand image", "品牌形象负面"),
        ("A competitor is more attractive", "竞品更有吸引力"), ("My needs have changed", "需求变了"),
        ("Other (please say)", "其他（请注明）"),
    )  # fmt: skip
    back = (
        ("A better offer", "更有吸引力的优惠"), ("Better products", "更好的产品"), ("Better service", "更好的服务"),
        ("Personal advice", "一对一的建议"), ("Nothing", "没有什么能让我回来"),
    )  # fmt: skip
    fewer = Condition("q14", (3, 4))
    return (
        FormQuestion(
            id="q14", kind="single", answers=_answers(change),
            text=LocalText("Compared with half a year ago, how much do you buy from us?", "与半年前相比，您在我们这里的购买有什么变化？"),
        ),
        FormQuestion(
            id="q15", kind="multi", answers=_answers(reasons, written=9), asked_if=fewer,
            text=LocalText("Why do you buy less or no longer?", "您减少或停止购买的原因是？"),
        ),
        FormQuestion(
            id="q16", kind="single", answers=_answers(back), asked_if=fewer,
            text=LocalText("What would most likely bring you back?", "什么最可能让您回来？"),
        ),
    )  # fmt: skip


def _person() -> tuple[FormQuestion, ...]:
    occupation = (
        ("Employee", "企业职员"), ("Public sector", "机关事业单位"), ("Business owner", "企业主"),
        ("Self-employed", "自由职业"), ("Student", "学生"), ("Not working", "未就业或退休"), REFUSAL,
    )  # fmt: skip
    region = (("Tier-1 or tier-2 city", "一二线城市"), ("Smaller city, town or village", "三线及以下城市、县镇或农村"))
    spend = (
        ("Under 200 yuan", "不足 200 元"), ("Between 200 and 599 yuan", "介于 200 至 599 元"), ("From 600 yuan on", "达到或超过 600 元"), REFUSAL,
    )  # fmt: skip
    return (
        FormQuestion(id="q17", kind="single", answers=_answers(occupation, refused=7),
                     text=LocalText("What do you do?", "您的职业是？")),
        FormQuestion(id="q18", kind="single", answers=_answers(region),
                     text=LocalText("Where do you live?", "您常住在哪里？")),
        FormQuestion(id="q19", kind="single", answers=_answers(spend, refused=4),
                     text=LocalText("How much did you spend with us in the last 12 months?", "最近 12 个月您在我们这里消费了多少？")),
        FormQuestion(id="q20", kind="text", required=False,
                     text=LocalText("Is there anything else you want to tell us?", "您还有什么想告诉我们的？")),
    )  # fmt: skip
