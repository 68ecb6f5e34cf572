"""A plan as one slide: the claim, the curve, the key numbers and what must hold before it is read. HTML, 16:9."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from analysis.charts.images import chart_svg
from analysis.charts.key_numbers import key_texts
from analysis.core.messages import Language, Message
from analysis.core.results import blocks_conclusion
from analysis.findings.plan_document import PlanPaper, state_of
from analysis.findings.plan_rules import gates
from analysis.findings.planned import planned_of
from analysis.findings.report import THEMES, page_html
from analysis.language import joined, translator

if TYPE_CHECKING:
    from analysis.charts.display import Figure, Say

CHART_WIDTH = 700
CSS = """
html{font-size:clamp(11px,min(1.25vw,2.222vh),30px)}body{font-size:1rem}
main{max-width:none;width:80rem;height:45rem;box-sizing:border-box;margin:0 auto;padding:3.4rem 3.6rem 2.2rem;
display:grid;grid-template-rows:auto 1fr auto;gap:1.2rem}
.kicker{color:var(--link);font-weight:600;font-size:1.1rem;margin:0 0 .3rem}
h1{font-size:2.15rem;line-height:1.25;margin:0;max-width:66rem;text-wrap:balance}.rest{font-size:1.15rem;margin:.5rem 0 0;max-width:66rem}
.body{display:grid;grid-template-columns:1.55fr 1fr;gap:3rem;align-items:start;min-height:0}
figure{margin:0}figure svg{width:100%;height:auto;max-height:25rem}figcaption{font-size:.9rem}
figcaption b{font-size:1.05rem}.numbers{display:flex;flex-wrap:wrap;gap:.6rem 2.6rem;margin:0 0 1.4rem}
.numbers div{font-size:.95rem;color:var(--muted)}.numbers b{display:block;font-size:2.1rem;font-weight:600;color:var(--ink);
line-height:1.2}h2{font-size:1.05rem;margin:0 0 .3rem}ul{margin:0;padding-left:1.1rem;font-size:1rem;line-height:1.55}
.foot{font-size:.85rem;color:var(--muted);margin:0}
@page{size:13.333in 7.5in;margin:0}
@media print{html{font-size:16px}main{padding:3.4rem 3.6rem 2.2rem}}
@media (max-width:700px){html{font-size:15px}main{width:auto;height:auto;padding:24px 18px}.body{grid-template-columns:1fr}
h1{font-size:1.5rem}}
"""


def to_plan_slide(paper: PlanPaper, *, language: Language) -> str:
    """Which one picture tells a client what will be tested, how, and what it can find?

    Parameters
    ----------
    paper : PlanPaper
        The plan.
    language : {"en", "zh"}
        Language of every sentence.

    Returns
    -------
    str
        One HTML document of the shape 16:9, without script; printed it is one page.
    """
    say = translator(language)
    display = paper.method.display(paper.result)
    claim, *rest = [html.escape(say(sentence)) for sentence in paper.result.readings()]
    if blocks_conclusion(paper.result):
        notes = [note for note in paper.result.notes if note.severity == "blocks_conclusion"]
        claim, rest = html.escape(say(notes[0].message)), []
    numbers = "".join(
        f"<div>{html.escape(text.label)}<b>{html.escape(text.value)}</b></div>"
        for text in key_texts(display.metrics, say)
    )
    planned = planned_of(paper.method, paper.parameters, paper.result)
    checks = "".join(f"<li>{html.escape(say(check))}</li>" for check, _ in gates(planned))
    foot = " · ".join(part for part in (say(state_of(paper)), say(Message("Retention Lab"))) if part)
    body = (
        f'<header><p class="kicker">{html.escape(paper.title)}</p><h1>{claim}</h1>'
        f'<p class="rest">{joined(rest[:1])}</p></header>'
        f'<div class="body"><div>{_chart(display.figures[:1], language, say)}</div>'
        f'<div><div class="numbers">{numbers}</div>'
        f"<h2>{html.escape(say(Message('Before the difference is read')))}</h2><ul>{checks}</ul></div></div>"
        f'<p class="foot">{html.escape(foot)}</p>'
    )
    return page_html(body, title=paper.title, language=language, css=CSS)


def _chart(figures: tuple[Figure, ...], language: Language, say: Say) -> str:
    parts: list[str] = []
    for figure in figures:
        label = html.escape(say(figure.description), quote=True)
        pictures = "".join(
            f'<div class="on-{theme}">'
            + chart_svg(figure, say, language, theme=theme, width=CHART_WIDTH, titled=False).replace(
                "<svg ", f'<svg role="img" aria-label="{label}" ', 1
            )
            + "</div>"
            for theme in THEMES
        )
        heading, note = html.escape(say(figure.heading)), html.escape(say(figure.note))
        parts.append(f"<figure><figcaption><b>{heading}</b>{note}</figcaption>{pictures}</figure>")
    return "".join(parts)
