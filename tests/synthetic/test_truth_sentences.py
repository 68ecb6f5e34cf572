"""What was planted is told as it was set: no decimals that nobody chose."""

from __future__ import annotations

import re

import pytest

from analysis.language import translator
from synthetic import generate_study, sample_study_with_truth

SET = {
    "en": (
        "35% of the members bought in the last 90 days.",
        "Customers who leave have 3 interactions a week, fewer and fewer in the 4 weeks before their last purchase",
        "0.5 a week for 8 weeks after it, and then none.",
    ),
    "zh": ("35% 的会员近 90 天有购买。", "流失客户平时每周互动 3 次，末次购买前 4 周内逐渐减少"),
}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_set_numbers_are_told_as_set(language: str) -> None:
    study, truth = generate_study(customers=300, respondents=200, months=6)
    say = translator(language, study.codebook)  # type: ignore[arg-type]
    text = "\n".join(say(effect.sentence) for effect in truth.planted)
    for sentence in SET[language]:
        assert sentence in text
    # Numbers that were measured in the drawn customers keep their decimals; they stand in one sentence.
    for line in text.splitlines():
        if "net promoter" not in line and "净推荐值" not in line:
            assert not re.search(r"\d\.0(?!\d)", line), line


def test_the_sample_tells_its_truth_as_set() -> None:
    study, truth = sample_study_with_truth(seed=7)
    say = translator("en", study.codebook)
    text = "\n".join(say(effect.sentence) for effect in truth.planted)
    assert "raises the share who return from 20% to 28%" in text
    assert "2% to 4% a question" in text


def test_parameters_of_a_process_are_told_exactly() -> None:
    study, truth = generate_study(preset="homogeneous", customers=300, respondents=200, months=6)
    say = translator("en", study.codebook)
    text = "\n".join(say(effect.sentence) for effect in truth.planted)
    assert "r = 0.243, alpha = 4.414 weeks, a = 0.793 and b = 2.426" in text
