"""The CDNOW purchases: every order of 2,357 customers of an online shop, 1997 to mid-1998."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from analysis.core.messages import LocalText
from analysis.data.codebook import Codebook, TableName, ValueLabel, Variable, VariableLevel

if TYPE_CHECKING:
    import pandas as pd

NAME = LocalText(en="CDNOW purchases 1997–98", zh="CDNOW 购买记录 1997–98")
SOURCE = (
    "P. S. Fader and B. G. S. Hardie; file CDNOW_sample.txt of the Python package lifetimes 0.11.3 (MIT). "
    "Fader, Hardie and Lee (2005), Marketing Science 24(2), 275-284"
)
FILE = Path(__file__).with_name("cdnow_sample.csv")
CALIBRATION_END = "1997-09-30"
"""The last day of the 39 weeks from which the published models were estimated."""
DAYS_A_WEEK = 7


def cdnow_events() -> pd.DataFrame:
    """Every order: ``customer_id, time, kind, amount`` (US dollars) and ``quantity`` (CDs)."""
    import pandas as pd

    text = pd.read_csv(FILE, dtype={"customer_id": "str", "date": "str", "quantity": "int64", "amount": "float64"})
    return pd.DataFrame(
        {
            "customer_id": text["customer_id"],
            "time": pd.to_datetime(text["date"], format="%Y%m%d").astype("datetime64[s]"),
            "kind": "purchase",
            "amount": text["amount"],
            "quantity": text["quantity"],
        }
    )


def cdnow_customers(events: pd.DataFrame) -> pd.DataFrame:
    """Each customer's record as purchase models read it, from the 39 weeks of calibration.

    Orders of one day count as one purchase; the first purchase is not a repeat purchase.

    Examples
    --------
    >>> customers = cdnow_customers(cdnow_events())
    >>> len(customers), int((customers["repeat_purchases"] > 0).sum()), int(customers["repeat_purchases"].sum())
    (2357, 946, 2457)
    """
    import pandas as pd

    end = pd.Timestamp(CALIBRATION_END)
    days = events.groupby(["customer_id", "time"], as_index=False)[["amount", "quantity"]].sum()
    first_on = days.groupby("customer_id")["time"].min()
    is_first = days["time"] == days["customer_id"].map(first_on)
    calibration = days["time"] <= end
    repeats = days[calibration & ~is_first].groupby("customer_id")
    first = days[is_first].set_index("customer_id")
    last_on = days[calibration].groupby("customer_id")["time"].max()
    holdout = days[~calibration].groupby("customer_id").size()
    return pd.DataFrame(
        {
            "first_purchase_on": first_on,
            "first_amount_usd": first["amount"],
            "repeat_purchases": repeats.size().reindex(first_on.index, fill_value=0),
            "recency_weeks": (last_on - first_on).dt.days / DAYS_A_WEEK,
            "age_weeks": (end - first_on).dt.days / DAYS_A_WEEK,
            "mean_repeat_usd": repeats["amount"].mean().reindex(first_on.index),
            "holdout_purchases": holdout.reindex(first_on.index, fill_value=0),
            "bought_in_holdout": holdout.reindex(first_on.index, fill_value=0).gt(0).astype("int64"),
        }
    ).reset_index()


def cdnow_codebook() -> Codebook:
    """Variables of the customers and of the events."""
    kind = (ValueLabel(code="purchase", label=LocalText(en="Purchase", zh="购买")),)
    yes_no = (
        ValueLabel(code=0, label=LocalText(en="No", zh="否")),
        ValueLabel(code=1, label=LocalText(en="Yes", zh="是")),
    )
    return Codebook(
        (
            _variable("customer_id", "Customer", "客户编号", "id"),
            _variable("first_purchase_on", "First purchase on", "首次购买日期", "date"),
            _variable("first_amount_usd", "First purchase (US dollars)", "首单金额（美元）", "scale"),
            _variable("repeat_purchases", "Repeat purchases in 39 weeks", "39 周内复购次数", "scale"),
            _variable("recency_weeks", "Weeks from first to last purchase", "首末次购买间隔（周）", "scale"),
            _variable("age_weeks", "Weeks since first purchase", "首购至校准期末（周）", "scale"),
            _variable("mean_repeat_usd", "Average repeat purchase (US dollars)", "复购平均金额（美元）", "scale"),
            _variable("holdout_purchases", "Purchases in the 39 weeks after", "其后 39 周购买次数", "scale"),
            _variable("bought_in_holdout", "Bought in the 39 weeks after", "其后 39 周有购买", "nominal", yes_no),
            _variable("customer_id", "Customer", "客户编号", "id", table="events"),
            _variable("time", "Date", "日期", "date", table="events"),
            _variable("kind", "Event", "事件", "nominal", kind, table="events"),
            _variable("amount", "Amount (US dollars)", "金额（美元）", "scale", table="events"),
            _variable("quantity", "CDs", "唱片数量（张）", "scale", table="events"),
        )
    )


def _variable(
    name: str,
    en: str,
    zh: str,
    level: VariableLevel,
    values: tuple[ValueLabel, ...] = (),
    *,
    table: TableName = "customers",
) -> Variable:
    return Variable(id=name, label=LocalText(en=en, zh=zh), level=level, values=values, source=name, table=table)
