"""Which column of a behaviour file is the customer, the time, the kind, the channel and the amount."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, TypeAlias, get_args

from analysis.core.errors import ParameterError
from analysis.core.messages import LocalText, Message
from analysis.data.dialects.metadata import plain_name

EventRole: TypeAlias = Literal["customer_id", "time", "kind", "channel", "amount"]
EVENT_ROLES: tuple[EventRole, ...] = get_args(EventRole)
ROLE_OF: dict[str, EventRole] = {role: role for role in EVENT_ROLES}
REQUIRED: tuple[EventRole, ...] = ("customer_id", "time")
MAX_LISTED = 20

ROLE_WORDS: dict[EventRole, Message] = {
    "customer_id": Message("the customer"),
    "time": Message("the time"),
    "kind": Message("the kind of event"),
    "channel": Message("the channel"),
    "amount": Message("the amount"),
}

EVENT_LABELS: dict[EventRole, LocalText] = {
    "customer_id": LocalText("Customer", "客户"),
    "time": LocalText("Time", "时间"),
    "kind": LocalText("Kind of event", "事件类型"),
    "channel": LocalText("Channel", "渠道"),
    "amount": LocalText("Amount", "金额"),
}

# Most telling names first; compared without blanks, underscores and case.
NAMES: dict[EventRole, tuple[str, ...]] = {
    "customer_id": (
        "customerid",
        "clientid",
        "userid",
        "memberid",
        "uid",
        "openid",
        "unionid",
        "externaluserid",
        "customer",
        "user",
        "member",
        "client",
        "customerno",
        "客户id",
        "客户编号",
        "客户号",
        "用户id",
        "用户编号",
        "用户号",
        "会员id",
        "会员号",
        "会员编号",
        "会员卡号",
        "顾客id",
        "顾客编号",
        "买家id",
        "买家编号",
        "客户",
        "用户",
        "会员",
        "顾客",
        "买家",
        "id",
    ),
    "time": (
        "time",
        "timestamp",
        "eventtime",
        "ts",
        "eventts",
        "unixtime",
        "epoch",
        "datetime",
        "eventdate",
        "date",
        "createdat",
        "createdtime",
        "orderdate",
        "ordertime",
        "purchasedate",
        "purchasetime",
        "invoicedate",
        "transactiondate",
        "transactiontime",
        "paidat",
        "时间",
        "事件时间",
        "行为时间",
        "发生时间",
        "日期",
        "下单时间",
        "订单时间",
        "订单日期",
        "支付时间",
        "付款时间",
        "购买时间",
        "购买日期",
        "交易时间",
        "交易日期",
        "消费时间",
        "创建时间",
        "登录时间",
        "访问时间",
        "互动时间",
    ),
    "kind": (
        "kind",
        "eventtype",
        "eventname",
        "event",
        "action",
        "actiontype",
        "behavior",
        "behaviour",
        "behaviortype",
        "activity",
        "type",
        "事件类型",
        "事件",
        "事件名称",
        "行为类型",
        "行为",
        "动作",
        "互动类型",
        "活动类型",
        "类型",
    ),
    "channel": (
        "channel",
        "source",
        "platform",
        "utmsource",
        "medium",
        "touchpoint",
        "device",
        "渠道",
        "来源渠道",
        "来源",
        "平台",
        "触点",
        "入口",
        "终端",
    ),
    "amount": (
        "amount",
        "orderamount",
        "revenue",
        "value",
        "sales",
        "total",
        "totalamount",
        "totalprice",
        "spend",
        "spent",
        "payment",
        "paid",
        "gmv",
        "price",
        "金额",
        "订单金额",
        "消费金额",
        "支付金额",
        "实付金额",
        "成交金额",
        "交易金额",
        "购买金额",
        "付款金额",
        "实付",
        "消费额",
        "销售额",
        "消费",
        "价格",
    ),
}
# Names that contain one of these are taken where no name fits exactly.
PARTS: dict[EventRole, tuple[str, ...]] = {
    "customer_id": ("customerid", "userid", "memberid", "客户编号", "会员号", "用户id", "客户id"),
    "time": ("timestamp", "datetime", "date", "时间", "日期"),
    "kind": ("eventtype", "事件", "行为"),
    "channel": ("channel", "渠道"),
    "amount": ("amount", "revenue", "金额"),
}


def guess_mapping(columns: Sequence[str]) -> dict[EventRole, str]:
    """Which column is what, guessed from the names in English and Chinese.

    Parameters
    ----------
    columns : sequence of str
        Column names of a behaviour file.

    Returns
    -------
    dict of role to column
        Roles for which no name fits are left out; no column has two roles.

    Examples
    --------
    >>> guess_mapping(["会员号", "下单时间", "实付金额", "store"])
    {'customer_id': '会员号', 'time': '下单时间', 'amount': '实付金额'}
    """
    plain = {column: _plain(column) for column in columns}
    found: dict[EventRole, str] = {}
    for by_part in (False, True):
        for role in EVENT_ROLES:
            if role in found:
                continue
            free = {name: column for column, name in reversed(plain.items()) if column not in found.values()}
            column = _by_part(role, free) if by_part else _by_name(role, free)
            if column is not None:
                found[role] = column
    return {role: found[role] for role in EVENT_ROLES if role in found}


def _plain(column: str) -> str:
    return plain_name(column).replace("_", "").replace("-", "").replace(".", "")


def _by_name(role: EventRole, free: Mapping[str, str]) -> str | None:
    return next((free[name] for name in NAMES[role] if name in free), None)


def _by_part(role: EventRole, free: Mapping[str, str]) -> str | None:
    return next((column for part in PARTS[role] for name, column in free.items() if part in name), None)


def checked_mapping(given: Mapping[str, str] | None, columns: Sequence[str], file_name: str) -> dict[EventRole, str]:
    """The mapping asked for, completed by nothing; without one, the guessed mapping.

    Raises
    ------
    ParameterError
        When a role or column does not exist, a column has two roles, or customer or time is missing.
    """
    listed = tuple(columns[:MAX_LISTED])
    mapping: dict[EventRole, str] = {}
    for name, column in (given or guess_mapping(columns)).items():
        role = ROLE_OF.get(name)
        if role is None:
            raise ParameterError(
                Message("{name} is no part of an event.", name=name),
                Message("Allowed: {choices}.", choices=EVENT_ROLES),
                parameter="mapping",
            )
        if column not in columns:
            raise ParameterError(
                Message("{file} has no column {column}.", file=file_name, column=column),
                Message("Its columns are: {columns}.", columns=listed),
                parameter="mapping",
            )
        if column in mapping.values():
            raise ParameterError(
                Message("{columns} is chosen twice.", columns=(column,)),
                remedy=Message("Choose each column once."),
                parameter="mapping",
            )
        mapping[role] = column
    for role in REQUIRED:
        if role not in mapping:
            raise ParameterError(
                Message("No column of {file} is known to hold {what}.", file=file_name, what=ROLE_WORDS[role]),
                Message("Its columns are: {columns}.", columns=listed),
                Message("Say which column it is."),
                parameter="mapping",
            )
    return mapping
