"""Connections that are given up where almost nothing comes through, and that lead to web servers alone."""

import socket
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPMessage, HTTPResponse, HTTPSConnection
from typing import IO, Any

from segstudy.running.errors import StudyError

TIMEOUT_SECONDS = 60.0
# Of a whole archive; a server that sends less keeps people waiting for days.
LEAST_BYTES_A_SECOND = 1000


class Watch:
    """Ends a connection that brings too little, headers included.

    Args:
        seconds: How long it looks before it judges, each time.
    """

    def __init__(self, seconds: float = TIMEOUT_SECONDS):
        self.seconds, self.got, self.was_slow = seconds, 0, False
        self.sockets: list[socket.socket] = []
        self._ended = threading.Event()

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Look for as long as the block runs."""
        thread = threading.Thread(target=self._look, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._ended.set()
            thread.join()

    def _look(self) -> None:
        before = 0
        while not self._ended.wait(self.seconds):
            if self.got - before < LEAST_BYTES_A_SECOND * self.seconds:
                self.was_slow = True
                for each in self.sockets:
                    with suppress(OSError):
                        # of the socket below TLS, which another thread reads
                        socket.socket.shutdown(each, socket.SHUT_RDWR)
                return
            before = self.got


class _Redirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> urllib.request.Request | None:
        """Follow to web servers, and from an encrypted address to encrypted ones alone."""
        allowed = ("https:",) if req.type == "https" else ("http:", "https:")
        if not newurl.lower().startswith(allowed):
            raise StudyError(
                f"{req.full_url}: leads to another kind of address ({newurl[:200]}), which is not followed"
            )
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def open_url(request: urllib.request.Request, watch: Watch) -> HTTPResponse:
    """Open a web address, under a watch.

    Raises:
        StudyError: It leads to an address of another kind.
        OSError: It cannot be reached, or its server refuses.
    """

    class Plain(HTTPConnection):
        def connect(self) -> None:
            super().connect()
            watch.sockets.append(self.sock)

    class Encrypted(HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            watch.sockets.append(self.sock)

    class Handler(urllib.request.HTTPHandler):
        def http_open(self, req: urllib.request.Request) -> Any:
            return self.do_open(Plain, req)

    class HandlerOfEncrypted(urllib.request.HTTPSHandler):
        def https_open(self, req: urllib.request.Request) -> Any:
            return self.do_open(Encrypted, req)

    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        Handler(),
        HandlerOfEncrypted(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        _Redirects(),
    ):
        opener.add_handler(handler)
    response: HTTPResponse = opener.open(request, timeout=TIMEOUT_SECONDS)
    return response
