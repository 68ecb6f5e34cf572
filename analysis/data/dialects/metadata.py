"""Columns that a survey tool adds by itself: known by their names, whatever their position."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import numpy as np

from analysis.core.messages import LocalText, PluralMessage
from analysis.data.codebook import VariableLevel
from analysis.data.drafts import ColumnDraft, QuestionDraft
from analysis.data.numerals import number_text
from analysis.data.read_report import Reporter
from analysis.data.text_column import TextColumn
from analysis.data.times import seconds_of


@dataclass(frozen=True, slots=True)
class Metadatum:
    """A column of a survey tool: its id, label, level and whether it holds personal data."""

    id: str
    label: LocalText
    level: VariableLevel
    personal: bool = False


RESPONDENT_NO = Metadatum("respondent_no", LocalText("Respondent number", "序号"), "id")
SUBMITTED_AT = Metadatum("submitted_at", LocalText("Submitted at", "提交时间"), "date")
STARTED_AT = Metadatum("started_at", LocalText("Started at", "开始时间"), "date")
MODIFIED_AT = Metadatum("modified_at", LocalText("Changed at", "修改时间"), "date")
DURATION = Metadatum("duration_seconds", LocalText("Time taken (seconds)", "所用时间（秒）"), "scale")
SOURCE = Metadatum("source", LocalText("Source", "来源"), "nominal")
SOURCE_DETAIL = Metadatum("source_detail", LocalText("Source in detail", "来源详情"), "text", personal=True)
IP_ADDRESS = Metadatum("ip_address", LocalText("IP address", "IP 地址"), "text", personal=True)
TOTAL_SCORE = Metadatum("total_score", LocalText("Total score", "总分"), "scale")
RESPONDENT_ID = Metadatum("respondent_id", LocalText("Respondent id", "答题者标识"), "id", personal=True)
EMAIL = Metadatum("email", LocalText("E-mail address", "电子邮箱"), "text", personal=True)
FIRST_NAME = Metadatum("first_name", LocalText("First name", "名"), "text", personal=True)
LAST_NAME = Metadatum("last_name", LocalText("Last name", "姓"), "text", personal=True)
REFERENCE = Metadatum("external_reference", LocalText("External reference", "外部编号"), "id", personal=True)
LATITUDE = Metadatum("latitude", LocalText("Latitude", "纬度"), "scale", personal=True)
LONGITUDE = Metadatum("longitude", LocalText("Longitude", "经度"), "scale", personal=True)
COLLECTOR = Metadatum("collector_id", LocalText("Collector", "收集器"), "nominal")
STATUS = Metadatum("status", LocalText("Response type", "答卷类型"), "nominal")
PROGRESS = Metadatum("progress_percent", LocalText("Progress (percent)", "完成度（%）"), "scale")
FINISHED = Metadatum("finished", LocalText("Finished", "是否完成"), "nominal")
DISTRIBUTION = Metadatum("distribution_channel", LocalText("Distribution channel", "发放渠道"), "nominal")
USER_LANGUAGE = Metadatum("user_language", LocalText("Language", "语言"), "nominal")
REGION = Metadatum("region", LocalText("Province", "省份"), "nominal")
CITY = Metadatum("city", LocalText("City", "城市"), "nominal")

TOOL_COLUMNS: frozenset[str] = frozenset(
    item.id
    for item in (
        RESPONDENT_NO,
        SUBMITTED_AT,
        STARTED_AT,
        MODIFIED_AT,
        DURATION,
        SOURCE,
        SOURCE_DETAIL,
        IP_ADDRESS,
        TOTAL_SCORE,
        RESPONDENT_ID,
        COLLECTOR,
        STATUS,
        PROGRESS,
        FINISHED,
        DISTRIBUTION,
        USER_LANGUAGE,
        REGION,
        CITY,
    )
)
"""Columns about the filling-in itself, not about a question; they stand last in lists of columns."""

WJX_METADATA: dict[str, Metadatum] = {
    "序号": RESPONDENT_NO,
    "提交答卷时间": SUBMITTED_AT,
    "提交时间": SUBMITTED_AT,
    "答题时间": SUBMITTED_AT,
    "开始答题时间": STARTED_AT,
    "开始时间": STARTED_AT,
    "所用时间": DURATION,
    "答题时长": DURATION,
    "来源": SOURCE,
    "来源渠道": SOURCE,
    "来源详情": SOURCE_DETAIL,
    "来自ip": IP_ADDRESS,
    "ip": IP_ADDRESS,
    "ip地址": IP_ADDRESS,
    "总分": TOTAL_SCORE,
}
SURVEYMONKEY_METADATA: dict[str, Metadatum] = {
    "respondentid": RESPONDENT_ID,
    "collectorid": COLLECTOR,
    "datecreated": STARTED_AT,
    "datemodified": SUBMITTED_AT,
    "startdate": STARTED_AT,
    "enddate": SUBMITTED_AT,
    "ipaddress": IP_ADDRESS,
    "emailaddress": EMAIL,
    "firstname": FIRST_NAME,
    "lastname": LAST_NAME,
}
QUALTRICS_METADATA: dict[str, Metadatum] = {
    "startdate": STARTED_AT,
    "enddate": SUBMITTED_AT,
    "recordeddate": Metadatum("recorded_at", LocalText("Recorded at", "记录时间"), "date"),
    "status": STATUS,
    "ipaddress": IP_ADDRESS,
    "progress": PROGRESS,
    "duration(inseconds)": DURATION,
    "finished": FINISHED,
    "responseid": RESPONDENT_ID,
    "recipientlastname": LAST_NAME,
    "recipientfirstname": FIRST_NAME,
    "recipientemail": EMAIL,
    "externalreference": REFERENCE,
    "externaldatareference": REFERENCE,
    "locationlatitude": LATITUDE,
    "locationlongitude": LONGITUDE,
    "distributionchannel": DISTRIBUTION,
    "userlanguage": USER_LANGUAGE,
}
GOOGLE_METADATA: dict[str, Metadatum] = {
    "timestamp": SUBMITTED_AT,
    "时间戳记": SUBMITTED_AT,
    "时间戳": SUBMITTED_AT,
    "emailaddress": EMAIL,
    "username": EMAIL,
    "电子邮件地址": EMAIL,
    "电子邮件": EMAIL,
    "用户名": EMAIL,
    "score": TOTAL_SCORE,
    "总分": TOTAL_SCORE,
}

_PLACE = re.compile(r"^[\d.:a-fA-F]*\s*[(（]\s*(?P<region>[^()（）\-—–]*)(?:[\-—–]\s*(?P<city>[^()（）]*))?[)）]\s*$")


def plain_name(header: str) -> str:
    """A header for comparison: without blanks, in lower case, half-width."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", header)).lower()


def draft_metadatum(known: Metadatum, cells: TextColumn, source: str, report: Reporter) -> QuestionDraft:
    """Turn a column of the survey tool into its drafts: durations to seconds, addresses to province and city."""
    if known.id == DURATION.id:
        cells = _seconds(cells, report)
    draft = ColumnDraft(
        id=known.id, label=known.label, cells=cells, source=source, level=known.level, personal=known.personal
    )
    if known.id == IP_ADDRESS.id:
        return QuestionDraft((*_places(cells, report), draft))
    return QuestionDraft((draft,))


def _seconds(cells: TextColumn, report: Reporter) -> TextColumn:
    values = [seconds_of(text) for text in cells.texts]
    tally = cells.tally()
    unread = sum(tally[text] for text, value in zip(cells.texts, values, strict=True) if np.isnan(value))
    if unread:
        report.caution(
            "changed",
            PluralMessage(
                "{n:count} time taken could not be read as a duration and is missing.",
                "{n:count} times taken could not be read as durations and are missing.",
                n=unread,
            ),
            unread,
            DURATION.id,
        )
    pairs = zip(cells.texts, values, strict=True)
    return cells.replaced({text: None if np.isnan(value) else number_text(value) for text, value in pairs})


def _places(cells: TextColumn, report: Reporter) -> tuple[ColumnDraft, ...]:
    """Province and city, where the address is followed by them in brackets."""
    matches = {text: _PLACE.match(text) for text in cells.texts}
    drafts: list[ColumnDraft] = []
    for known in (REGION, CITY):
        part = cells.replaced({text: match[known.id].strip() if match and match[known.id] else None
                               for text, match in matches.items()})  # fmt: skip
        if part.texts:
            drafts.append(ColumnDraft(id=known.id, label=known.label, cells=part, level=known.level))
    if drafts:
        n = cells.n_filled
        report.changed(
            PluralMessage(
                "Province and city were taken from {n:count} address.",
                "Province and city were taken from {n:count} addresses.",
                n=n,
            ),
            n,
            *(draft.id for draft in drafts),
        )
    return tuple(drafts)
