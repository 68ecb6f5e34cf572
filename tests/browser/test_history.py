"""One entry of browser history per view: a visited page is one, a changed control is one; Back and Forward meet each."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Error, Page, expect

from tests.browser.conftest import arrived, go, no_traceback, settled

LEVEL = "Confidence level (%)"
RATE = "1 How many convert today? (%)"


@dataclass(frozen=True)
class View:
    """What the reader sees of one entry: the address, the heading, and the value of a control where one was changed."""

    url: str
    heading: str
    field: tuple[str, str] | None


def entries(page: Page) -> int:
    return page.evaluate("history.length")


def seen(page: Page, label: str | None = None) -> View:
    settled(page)
    heading = page.locator("[data-testid=stMainBlockContainer] h1").inner_text()
    value = (label, page.get_by_role("spinbutton", name=label).first.input_value()) if label else None
    return View(page.url, heading, value)


def enter(page: Page, label: str, value: str) -> None:
    """Change a number field, and wait until the link holds the change."""
    before = page.url
    field = page.get_by_role("spinbutton", name=label).first
    for _ in range(4):
        # On a busy machine a run under way may draw the field anew while it is typed into.
        field.fill(value)
        field.press("Enter")
        try:
            page.wait_for_function("before => location.href !== before", arg=before, timeout=10_000)
            break
        except Error:
            settled(page)
    assert page.url != before
    settled(page)


def test_back_and_forward_meet_every_view_once(address: str, page: Page) -> None:
    # History is the subject here; the first second of a cold server is that of test_links.
    for stem in ("relations", "plan_test"):
        page.goto(f"{address}/{stem}?study=sample-7&lang=en")
        settled(page)
    page.goto(f"{address}/?study=sample-7&lang=en")
    start = seen(page)
    begun = entries(page)
    go(page, "relations")
    pair = seen(page, LEVEL)
    enter(page, LEVEL, "90")
    pair_at_90 = seen(page, LEVEL)
    go(page, "plan_test")
    plan = seen(page, RATE)
    enter(page, RATE, "20")
    plan_at_20 = seen(page, RATE)
    go(page, "notebook")
    views = [start, pair, pair_at_90, plan, plan_at_20, seen(page)]
    assert len({view.url for view in views}) == 6
    assert entries(page) == begun + 5
    assert (pair.field, pair_at_90.field) == ((LEVEL, "95.0"), (LEVEL, "90.0"))
    assert (plan.field, plan_at_20.field) == ((RATE, "35.0"), (RATE, "20.0"))
    for move, walked in ((page.go_back, views[-2::-1]), (page.go_forward, views[1:])):
        for view in walked:
            move()
            expect(page.locator("[data-testid=stMainBlockContainer] h1")).to_have_text(view.heading)
            if view.field:
                expect(page.get_by_role("spinbutton", name=view.field[0]).first).to_have_value(view.field[1])
            assert seen(page, view.field[0] if view.field else None) == view
    assert entries(page) == begun + 5


def test_answer_follows_the_entry(address: str, page: Page) -> None:
    """The sentence, not only the field, is that of the view gone back to."""
    page.goto(f"{address}/plan_test?lang=en")
    settled(page)
    answer = page.locator(".st-key-answer-plan")
    first = answer.inner_text()
    enter(page, RATE, "20")
    expect(answer).not_to_have_text(first, use_inner_text=True)
    page.go_back()
    expect(answer).to_have_text(first, use_inner_text=True)


def test_short_link_and_button_are_one_entry_each(address: str, page: Page) -> None:
    page.goto(f"{address}/?study=sample-7")
    settled(page)
    begun = entries(page)
    home = page.url
    assert "lang=en" in home
    page.locator(".st-key-card_plan button").click()
    arrived(page, "plan_test")
    settled(page)
    assert entries(page) == begun + 1
    page.go_back()
    arrived(page, "")
    settled(page)
    assert page.url == home


def test_leaving_a_page_before_it_is_drawn_leaves_at_most_its_own_entry(address: str, page: Page) -> None:
    page.goto(f"{address}/?study=sample-7&lang=en")
    settled(page)
    begun = entries(page)
    for stem in ("relations", "questions", "plan_test"):
        page.locator(f"[data-testid=stSidebarNavLink][href$='/{stem}']").first.click()
        page.wait_for_function("stem => location.pathname === `/${stem}`", arg=stem)
    page.wait_for_function("location.search.includes('plan.')")
    settled(page)
    # A page that was left before its first answer was no view yet: the next one may take its place.
    assert begun + 1 <= entries(page) <= begun + 3
    page.go_back()
    page.wait_for_function("location.search.includes('lang=')")
    settled(page)
    no_traceback(page)
    assert "/plan_test" not in page.url


def test_document_names_its_language(address: str, page: Page) -> None:
    page.goto(f"{address}/plan_test?lang=zh")
    settled(page)
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("button", name="中文")).to_be_visible()
    settled(page)
    assert page.evaluate("document.documentElement.lang") == "en"
