"""Wordings that the results of tests with several looks share."""

from __future__ import annotations

from analysis.core.messages import Message
from analysis.experiments.sequential_spending import SequentialDesign

DESIGN_WORDS: dict[SequentialDesign, Message] = {
    "obrien_fleming": Message("O'Brien-Fleming"),
    "pocock": Message("Pocock"),
    "wang_tsiatis": Message("Wang-Tsiatis"),
    "lan_demets_obrien_fleming": Message("spending, O'Brien-Fleming type"),
    "lan_demets_pocock": Message("spending, Pocock type"),
    "kim_demets": Message("spending, Kim-DeMets power"),
    "hwang_shih_decani": Message("spending, Hwang-Shih-DeCani"),
}
SIDES_WORDS: dict[str, Message] = {"two": Message("two-sided"), "one": Message("one-sided")}
SEVERITIES = ("blocks_conclusion", "caution", "info")
