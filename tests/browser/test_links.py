"""Links by real address on a cold server, language in the link, back and forward, two users apart."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from pages.ui.navigation import SECTIONS
from tests.browser.conftest import keep_picture, no_traceback, serving, settled, words

STEMS = [page.stem for _, pages in SECTIONS for page in pages]


@pytest.mark.parametrize("stem", ["relations", "plan_test"])
def test_first_visitor_of_a_cold_server_gets_the_page_of_a_deep_link(
    browser: Browser, tmp_path: Path, stem: str
) -> None:
    with serving(tmp_path) as address:
        page = browser.new_page()
        page.goto(f"{address}/{stem}?study=sample-7&lang=en")
        settled(page)
        no_traceback(page)
        assert page.locator("[data-testid=stSidebarNavLink]").count() == len(STEMS)
        assert "study=sample-7" in page.url
        page.close()


@pytest.mark.parametrize("stem", STEMS)
def test_deep_link_to_every_page(address: str, page: Page, stem: str) -> None:
    page.goto(f"{address}/{stem}?study=sample-7&lang=zh")
    settled(page)
    no_traceback(page)
    expect(page.locator(".st-key-status")).to_contain_text("示例研究")
    keep_picture(page, f"{stem}_zh")
    expect(page.get_by_role("button", name="English")).to_have_count(1)


def test_link_made_in_english_opens_the_same_view_in_chinese(address: str, page: Page) -> None:
    page.goto(f"{address}/plan_test?lang=en")
    settled(page)
    english = page.url
    page.goto(english.replace("lang=en", "lang=zh"))
    settled(page)
    without_language = [part for part in page.url.partition("?")[2].split("&") if not part.startswith("lang=")]
    assert sorted(without_language) == sorted(
        p for p in english.partition("?")[2].split("&") if not p.startswith("lang=")
    )
    expect(page.get_by_role("button", name="English")).to_have_count(1)


def test_language_follows_the_browser(address: str, browser: Browser) -> None:
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(address)
    settled(page)
    assert "概览" in page.inner_text("[data-testid=stSidebar]")
    context.close()


def test_back_and_forward_change_the_view(address: str, page: Page) -> None:
    page.goto(f"{address}/relations?study=sample-7&lang=en")
    settled(page)
    first = page.url
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("button", name="English")).to_be_visible()
    settled(page)
    assert "lang=zh" in page.url
    page.go_back()
    expect(page.get_by_role("button", name="中文")).to_be_visible()
    settled(page)
    assert page.url == first
    page.go_forward()
    expect(page.get_by_role("button", name="English")).to_be_visible()


def test_nonsense_in_a_link_is_said_and_nothing_breaks(address: str, page: Page) -> None:
    page.goto(f"{address}/plan_test?lang=xx&study=%3Cscript%3E&plan.alpha=banana&plan.nothing=1")
    settled(page)
    no_traceback(page)
    assert "banana" in words(page)
    page.goto(f"{address}/relations?lang=en&study=file-0123456789abcdef")
    settled(page)
    no_traceback(page)
    assert "file-0123456789abcdef" in words(page)


def test_two_users_at_once_do_not_see_each_other(address: str, browser: Browser) -> None:
    one, two = browser.new_context(locale="en-US"), browser.new_context(locale="en-US")
    first, second = one.new_page(), two.new_page()
    first.goto(f"{address}/?study=sample-7")
    settled(first)
    second.goto(address)
    settled(second)
    assert "1,200" in words(first)
    assert "1,200" not in words(second)
    assert "No study is open" in words(second)
    one.close()
    two.close()
