"""What personal data look like: names of columns, and forms of values."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal, TypeAlias

from analysis.core.messages import Message

PersonalKind: TypeAlias = Literal[
    "name", "phone", "id_number", "email", "wechat", "online_id", "address", "ip", "plate", "location", "other"
]
KIND_WORDS: dict[PersonalKind, Message] = {
    "name": Message("names of people"),
    "phone": Message("phone numbers"),
    "id_number": Message("identity numbers"),
    "email": Message("e-mail addresses"),
    "wechat": Message("WeChat ids"),
    "online_id": Message("identifiers of people or devices"),
    "address": Message("postal addresses"),
    "ip": Message("IP addresses"),
    "plate": Message("licence plates"),
    "location": Message("exact places"),
    "other": Message("details that can identify people"),
}

# A header that consists of one of these (after "please enter", "your" and the like) names personal data.
EXACT: dict[PersonalKind, frozenset[str]] = {
    "name": frozenset(
        [
            "姓名",
            "名字",
            "真实姓名",
            "联系人",
            "联系人姓名",
            "收货人",
            "收件人",
            "客户姓名",
            "会员姓名",
            "学生姓名",
            "昵称",
            "微信昵称",
            "称呼",
            "name",
            "fullname",
            "firstname",
            "lastname",
            "surname",
            "givenname",
            "familyname",
            "username",
            "nickname",
            "contactname",
            "respondentname",
            "customername",
            "recipientfirstname",
            "recipientlastname",
        ]
    ),
    "phone": frozenset(
        [
            "手机",
            "手机号",
            "手机号码",
            "电话",
            "电话号码",
            "联系电话",
            "联系方式",
            "联系手机",
            "移动电话",
            "座机",
            "phone",
            "phonenumber",
            "mobile",
            "mobilenumber",
            "mobilephone",
            "telephone",
            "tel",
            "cell",
            "cellphone",
            "contactnumber",
        ]
    ),
    "id_number": frozenset(
        [
            "身份证",
            "身份证号",
            "身份证号码",
            "证件号",
            "证件号码",
            "护照号",
            "护照号码",
            "idnumber",
            "idcard",
            "idcardnumber",
            "nationalid",
            "passport",
            "passportnumber",
            "ssn",
            "socialsecuritynumber",
        ]
    ),
    "email": frozenset(
        ["邮箱", "电子邮箱", "邮箱地址", "电子邮件", "电子邮件地址", "email", "emailaddress", "mail", "recipientemail"]
    ),
    "wechat": frozenset(
        ["微信", "微信号", "微信id", "微信账号", "wechat", "wechatid", "wechataccount", "wxid", "qq", "qq号", "qq号码"]
    ),
    "online_id": frozenset(
        [
            "openid",
            "unionid",
            "externaluserid",
            "external_userid",
            "deviceid",
            "device_id",
            "cookie",
            "cookieid",
            "userid",
            "user_id",
            "用户id",
            "会员号",
            "会员id",
            "会员编号",
            "会员卡号",
            "客户id",
            "客户编号",
            "customerid",
            "customer_id",
            "memberid",
            "member_id",
            "crmid",
            "crm_id",
            "respondentid",
            "responseid",
            "设备号",
            "设备id",
            "idfa",
            "imei",
            "mac银行卡号",
            "银行卡号",
            "账号",
            "clientid",
            "client_id",
        ]
    ),
    "address": frozenset(
        [
            "地址",
            "住址",
            "家庭住址",
            "家庭地址",
            "详细地址",
            "收货地址",
            "通讯地址",
            "联系地址",
            "居住地址",
            "address",
            "homeaddress",
            "streetaddress",
            "postaladdress",
            "shippingaddress",
            "street",
            "postcode",
            "zipcode",
            "zip",
        ]
    ),
    "ip": frozenset(["ip", "ip地址", "ipaddress", "来自ip"]),
    "plate": frozenset(["车牌", "车牌号", "车牌号码", "licenseplate", "licenceplate", "platenumber"]),
    "location": frozenset(
        [
            "经度",
            "纬度",
            "经纬度",
            "latitude",
            "longitude",
            "locationlatitude",
            "locationlongitude",
            "lat",
            "lon",
            "lng",
            "gps",
        ]
    ),
}
# These also name channels and topics; a column of a few answers under such a name is a question about them.
TOPICS = frozenset(
    [
        "手机",
        "电话",
        "微信",
        "邮箱",
        "电子邮件",
        "地址",
        "qq",
        "昵称",
        "座机",
        "街道",
        "phone",
        "mobile",
        "cell",
        "cellphone",
        "telephone",
        "tel",
        "email",
        "mail",
        "wechat",
        "address",
        "street",
        "zip",
        "location",
        "lat",
    ]
)
# A header that holds one of these names personal data only where its values are as different as such data are.
CONTAINED: dict[PersonalKind, re.Pattern[str]] = {
    "phone": re.compile(r"手机号|电话号|联系电话|联系方式|phone ?number|mobile ?number|contact number"),
    "id_number": re.compile(r"身份证|证件号|护照号|passport|social security"),
    "email": re.compile(r"邮箱|电子邮件|e-?mail"),
    "wechat": re.compile(r"微信号|微信id|微信昵称|wechat ?id|qq号"),
    "name": re.compile(r"姓名|您的名字|full name|first name|last name|your name|nickname|昵称"),
    "online_id": re.compile(
        r"openid|unionid|external_userid|device ?id|会员号|会员卡号|customer ?id|member ?id|respondent ?id"
    ),
    "address": re.compile(
        r"住址|收货地址|详细地址|家庭地址|通讯地址|home address|street address|postal address|mailing address"
    ),
    "plate": re.compile(r"车牌号|licen[cs]e plate"),
}
# What is asked about such data is not such data: how often, how many, which brand, whether.
_ABOUT = re.compile(
    r"(?:次数|数量|个数|人数|频率|频次|时长|长度|类型|品牌|归属地|运营商|满意度|意愿|偏好|情况|比例|好友数|群数)[?？]?$|是否|有没有|"
    r"\b(?:count|times|opened|clicked|frequency|length|brand|provider|type|satisfaction|how (?:often|many|much))\b"
)
# Long numbers and dotted numbers under these names are orders, amounts, times or versions.
OTHER_NUMBERS = re.compile(
    r"订单|单号|流水|交易|金额|货号|条码|时间戳|版本|批次|编码|order|invoice|transaction|amount|revenue|sku|barcode|version|"
    r"timestamp|release|build",
    re.IGNORECASE,
)
_ASKING = re.compile(
    r"^(?:请|您|你|的|填写|输入|留下|提供|告诉|我们|请问|可否|方便的话|please|enter|provide|your|what|is|whats|the|leave|us|"
    r"tell|give|fill|in|q\d+|\d+)+",
)
_MARKS = re.compile(r"[\s、，,。.:：;；?？!！*（）()\[\]【】\-_/\"'“”]+")
_TAIL = re.compile(r"(?:填空题|单选题|必填|选填|是|是什么|是多少|optional|required)+$")

SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆"
    "汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_PLATE = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
VALUE_PATTERNS: dict[PersonalKind, re.Pattern[str]] = {
    "phone": re.compile(r"(?<![\d.])(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2}(?![\d.])"),
    "id_number": re.compile(
        r"(?<!\d)[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)"
    ),
    "email": re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})*\.[A-Za-z]{2,24}"),
    "wechat": re.compile(r"(?<![A-Za-z0-9_-])wxid_[A-Za-z0-9]{6,24}|(?<=微信)[号:： ]{1,3}[A-Za-z][A-Za-z0-9_-]{5,19}"),
    "online_id": re.compile(r"(?<![A-Za-z0-9_-])o[A-Za-z0-9_-]{5}[A-Za-z0-9_-]{22}(?![A-Za-z0-9_-])"),
    "ip": re.compile(r"(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d.])"),
    "plate": re.compile(rf"[{_PLATE}][A-HJ-NP-Z][·. ]?(?:[A-HJ-NP-Z0-9]{{5}}|[A-HJ-NP-Z0-9]{{6}})(?![A-Za-z0-9])"),
}
# Cheap tests that every text with a match passes.
_HINT = re.compile(r"\d{4}|@|wxid_|\d\.\d|微信|o[A-Za-z0-9_-]{27}")
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"


def bare_header(header: str) -> str:
    """A header without numbering, politeness and marks, for comparison.

    Examples
    --------
    >>> bare_header("3、请填写您的手机号码：*"), bare_header("What is your e-mail?")
    ('手机号码', 'email')
    """
    plain = _MARKS.sub("", unicodedata.normalize("NFKC", header).lower())
    previous = ""
    while plain != previous:
        previous = plain
        shorter = _TAIL.sub("", _ASKING.sub("", plain))
        plain = shorter or plain
    return plain


def kind_by_header(header: str, *, is_different: bool) -> PersonalKind | None:
    """The kind of personal data that a header names, or None.

    Parameters
    ----------
    header : str
        Column name or question text.
    is_different : bool
        Whether the column's values differ between people, as personal data do; a question such as
        "which e-mail provider do you use?" with five answers is not personal.

    Returns
    -------
    str or None
    """
    bare = bare_header(header)
    compact = _MARKS.sub("", unicodedata.normalize("NFKC", header).lower())
    for kind, names in EXACT.items():
        hit = next((word for word in (bare, compact) if word in names), "")
        if hit and (is_different or hit not in TOPICS):
            return kind
    plain = unicodedata.normalize("NFKC", header).lower()
    if is_different and not _ABOUT.search(plain):
        for kind, pattern in CONTAINED.items():
            if pattern.search(plain):
                return kind
    return None


def kinds_in(text: str) -> list[PersonalKind]:
    """Kinds of personal data a text holds.

    Examples
    --------
    >>> kinds_in("call 13800138000"), kinds_in("11010519491231002X"), kinds_in("110105194912310021")
    (['phone'], ['id_number'], [])
    """
    return [kind for kind, _, _ in matches_in(text)]


def matches_in(text: str) -> list[tuple[PersonalKind, int, int]]:
    """Kind, start and end of everything personal in a text."""
    if not _HINT.search(text) and not _has_plate(text):
        return []
    found: list[tuple[PersonalKind, int, int]] = []
    for kind, pattern in VALUE_PATTERNS.items():
        for match in pattern.finditer(text):
            if kind == "id_number" and not is_identity_number(match[0]):
                continue
            if kind == "online_id" and not (any(map(str.isdigit, match[0])) and match[0].lower() != match[0]):
                continue
            found.append((kind, match.start(), match.end()))
    return found


def _has_plate(text: str) -> bool:
    return any(character in _PLATE for character in text)


def is_identity_number(text: str) -> bool:
    """Whether 18 characters pass the check digit of Chinese identity numbers (GB 11643-1999).

    Examples
    --------
    >>> is_identity_number("11010519491231002X"), is_identity_number("110105194912310020")
    (True, False)
    """
    if not re.fullmatch(r"\d{17}[\dXx]", text):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text[:17], _ID_WEIGHTS, strict=True))
    return _ID_CHECKS[total % 11] == text[17].upper()


def looks_like_name(text: str) -> bool:
    """Whether a text has the form of a Chinese personal name: two or three characters, the first a surname.

    Examples
    --------
    >>> looks_like_name("王小明"), looks_like_name("满意")
    (True, False)
    """
    return 2 <= len(text) <= 3 and text[0] in SURNAMES and all("\u4e00" <= character <= "\u9fff" for character in text)
