"""The main walk in a real browser: a 问卷星 file from upload to exported report, as a researcher would go."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import go, keep_picture, no_traceback, settled, words

SATISFACTION = ["非常不满意", "不满意", "一般", "满意", "非常满意"]
SURVEY_UPLOAD = ".st-key-upload-survey [data-testid=stFileUploaderDropzoneInput]"


@pytest.fixture(scope="module")
def wjx_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A 问卷星 export by text, in GB18030: personal columns, a scale, ordered and multiple answers, two kinds of blanks."""
    header = (
        "序号,提交答卷时间,所用时间,来源,来源详情,来自IP,1、您的姓名,2、您的年龄,3、每周互动次数,4、总体满意度,"
        "5、常用渠道（多选）,6、不再购买的原因（多选）,7、您的性别"
    )
    rows = [header]
    for n in range(1, 241):
        activity = (n * 13) % 9
        level = min(4, max(0, activity // 2 + (n % 3) - 1))
        channels = (
            "┋".join(c for place, c in enumerate(["微信群", "小程序", "直播"]) if (n + place) % (place + 2) == 0)
            or "(空)"
        )
        reasons = "(跳过)" if activity > 3 else "客服响应慢┋价格高" if n % 2 else "价格高"
        rows.append(
            f"{n},2025/6/{1 + n % 28} 12:30:11,{60 + n % 90}秒,微信,N/A,1.2.3.{n % 200}(上海-上海),张三{n},"
            f"{18 + (n * 7) % 42},{activity},{SATISFACTION[level]},{channels},{reasons},{'男' if n % 3 else '女'}"
        )
    path = tmp_path_factory.mktemp("wjx") / "社群问卷.csv"
    path.write_bytes(("\n".join(rows) + "\n").encode("gb18030"))
    return path


def answered(page: Page, cell: str) -> str:
    """Wait for a cell's sentence and give it."""
    answer = page.locator(f".st-key-answer-{cell}")
    expect(answer).to_be_visible(timeout=60_000)
    return answer.inner_text()


def test_walk_with_an_uploaded_file(address: str, page: Page, wjx_file: Path, tmp_path: Path) -> None:
    page.goto(f"{address}/?lang=en")
    settled(page)
    go(page, "import_data")
    page.locator(SURVEY_UPLOAD).set_input_files(str(wjx_file))
    expect(page.get_by_text("问卷星", exact=False).first).to_be_visible()
    expect(page.get_by_text("Personal data were found and left out")).to_be_visible()
    keep_picture(page, "walk_1_import")
    page.get_by_role("button", name="Open as a new study").click()
    expect(page.locator(".st-key-status")).to_contain_text("240")
    settled(page)
    assert "study=file-" in page.url
    assert "张三" not in words(page)

    go(page, "variables")
    keep_picture(page, "walk_2_variables")

    go(page, "prepare")
    page.get_by_role("radio", name="Band").or_(page.get_by_text("Band", exact=True)).first.click()
    settled(page)
    page.get_by_role("button", name="Add the step").click()
    expect(page.locator(".st-key-step-0")).to_contain_text("_band")
    settled(page)
    page.get_by_text("Filter", exact=True).first.click()
    settled(page)
    page.get_by_label("Condition").click()
    page.get_by_role("option", name="expression").click()
    settled(page)
    box = page.get_by_label("Expression")
    box.fill("q3 >= 1")
    box.press("Enter")
    settled(page)
    page.get_by_role("button", name="Add the step").click()
    settled(page)
    expect(page.locator(".st-key-status")).to_contain_text("of 240")
    keep_picture(page, "walk_3_prepare")

    go(page, "questions")
    assert answered(page, "described") or answered(page, "answers")
    keep_picture(page, "walk_4_questions")

    go(page, "relations")
    assert "95% interval" in answered(page, "pair")
    answered(page, "matrix")
    keep_picture(page, "walk_5_relations")
    page.locator(".st-key-cell-pair").get_by_role("button", name="Pin").click()
    settled(page)

    go(page, "segments")
    page.locator(".st-key-answer-segments, .st-key-cell-segments [data-testid=stAlert]").first.wait_for(timeout=60_000)
    keep_picture(page, "walk_6_segments")

    go(page, "rules")
    page.locator(".st-key-answer-rules, .st-key-cell-rules [data-testid=stAlert]").first.wait_for(timeout=60_000)
    keep_picture(page, "walk_7_rules")

    go(page, "plan_test")
    assert "9,041" in answered(page, "plan")
    page.locator(".st-key-cell-plan").get_by_role("button", name="Pin").click()
    settled(page)

    go(page, "notebook")
    expect(page.locator("[class*=st-key-answer-pinned]")).to_have_count(2)
    page.get_by_label("Your note").first.fill("Look at this again")
    page.get_by_label("Your note").first.blur()
    settled(page)
    keep_picture(page, "walk_8_notebook")
    with page.expect_download() as download:
        page.get_by_role("button", name="Export as one HTML file").click()
    report = tmp_path / "notebook.html"
    download.value.save_as(report)
    text = report.read_text(encoding="utf-8")
    assert "9,041" in text
    assert "Look at this again" in text
    assert "<svg" in text
    assert "<script" not in text
    assert "http-equiv" not in text
    assert "张三" not in text
    page.goto(report.as_uri())
    keep_picture(page, "walk_9_report")


def test_refresh_loses_nothing_and_delete_forgets(address: str, browser: Browser, wjx_file: Path) -> None:
    context = browser.new_context(locale="en-US")
    page = context.new_page()
    page.goto(f"{address}/import_data?lang=en")
    settled(page)
    page.locator(SURVEY_UPLOAD).set_input_files(str(wjx_file))
    page.get_by_role("button", name="Open as a new study").click()
    expect(page.locator(".st-key-status")).to_contain_text("社群问卷")
    settled(page)
    page.reload()
    settled(page)
    expect(page.locator(".st-key-status")).to_contain_text("社群问卷")
    cookies = {cookie["name"]: cookie for cookie in context.cookies()}
    assert cookies["retention_lab_sitting"]["httpOnly"]
    assert cookies["retention_lab_sitting"]["value"] not in page.content()
    go(page, "import_data")
    page.get_by_role("button", name="Delete my work from the server").click()
    expect(page.locator(".st-key-status")).to_contain_text("No study is open")
    page.goto(f"{address}/?lang=en")
    settled(page)
    expect(page.locator(".st-key-status")).to_contain_text("No study is open")
    context.close()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("header_only.csv", "姓名,年龄\n".encode()),
        ("picture.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(200)),
        ("broken.sav", b"$FL2" + bytes(100)),
        ("broken.parquet", b"PAR1" + bytes(100)),
        ("report.pdf", b"%PDF-1.7\n"),
    ],
)
def test_bad_file_is_one_sentence_and_the_open_study_stays(
    address: str, page: Page, tmp_path: Path, name: str, content: bytes
) -> None:
    page.goto(f"{address}/import_data?study=sample-7&lang=zh")
    settled(page)
    path = tmp_path / name
    path.write_bytes(content)
    page.locator(SURVEY_UPLOAD).set_input_files(str(path))
    alert = page.locator("[data-testid=stAlert]").first
    expect(alert).to_be_visible()
    no_traceback(page)
    assert re.search(r"[\u4e00-\u9fff]", alert.inner_text())
    assert "Error" not in alert.inner_text()
    expect(page.locator(".st-key-status")).to_contain_text("示例研究")


def test_the_uploader_says_no_english_word_on_a_chinese_page(address: str, page: Page) -> None:
    page.goto(f"{address}/import_data?study=sample-7&lang=zh")
    settled(page)
    button = page.locator(".st-key-upload-survey [data-testid=stFileUploaderDropzone] button")
    expect(button).to_be_visible()
    # The icon's name is no word: it is hidden from screen readers.
    assert button.inner_text().replace("upload", "").strip() == ""
    shown = button.locator("[data-testid=stMarkdownContainer]").evaluate(
        "place => getComputedStyle(place, '::after').content"
    )
    assert shown == '"选择文件"'


def test_file_over_the_limit_is_said_in_words(address: str, page: Page, tmp_path: Path) -> None:
    page.goto(f"{address}/import_data?study=sample-7&lang=zh")
    settled(page)
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(201 * 1024 * 1024)
    page.locator(SURVEY_UPLOAD).set_input_files(str(path))
    expect(page.locator("[data-testid=stFileChip][aria-invalid=true]")).to_be_visible()
    shown = page.locator(".st-key-upload-survey [data-testid=stFileUploader]").evaluate(
        "place => getComputedStyle(place, '::after').content"
    )
    assert "文件超过 200 MB 的上限" in shown
