"""Puts the page's own small script into the document that the server sends to a browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

SCRIPT = Path(__file__).with_name("view_history.js")
HEAD = b"<head>"
LEFT_OUT = frozenset({b"if-none-match", b"if-modified-since", b"accept-encoding"})
VALIDATORS = frozenset({b"etag", b"last-modified", b"content-length"})


class ViewHistory:
    """Adds the script that keeps one entry of browser history per view; leaves every other answer alone.

    A document is sent whole and plain each time: what a browser kept from an earlier version would lack
    the script, and what is compressed cannot take it in.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._script = b"<script>" + SCRIPT.read_bytes() + b"</script>"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; hold back an HTML answer until it is whole, and add the script to its head."""
        if scope["type"] != "http" or scope["method"] != "GET" or not _asks_for_document(scope):
            await self._app(scope, receive, send)
            return
        headers = [(name, value) for name, value in scope["headers"] if name not in LEFT_OUT]
        start: Message | None = None
        body = b""

        async def hold(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start" and is_document(message):
                start = message
                return
            if start is None or message["type"] != "http.response.body":
                await send(message)
                return
            body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._send(send, start, body)

        await self._app({**scope, "headers": headers}, receive, hold)

    async def _send(self, send: Send, start: Message, body: bytes) -> None:
        whole = body.replace(HEAD, HEAD + self._script, 1)
        headers = [(name, value) for name, value in start["headers"] if name.lower() not in VALIDATORS]
        await send({**start, "headers": [*headers, (b"content-length", str(len(whole)).encode())]})
        await send({"type": "http.response.body", "body": whole})


def is_document(message: Message) -> bool:
    """Whether an answer that begins is a readable HTML document."""
    headers = {name.lower(): value for name, value in message["headers"]}
    return b"text/html" in headers.get(b"content-type", b"") and b"content-encoding" not in headers


def _asks_for_document(scope: Scope) -> bool:
    return any(name == b"accept" and b"text/html" in value for name, value in scope["headers"])
