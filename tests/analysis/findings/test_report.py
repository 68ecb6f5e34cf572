"""The exported notebook: whole in one file, in both themes, with nothing that a note or a title could smuggle in."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from analysis.findings import Finding, sections, to_html

PLAN = Finding(
    id="a",
    method_id="plan_proportions",
    parameters={"baseline_rate": 0.35, "change": 0.02},
    table="",
    question="How many customers, and for how long?",
    study_id="",
    fingerprint="",
)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_report_is_one_file_without_script_or_anything_fetched(language):
    cells = sections([PLAN], None, language=language)
    text = to_html(cells, title="Report", language=language)
    assert "<script" not in text
    assert not re.search(r'(?:src|href)="(?!#)', text.replace("xlink:href", ""))
    assert "@import" not in text
    assert "url(http" not in text
    assert f'lang="{"zh-CN" if language == "zh" else "en"}"' in text
    assert f'render(sentence, "{language}")' in text.replace("&quot;", '"')


def test_every_figure_is_drawn_for_both_themes():
    text = to_html(sections([PLAN], None), title="Report", language="en")
    assert text.count('<div class="on-light"><svg') == text.count('<div class="on-dark"><svg') == text.count("<figure>")
    assert "prefers-color-scheme:dark" in text
    light, dark = text.split('<div class="on-dark">', 1)
    assert "#E6EBE9" in dark
    assert "#16201E" in light
    assert set(re.findall(r'font-family="[^"]*?(serif|sans-serif)"', text)) == {"sans-serif"}


def test_note_and_title_stay_text():
    cells = sections([replace(PLAN, note='<img src=x onerror=alert(1)> & "quoted"')], None)
    text = to_html(cells, title="<b>Report</b>", language="en")
    assert "<img" not in text
    assert "<b>Report" not in text
    assert "&lt;img src=x" in text
