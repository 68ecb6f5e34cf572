"""The script in the document: in every page's HTML, whatever a browser says it has or takes; in nothing else."""

from __future__ import annotations

import asyncio
import gzip
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from pages.ui.documents import SCRIPT, ViewHistory

HTML = b"<!doctype html><html><head><title>x</title></head><body></body></html>"


async def server(scope: Any, receive: Any, send: Any) -> None:
    """Answers as Streamlit does: 304 to a known tag, compressed where that is taken, in two pieces."""
    headers = dict(scope["headers"])
    kind = b"text/html; charset=utf-8" if not scope["path"].endswith(".js") else b"text/javascript"
    if b"if-none-match" in headers:
        await send({"type": "http.response.start", "status": 304, "headers": []})
        await send({"type": "http.response.body", "body": b""})
        return
    packed = b"gzip" in headers.get(b"accept-encoding", b"")
    body = gzip.compress(HTML) if packed else HTML
    given = [(b"content-type", kind), (b"content-length", str(len(body)).encode()), (b"etag", b'"1"')]
    if packed:
        given.append((b"content-encoding", b"gzip"))
    await send({"type": "http.response.start", "status": 200, "headers": given})
    await send({"type": "http.response.body", "body": body[:20], "more_body": True})
    await send({"type": "http.response.body", "body": body[20:]})


def ask(path: str, **headers: str) -> tuple[int, dict[bytes, bytes], bytes]:
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request"}

    async def send(message: Any) -> None:
        sent.append(message)

    given = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "GET", "path": path, "headers": given}
    # In a thread of its own: a browser test of the same worker keeps an event loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, ViewHistory(server)(scope, receive, send)).result()
    return sent[0]["status"], dict(sent[0]["headers"]), b"".join(message["body"] for message in sent[1:])


@pytest.mark.parametrize("more", [{}, {"accept_encoding": "gzip, br"}, {"if_none_match": '"1"'}], ids=str)
@pytest.mark.parametrize("path", ["/", "/relations"])
def test_every_document_has_the_script_once_and_its_right_length(path: str, more: dict[str, str]) -> None:
    status, headers, body = ask(path, accept="text/html,*/*", **more)
    assert status == 200
    assert body.count(SCRIPT.read_bytes()) == 1
    assert int(headers[b"content-length"]) == len(body)
    assert b"etag" not in headers


def test_other_files_pass_as_they_are() -> None:
    assert ask("/static/app.js", accept="*/*", accept_encoding="gzip")[2] == gzip.compress(HTML)
    assert ask("/static/app.js", accept="text/html")[2] == HTML
    assert ask("/static/app.js", accept="*/*", if_none_match='"1"')[0] == 304
