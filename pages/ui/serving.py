"""The server's side: gives every browser an HttpOnly cookie with the key of its sitting."""

from __future__ import annotations

import logging
import secrets
import traceback
from http.cookies import SimpleCookie
from pathlib import Path
from typing import TYPE_CHECKING

from pages.ui.documents import ViewHistory
from pages.ui.sittings import COOKIE, SittingSettings, delete_expired, is_token, new_token

if TYPE_CHECKING:
    from starlette.middleware import Middleware
    from starlette.types import ASGIApp, Message, Receive, Scope, Send


FIRST_PAGE = "/overview"
LOG = logging.getLogger("retention_lab")


class SittingCookie:
    """Sets the sitting's cookie on the first document a browser asks for; leaves every other answer alone."""

    def __init__(self, app: ASGIApp, settings: SittingSettings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and add the cookie to an HTML answer that lacks one."""
        if not self._wants_cookie(scope):
            await self._app(scope, receive, send)
            return

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_document(message):
                message["headers"] = [*message["headers"], (b"set-cookie", self._cookie(scope).encode())]
            await send(message)

        await self._app(scope, receive, send_with_cookie)

    def _wants_cookie(self, scope: Scope) -> bool:
        if not self._settings.enabled or scope["type"] != "http" or scope["method"] != "GET":
            return False
        sent = SimpleCookie()
        for name, value in scope["headers"]:
            if name == b"cookie":
                sent.load(value.decode("latin-1"))
        return COOKIE not in sent or not is_token(sent[COOKIE].value)

    def _cookie(self, scope: Scope) -> str:
        secure = "; Secure" if scope.get("scheme") == "https" else ""
        seconds = int(3600 * self._settings.life_hours)
        return f"{COOKIE}={new_token()}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}"


class FirstPage:
    """Leads the address `/overview` to `/`, where Streamlit keeps the default page; what the link holds goes along."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Redirect the one address, pass every other request on."""
        if scope["type"] != "http" or not scope["path"].endswith(FIRST_PAGE):
            await self._app(scope, receive, send)
            return
        from starlette.responses import RedirectResponse

        held = scope["query_string"].decode("latin-1")
        # Relative, so that it also holds behind a proxy that serves the app under a folder.
        await RedirectResponse(f"./{'?' + held if held else ''}")(scope, receive, send)


def middleware() -> list[Middleware]:
    """The server's middleware: first page, cookie and history; deletes sittings whose life is over while it is at it."""
    from starlette.middleware import Middleware

    settings = SittingSettings.from_environment()
    delete_expired(settings)
    return [Middleware(FirstPage), Middleware(SittingCookie, settings=settings), Middleware(ViewHistory)]


def on_script_error(error: Exception) -> bool:
    """Show a sentence and a reference instead of a traceback; the log gets type and place, never data."""
    import streamlit as st

    from analysis.core import Message
    from pages.ui.words import say

    reference = secrets.token_hex(4)
    place = traceback.extract_tb(error.__traceback__)[-1]
    LOG.error("%s: %s at %s:%s", reference, type(error).__name__, Path(place.filename).name, place.lineno)
    st.error(
        say(
            Message(
                "Something went wrong on our side, and nothing was lost. Reference: {reference}.", reference=reference
            )
        )
    )
    return True


def _is_document(message: Message) -> bool:
    return any(name.lower() == b"content-type" and b"text/html" in value for name, value in message["headers"])
