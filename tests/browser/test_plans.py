"""A plan from its numbers to its reading: registered, opened by its link in the other language, read, recorded."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from playwright.sync_api import Page, expect

from tests.browser.conftest import arrived, go, keep_picture, no_traceback, settled, words

PLAN = ".st-key-answer-plan"


def enter(page: Page, role: Literal["spinbutton", "textbox"], label: str, value: str) -> None:
    box = page.get_by_role(role, name=label).first
    box.fill(value)
    box.press("Enter")
    settled(page)


def test_plan_is_registered_read_and_held_to(address: str, page: Page, tmp_path: Path) -> None:
    page.goto(f"{address}/plan_test?lang=en")
    settled(page)
    enter(page, "spinbutton", "How many convert today?", "30")
    expect(page.locator(PLAN)).to_contain_text("8,3")
    planned = page.locator(PLAN).inner_text()
    page.get_by_role("button", name="Register this plan").click()
    enter(page, "textbox", "Name of the test", "Autumn coupon")
    page.get_by_role("button", name="Register", exact=True).click()
    expect(page.get_by_role("button", name="Open the registry")).to_be_visible()
    settled(page)

    link = page.url
    page.goto(link.replace("lang=en", "lang=zh"))
    settled(page)
    numbers = [word for word in planned.replace(",", "").split() if word.isdigit() and len(word) > 3]
    assert numbers
    chinese = page.locator(PLAN).inner_text().replace(",", "")
    assert all(number in chinese for number in numbers)
    page.goto(link)
    settled(page)

    page.get_by_role("button", name="Download plan").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Document (HTML, to print or send)").click()
    document = tmp_path / "plan.html"
    download.value.save_as(document)
    text = document.read_text(encoding="utf-8")
    assert "Autumn coupon" in text
    assert "<script" not in text
    page.keyboard.press("Escape")

    go(page, "registry")
    expect(page.locator("[data-testid=stMain]")).to_contain_text("Autumn coupon")
    keep_picture(page, "plans_1_registry")
    page.get_by_role("button", name="Read this test").click()
    arrived(page, "read_test")
    settled(page)
    assert "against.plan=" in page.url
    page.get_by_text("Paste the counts from a spreadsheet or dashboard").click()
    block = page.get_by_label("One line for each group")
    block.fill("control\t5000\t1500\nnew\t5010\t1640")
    block.press("Tab")
    settled(page)
    page.get_by_role("button", name="Fill in the counts").first.click()
    expect(page.locator(".st-key-answer-read")).to_be_visible()
    settled(page)
    assert "departure from the plan" in words(page)
    keep_picture(page, "plans_2_reading")
    page.get_by_role("button", name="Record this reading").click()
    expect(page.get_by_text("This reading stands in the registry.")).to_be_visible()

    page.reload()
    settled(page)
    go(page, "registry")
    no_traceback(page)
    assert "10,010" in words(page)
    page.goto(document.as_uri())
    keep_picture(page, "plans_3_document")


def test_table_of_several_outcomes_is_typed_into(address: str, page: Page) -> None:
    page.goto(f"{address}/plan_test?lang=en&measured.kind=several")
    settled(page)
    answer = page.locator(".st-key-answer-plan_several")
    first = answer.inner_text()
    table = page.locator("[data-testid=stDataFrame]").first
    table.scroll_into_view_if_needed()
    place = table.bounding_box()
    assert place is not None
    # The grid is a canvas: the second column of the first row, today's value of the first outcome.
    page.mouse.dblclick(place["x"] + place["width"] * 0.33, place["y"] + 52)
    editor = page.locator("#portal input")
    editor.fill("0.2")
    expect(editor).to_have_value("0.2")
    editor.press("Enter")
    expect(answer).not_to_have_text(first, use_inner_text=True)
    settled(page)
    assert "plan_several.baselines=0.2%2C80%2C0.02" in page.url or "plan_several.baselines=0.2,80,0.02" in page.url
