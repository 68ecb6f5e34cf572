"""Two notebooks together: every cell once, in order, no note lost."""

from __future__ import annotations

from analysis.findings.finding import Finding, joined


def cell(name: str, note: str = "") -> Finding:
    return Finding(
        id=name,
        method_id="describe",
        parameters={},
        table="survey",
        question="?",
        study_id="s",
        fingerprint="f",
        note=note,
    )


def test_every_cell_once_and_mine_first() -> None:
    together = joined([cell("a"), cell("b")], [cell("b"), cell("c")])
    assert [item.id for item in together] == ["a", "b", "c"]


def test_no_note_is_lost_and_none_said_twice() -> None:
    together = joined(
        [cell("a", "one"), cell("b"), cell("c", "same")], [cell("a", "two"), cell("b", "new"), cell("c", "same")]
    )
    assert [item.note for item in together] == ["one\ntwo", "new", "same"]
