"""The notebook as one self-contained HTML file: no script, nothing fetched, printable."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import TYPE_CHECKING

from analysis.charts.images import Theme, chart_svg
from analysis.charts.three_line import CSS, table_html
from analysis.core.messages import Language, LocalText, Message, PluralMessage
from analysis.core.results import Note, blocks_conclusion
from analysis.findings.finding import now
from analysis.findings.sections import CHANGED, Section
from analysis.language import Labels, gap, joined, render_error, translator

if TYPE_CHECKING:
    from analysis.charts.display import Figure, Say

THEMES: tuple[Theme, ...] = ("light", "dark")
PAGE_CSS = """
:root{color-scheme:light;--page:#FDFDFB;--ink:#16201E;--muted:#56625F;--line:#D9DFDB;--quiet:#F3F5F2;--link:#0B5F5B;
--caution:#7A4A00;--caution-fill:#FDF3DD;--blocked:#9C2323;--blocked-fill:#FCEDEB}
@media screen and (prefers-color-scheme:dark){:root{color-scheme:dark;--page:#131817;--ink:#E6EBE9;--muted:#9DAAA6;
--line:#313B38;--quiet:#1C2321;--link:#5CC0B6;--caution:#E9B45A;--caution-fill:#2B2413;--blocked:#F0908A;
--blocked-fill:#321C1B}.on-light{display:none}}
@media not screen, (prefers-color-scheme:light){.on-dark{display:none}}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.6 -apple-system,BlinkMacSystemFont,'Segoe UI',
'Noto Sans','Liberation Sans','PingFang SC','Microsoft YaHei UI','Microsoft YaHei','Noto Sans CJK SC','Noto Sans SC',
sans-serif;font-variant-numeric:tabular-nums}
main{max-width:920px;margin:0 auto;padding:36px 20px 80px}
h1{font-size:26px;margin:0 0 4px}h2{font-size:19px;margin:0 0 6px}h1,h2,p{overflow-wrap:break-word}
.meta,.footer,.note{color:var(--muted);font-size:13px}
.cell{border-top:1px solid var(--line);padding:26px 0 10px;break-inside:avoid}
.answer{font-size:17px}.caution,.blocked{border-left:3px solid;padding:8px 14px;margin:10px 0}
.caution{background:var(--caution-fill);color:var(--caution)}.blocked{background:var(--blocked-fill);color:var(--blocked)}
.own{background:var(--quiet);padding:10px 14px;white-space:pre-wrap}
figure{margin:14px 0}figure svg{max-width:100%;height:auto}figcaption b{display:block;font-size:14px}
figcaption{font-size:12.5px;color:color-mix(in srgb,currentColor 84%,transparent)}
pre{background:var(--quiet);padding:12px;overflow-x:auto;font-size:13px}
details{margin:8px 0}summary{cursor:pointer;color:var(--link);font-size:14px}
@media print{details,.rl-strip{display:none}main{padding:0}.rl3-wrap{overflow:visible}table.rl3{font-size:11px}}
"""


def to_html(
    cells: Sequence[Section],
    *,
    title: str,
    language: Language,
    labels: Labels | None = None,
    study_name: LocalText | None = None,
) -> str:
    """Which file can be sent to somebody who has neither the app nor the data?

    Parameters
    ----------
    cells : sequence of Section
        The pinned cells with their results, from `analysis.findings.sections.sections`.
    title : str
        Title of the document, in the reader's own words.
    language : {"en", "zh"}
        Language of every sentence.
    labels : Labels, optional
        The study's codebook.
    study_name : LocalText, optional
        Name of the study, under the title.

    Returns
    -------
    str
        One HTML document with its style and charts inside, without script. It holds results only,
        never rows of the data.
    """
    say = translator(language, labels)
    parts = [_cell(cell, language, say, labels) for cell in cells]
    meta = " · ".join(
        ([say(study_name)] if study_name is not None else [])
        + [
            say(PluralMessage("One cell", "{n:count} cells", n=len(cells))),
            say(Message("made {time} UTC", time=now()[:16].replace("T", " "))),
        ]
    )
    body = f'<h1>{html.escape(title)}</h1><p class="meta">{html.escape(meta)}</p>{"".join(parts)}'
    return page_html(body, title=title, language=language)


def page_html(body: str, *, title: str, language: Language, css: str = "") -> str:
    """A whole document around a body that is HTML already; `css` comes after the report's own."""
    code = "zh-CN" if language == "zh" else "en"
    return (
        f'<!doctype html><html lang="{code}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{html.escape(title)}</title><style>{PAGE_CSS}{CSS}{css}</style></head><body><main>"
        f"{body}</main></body></html>"
    )


def _cell(cell: Section, language: Language, say: Say, labels: Labels | None) -> str:
    finding = cell.finding
    parts = [f'<section class="cell"><h2>{html.escape(say(finding.question_message))}</h2>']
    if cell.error is not None or cell.result is None:
        text = render_error(cell.error, language, labels) if cell.error else ""
        parts.append(f'<p class="blocked">{html.escape(text)}</p>')
    else:
        parts += _answer(cell, say)
        parts += [figure_html(figure, language, say) for figure in cell.display.figures]
        parts += [table_html(table, say) for table in cell.display.tables]
        parts.append(f'<p class="footer">{html.escape(" · ".join(say(part) for part in cell.footer))}</p>')
    if finding.note:
        parts.append(f'<p class="own">{html.escape(finding.note)}</p>')
    if cell.result is not None:
        parts += _details(cell, say)
    return "".join([*parts, "</section>"])


def _answer(cell: Section, say: Say) -> list[str]:
    result = cell.result
    if result is None:
        return []
    parts: list[str] = []
    if not blocks_conclusion(result):
        claim, *rest = [html.escape(say(sentence)) for sentence in result.readings()]
        parts.append(f'<p class="answer"><b>{claim}</b>{gap(claim)}{joined(rest)}</p>')
    parts += [note_html(note, say) for note in result.notes if note.severity != "info"]
    if cell.changed:
        parts.append(f'<p class="caution">{html.escape(say(CHANGED))}</p>')
    return parts


def note_html(note: Note, say: Say) -> str:
    """A caution or a block as a paragraph."""
    style = "blocked" if note.severity == "blocks_conclusion" else "caution"
    return f'<p class="{style}">{html.escape(say(note.message))}</p>'


def figure_html(figure: Figure, language: Language, say: Say) -> str:
    """A chart with its heading and note, drawn for a light and for a dark page."""
    description = html.escape(say(figure.description), quote=True)
    # One picture for each theme, since a ramp of colours begins at the page's own.
    pictures = "".join(
        f'<div class="on-{theme}">'
        + chart_svg(figure, say, language, theme=theme, titled=False).replace(
            "<svg ", f'<svg role="img" aria-label="{description}" ', 1
        )
        + "</div>"
        for theme in THEMES
    )
    return (
        f"<figure><figcaption><b>{html.escape(say(figure.heading))}</b>{html.escape(say(figure.note))}</figcaption>"
        f"{pictures}</figure>"
    )


def _details(cell: Section, say: Say) -> list[str]:
    method = cell.finding.method
    result = cell.result
    explanation = "".join(f"<p>{html.escape(say(sentence))}</p>" for sentence in method.explanation)
    references = "".join(f'<p class="note">{html.escape(reference)}</p>' for reference in method.references)
    infos = [note for note in (result.notes if result else ()) if note.severity == "info"]
    remarks = "".join(f'<p class="note">{html.escape(say(note.message))}</p>' for note in infos)
    return [
        (
            f"<details><summary>{html.escape(say(Message('Method and reference')))}</summary>"
            f"{explanation}{references}{remarks}</details>"
        ),
        f"<details><summary>{html.escape(say(Message('Code')))}</summary><pre>{html.escape(cell.code)}</pre></details>",
    ]
