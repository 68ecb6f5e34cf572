"""A questionnaire as one HTML page: to print, to hand out, to check before it is set up."""

from __future__ import annotations

from html import escape

from analysis.core.messages import Language
from synthetic.questionnaire_form.form import FormQuestion, Questionnaire
from synthetic.questionnaire_form.outline import instructions

STYLE = """
body{font:16px/1.6 "Source Han Serif SC","Noto Serif CJK SC","Songti SC",Georgia,serif;max-width:46rem;margin:2rem auto;
padding:0 1rem;color:#1f2328;background:#fff}
h1{font-size:1.6rem}h2{font-size:1.05rem;margin:1.6rem 0 .4rem}
section{break-inside:avoid}ul{list-style:none;padding-left:.5rem;margin:.3rem 0}
table{border-collapse:collapse;width:100%;border-top:2px solid;border-bottom:2px solid}
th{font-weight:400;font-size:.85rem;border-bottom:1px solid;padding:.3rem}td{padding:.3rem;text-align:center}
td:first-child{text-align:left}.line{border-bottom:1px solid #888;height:1.8rem}
.note,.setup{font-size:.85rem;color:#57606a}.setup{border-left:3px solid #0f766e;padding-left:.6rem;margin:.4rem 0}
.scores{display:flex;flex-wrap:wrap;gap:.2rem .9rem}
@media print{.setup{display:none}}
""".strip()


def questionnaire_html(form: Questionnaire, language: Language = "zh") -> str:
    """What does the respondent see, on paper?

    Parameters
    ----------
    form : Questionnaire
        The questionnaire.
    language : {"en", "zh"}
        Its language.

    Returns
    -------
    str
        A page that loads nothing from elsewhere. Notes for the fieldworker (logic, checks, scoring) are
        seen on screen and left out in print.
    """
    notes: dict[str, list[str]] = {}
    for instruction in instructions(form, language):
        notes.setdefault(instruction.question, []).append(instruction.text)
    body = [f"<h1>{_text(form.title.text(language))}</h1>"]
    body += [f"<p>{_text(paragraph.text(language))}</p>" for paragraph in form.introduction]
    body += [_section(question, notes.get(question.id, []), language) for question in form.questions]
    body.append(f"<p>{_text(form.thanks.text(language))}</p>")
    code = "zh-CN" if language == "zh" else "en"
    return (
        f'<!doctype html>\n<html lang="{code}">\n<head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{_text(form.title.text(language))}</title><style>{STYLE}</style></head>\n<body>\n"
        + "\n".join(body)
        + "\n</body>\n</html>\n"
    )


def _text(text: str) -> str:
    return escape(text, quote=False)


def _section(question: FormQuestion, notes: list[str], language: Language) -> str:
    star = "" if question.required else ("（选填）" if language == "zh" else " (optional)")
    parts = [f"<h2>{question.number}. {_text(question.text.text(language))}{star}</h2>"]
    if question.note.text(language):
        parts.append(f'<p class="note">{_text(question.note.text(language))}</p>')
    parts.append(_answers(question, language))
    parts += [f'<p class="setup">{_text(note)}</p>' for note in notes]
    return f'<section id="{question.id}">{"".join(parts)}</section>'


def _answers(question: FormQuestion, language: Language) -> str:
    answers = [_text(answer.text.text(language)) for answer in question.answers]
    if question.kind == "battery":
        head = "<tr><th></th>" + "".join(f"<th>{answer}</th>" for answer in answers) + "</tr>"
        rows = [
            f"<tr><td>{_text(item.text.text(language))}</td>" + "<td>○</td>" * len(answers) + "</tr>"
            for item in question.items
        ]
        return f"<table>{head}{''.join(rows)}</table>"
    if question.kind in {"number", "text"}:
        return '<div class="line"></div>' * (1 if question.kind == "number" else 2)
    if question.kind == "score":
        return '<div class="scores">' + "".join(f"<span>○ {answer}</span>" for answer in answers) + "</div>"
    mark = "☐" if question.kind == "multi" else "○"
    return "<ul>" + "".join(f"<li>{mark} {answer}</li>" for answer in answers) + "</ul>"
