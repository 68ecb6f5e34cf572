"""What is written is read back equal, but for what the layout declares; every declared loss is a real one."""

from __future__ import annotations

import pytest

from synthetic import generate_study, sample_study
from synthetic.writers import LAYOUTS
from tests.synthetic.writers.comparing import losses
from tests.synthetic.writers.crafted import crafted_study

CASES = [(layout.id, kind) for layout in LAYOUTS.values() for kind in layout.formats]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("layout", "file_format"), CASES)
def test_only_declared_losses(layout, file_format, language):
    declared = set(LAYOUTS[layout].losses_in(file_format))
    seen: set[str] = set()
    for seed in range(4 if file_format in {"csv", "parquet"} else 2):
        found = losses(crafted_study(seed), layout, file_format, language)
        assert set(found) <= declared, {loss: found[loss] for loss in set(found) - declared}
        seen |= set(found)
    assert seen == declared


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("layout", "file_format"), CASES)
def test_sample_study_with_only_declared_losses(layout, file_format, language):
    study = sample_study(seed=7, respondents=300, customers=300)
    assert set(losses(study, layout, file_format, language)) <= set(LAYOUTS[layout].losses_in(file_format))


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("number", "text"), [("wjx_number", "wjx_text"), ("wjx_text", "wjx_number")])
def test_both_exports_of_wjx_together_have_the_labels(number, text, language):
    declared = set(LAYOUTS["wjx_text"].losses_in("csv"))
    for seed in range(3):
        assert set(losses(crafted_study(seed), number, "csv", language, labels_from=text)) <= declared


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("layout", "file_format"), CASES)
def test_generated_study_with_only_declared_losses(layout, file_format, language):
    preset = {"csv": "beauty", "xlsx": "finance"}.get(file_format, "e_commerce")
    study, _ = generate_study(seed=11, customers=400, respondents=300, preset=preset)
    assert set(losses(study, layout, file_format, language)) <= set(LAYOUTS[layout].losses_in(file_format))
