"""What stands before the viewer: whom it answers, and how much it keeps of what is uploaded."""

import asyncio
import gc
import re
from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import runtime
from streamlit.runtime.uploaded_file_manager import UploadedFileManager

UPLOADS = re.compile(r"/_stcore/upload_file/")
# A page that is loaded anew is there again within it.
GRACE_SECONDS = 5.0
NOBODY = "This viewer answers only to the address it was started with.\n"
FULL = "The viewer holds as many scans as it may: close other pages, or try again later.\n"


class Guard:
    """An ASGI application before another.

    A page of another site that leads its name to this machine (DNS rebinding) would be let in by its browser; the name
    it asks for, and the one it comes from, tell it apart.

    Args:
        app: What is guarded.
        hosts: The names under which it is served.
        most_bytes: Of all uploads together that are in memory.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str], most_bytes: int) -> None:
        self.app, self.hosts, self.most_bytes = app, {host.lower() for host in hosts}, most_bytes
        self._arriving = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, refuse, or hand on."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
        elif not self._is_for_us(scope):
            await self._refuse(scope, receive, send, 403, NOBODY)
        elif scope["type"] == "websocket":
            try:
                await self.app(scope, receive, send)
            finally:
                asyncio.get_running_loop().call_later(GRACE_SECONDS, forget_closed_pages)
        elif scope["method"] in ("PUT", "POST") and UPLOADS.search(scope["path"]):
            await self._upload(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _is_for_us(self, scope: Scope) -> bool:
        asked = [value for name, value in scope["headers"] if name in (b"host", b"origin")]
        names = [_hostname(value.decode("latin-1")) for value in asked]
        return bool(names) and all(name in self.hosts for name in names) and _has(scope, b"host") == 1

    async def _upload(self, scope: Scope, receive: Receive, send: Send) -> None:
        lengths = [value for name, value in scope["headers"] if name == b"content-length"]
        if len(lengths) != 1 or not re.fullmatch(rb"[0-9]{1,15}", lengths[0]):
            await self._refuse(scope, receive, send, 411, "An upload says how long it is.\n")
            return
        size = int(lengths[0])
        if held_bytes() + self._arriving + size > self.most_bytes:
            await self._refuse(scope, receive, send, 413, FULL)
            return
        self._arriving += size
        try:
            await self.app(scope, receive, send)
        finally:
            self._arriving -= size

    async def _refuse(self, scope: Scope, receive: Receive, send: Send, status: int, words: str) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": words.strip()})
        else:
            await PlainTextResponse(words, status)(scope, receive, send)


def _has(scope: Scope, name: bytes) -> int:
    return sum(each == name for each, _ in scope["headers"])


def _hostname(address: str) -> str | None:
    """The name in a `Host` or `Origin`; None where there is none."""
    try:
        return urlsplit(address if "//" in address else f"//{address}").hostname
    except ValueError:
        return None


def _uploads() -> Any:
    """What Streamlit keeps of uploads, by session."""
    manager: UploadedFileManager = runtime.get_instance()._uploaded_file_mgr
    return manager


def held_bytes() -> int:
    """Of all uploads in memory."""
    return sum(len(file.data) for files in list(_uploads().file_storage.values()) for file in list(files.values()))


def forget_closed_pages() -> None:
    """Free what pages that are closed have uploaded and seen."""
    sessions = runtime.get_instance()._session_mgr
    opened = {info.session.id for info in sessions.list_active_sessions()}
    closed = [info.session for info in sessions.list_sessions() if info.session.id not in opened]
    for session in closed:
        sessions.close_session(session.id)
        session.session_state.clear()  # the session itself may live on in what served it
    for name in set(_uploads().file_storage) - opened:
        _uploads().remove_session_files(name)
    gc.collect()
