"""Presets: what kind of business a generated study is about, and which of its numbers somebody has published."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias, get_args

from analysis.core import Message
from analysis.core.messages import LocalText

PresetName: TypeAlias = Literal["e_commerce", "beauty", "catering", "finance", "live_commerce", "homogeneous"]
FirmSize: TypeAlias = Literal["large", "medium", "small"]
PRESET_NAMES: tuple[PresetName, ...] = get_args(PresetName)

OURS = "ours"
COMMUNITIES_REPORT = "communities_report"
LIVE_REPORT = "live_report"
CDNOW_PAPER = "cdnow_paper"
SOURCES: dict[str, Message] = {
    OURS: Message("Chosen for this generator; nobody has published it."),
    COMMUNITIES_REPORT: Message(
        "A claim of a study of private-domain communities (2023–2025) that names no source; it may be changed."
    ),
    LIVE_REPORT: Message("A claim of a report on live commerce that names no source; it may be changed."),
    CDNOW_PAPER: Message(
        "Estimates published for the CDNOW customers (Fader, Hardie and Lee 2005; Fader and Hardie 2013)."
    ),
}
"""Where a planted number comes from, in words."""

RETENTION_BY_FIRM_SIZE: dict[FirmSize, float] = {"large": 0.45, "medium": 0.35, "small": 0.25}
RETENTION_BY_AGE = (0.25, 0.55, 0.40, 0.20)
"""18-24, 25-35, 36-45, 46 and over; the report has no rate below 25, so the first one is ours."""
RETENTION_BY_OCCUPATION = (0.50, 0.35, 0.25)
RETENTION_BY_SPEND = (0.15, 0.30, 0.45)
CHURN_REASON_SHARES = (0.65, 0.45, 0.30, 0.25, 0.10, 0.05)
BG_NBD = (0.243, 4.414, 0.793, 2.426)
GAMMA_GAMMA = (6.25, 3.74, 15.44)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """One kind of business.

    Parameters
    ----------
    name : LocalText
        What its study is called.
    retention : float
        Share of customers who bought in the last 90 days, at a firm of medium size.
    source : str
        Where that share comes from, a key of `SOURCES`.
    spend_edges_yuan : tuple of float
        Least spend, upper ends of the low and the middle band, most spend.
    purchases_a_year : tuple of float
        Mean purchases a year beyond the necessary ones, by band.
    refund_rate : float
        Share of purchases that are paid back.
    weekdays : tuple of float
        Relative number of purchases, Monday to Sunday.
    festivals : mapping
        Purchases on the days of a festival relative to an ordinary day.
    homogeneous : bool
        All customers come from one BG/NBD process with Gamma-Gamma spend.
    """

    name: LocalText
    retention: float = 0.35
    source: str = OURS
    spend_edges_yuan: tuple[float, float, float, float] = (40.0, 200.0, 600.0, 2400.0)
    purchases_a_year: tuple[float, float, float] = (0.8, 2.5, 6.0)
    refund_rate: float = 0.06
    weekdays: tuple[float, ...] = (1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0)
    festivals: dict[str, float] = field(default_factory=dict[str, float])
    homogeneous: bool = False


PRESETS: dict[PresetName, Preset] = {
    "e_commerce": Preset(
        name=LocalText(en="Generated study: an online shop", zh="生成研究：某电商品牌"),
        retention=0.35,
        source=COMMUNITIES_REPORT,
        refund_rate=0.08,
        weekdays=(0.95, 0.95, 0.95, 0.95, 1.0, 1.1, 1.1),
        festivals={"mid_year": 3.0, "singles_day": 4.0, "spring_festival": 0.5},
    ),
    "beauty": Preset(
        name=LocalText(en="Generated study: a beauty brand's community", zh="生成研究：某美妆品牌私域社群"),
        retention=0.42,
        source=COMMUNITIES_REPORT,
        refund_rate=0.10,
        weekdays=(0.95, 0.95, 0.95, 1.0, 1.05, 1.05, 1.05),
        festivals={"mid_year": 3.5, "singles_day": 5.0, "spring_festival": 0.6},
    ),
    "catering": Preset(
        name=LocalText(en="Generated study: members of a restaurant chain", zh="生成研究：某餐饮连锁会员"),
        retention=0.30,
        source=COMMUNITIES_REPORT,
        spend_edges_yuan=(60.0, 300.0, 900.0, 3600.0),
        purchases_a_year=(1.5, 6.0, 14.0),
        refund_rate=0.01,
        weekdays=(0.8, 0.8, 0.85, 0.9, 1.15, 1.3, 1.2),
        festivals={"spring_festival": 1.6},
    ),
    "finance": Preset(
        name=LocalText(en="Generated study: customers of a finance app", zh="生成研究：某金融类 App 客户"),
        retention=0.28,
        source=COMMUNITIES_REPORT,
        spend_edges_yuan=(500.0, 5_000.0, 20_000.0, 100_000.0),
        purchases_a_year=(0.6, 2.0, 5.0),
        refund_rate=0.02,
        weekdays=(1.15, 1.15, 1.15, 1.15, 1.1, 0.7, 0.6),
        festivals={"spring_festival": 0.4},
    ),
    "live_commerce": Preset(
        name=LocalText(en="Generated study: a live-commerce shop", zh="生成研究：某直播电商店铺"),
        retention=0.35,
        source=LIVE_REPORT,
        spend_edges_yuan=(30.0, 150.0, 500.0, 2000.0),
        purchases_a_year=(1.0, 3.5, 8.0),
        refund_rate=0.23,
        weekdays=(0.85, 0.9, 0.9, 0.95, 1.1, 1.15, 1.15),
        festivals={"mid_year": 3.0, "singles_day": 4.5, "spring_festival": 0.7},
    ),
    "homogeneous": Preset(
        name=LocalText(en="Generated study: one purchase process for all", zh="生成研究：同质客群（单一购买过程）"),
        source=CDNOW_PAPER,
        refund_rate=0.05,
        spend_edges_yuan=(0.0, 40.0, 120.0, float("inf")),
        homogeneous=True,
    ),
}
