"""A real server and a real browser: Debian's Chromium (or any found) driven by Playwright."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
ARTIFACTS = ROOT / "artifacts"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in item.nodeid:
            # One server and one browser for the folder: its tests run in one worker.
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@contextmanager
def serving(folder: Path, **environment: str) -> Iterator[str]:
    """Start the app as `make run` does and give its address."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        "streamlit_app.py",
        "--server.port",
        str(port),
        "--server.address",
        "127.0.0.1",
        "--server.headless",
        "true",
        "--server.fileWatcherType",
        "none",
    ]
    settings = {**os.environ, "RETENTION_LAB_SITTING_FOLDER": str(folder / "sittings"), **environment}
    settings.pop("RETENTION_LAB_OPEN", None)
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=settings, stdout=log, stderr=log)
        address = f"http://127.0.0.1:{port}"
        try:
            _wait_until_healthy(address, server, folder / "server.log")
            yield address
        finally:
            server.terminate()
            server.wait(20)


def _wait_until_healthy(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(240):
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.25)
    raise RuntimeError(f"the server did not start:\n{log.read_text()}")


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        pytest.fail("No Chromium was found: install it (Debian: apt-get install chromium) or set CHROMIUM to its path.")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(viewport={"width": 1440, "height": 1100}, locale="en-US", accept_downloads=True)
    opened.set_default_timeout(45_000)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def settled(page: Page) -> None:
    """Wait until the app has drawn its page and no run is under way."""
    page.wait_for_selector("[data-testid=stMainBlockContainer] h1")
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    # Each kind of element is code of its own that the browser fetches when it first meets one: a run can be over
    # and the heading drawn while the buttons' code is still on its way.
    page.wait_for_selector(".st-key-status button:not(:empty)")
    page.wait_for_function("() => !document.querySelector('[data-testid=stSkeleton]')")
    page.wait_for_timeout(250)


def go(page: Page, stem: str) -> None:
    """Change the page by the menu, as a reader does, and wait until its address holds the view."""
    page.locator(f"[data-testid=stSidebarNavLink][href$='/{stem}']").first.click()
    arrived(page, stem)
    settled(page)
    no_traceback(page)


def arrived(page: Page, stem: str) -> None:
    """Wait until the address is that of a page and holds its view."""
    page.wait_for_function("stem => location.pathname === `/${stem}` && location.search.includes('lang=')", arg=stem)


def words(page: Page) -> str:
    return page.inner_text("[data-testid=stMain]")


def no_traceback(page: Page) -> None:
    assert page.locator("[data-testid=stException]").count() == 0, words(page)


def keep_picture(page: Page, name: str) -> None:
    ARTIFACTS.mkdir(exist_ok=True)
    page.screenshot(path=str(ARTIFACTS / f"{name}.png"))
