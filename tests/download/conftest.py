"""A server on this machine that sends parts of files, and breaks off when asked to."""

import re
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


class Served:
    """What a server sends, and what it was asked for."""

    def __init__(self):
        self.content = b""
        self.etag = '"1"'
        self.parts = True
        self.break_after: list[int] = []  # bytes after which the next answers end
        self.status = 200
        self.headers: dict[str, str] = {}  # instead of those that tell the truth
        self.redirect = ""
        self.redirects: dict[str, str] = {}  # by path
        self.trickle = 0.0  # seconds between single bytes
        self.trickle_headers = False
        self.asked: list[str | None] = []
        self.url = ""


@pytest.fixture
def server():
    served = Served()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            asked = self.headers.get("Range")
            served.asked.append(asked)
            if served.status != 200:
                self.send_error(served.status)
                return
            if place := served.redirect or served.redirects.get(self.path):
                self.send_response(302)
                self.send_header("Location", place)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            start, size = 0, len(served.content)
            if asked and served.parts and self.headers.get("If-Range") in (None, served.etag):
                start = int(re.fullmatch(r"bytes=(\d+)-", asked)[1])
            if start and start >= size:
                self.send_response(416)
                self.send_header("Content-Range", f"bytes */{size}")
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            self.send_response(206 if start else 200)
            if start:
                self.send_header("Content-Range", f"bytes {start}-{size - 1}/{size}")
            self.send_header("Content-Length", served.headers.get("Content-Length", str(size - start)))
            if served.etag:
                self.send_header("ETag", served.etag)
            if served.trickle_headers:
                self.trickled(b"X-Slow: " + b"x" * 60_000)
                return
            self.end_headers()
            body = served.content[start:]
            if "Content-Length" in served.headers:
                self.close_connection = True
            if served.break_after:
                body = body[: served.break_after.pop(0)]
                self.close_connection = True
            if served.trickle:
                self.trickled(body)
            else:
                self.wfile.write(body)

        def trickled(self, content):
            self.close_connection = True
            self.flush_headers()
            with suppress(OSError):
                for byte in content:
                    self.wfile.write(bytes([byte]))
                    time.sleep(served.trickle)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        served.url = f"http://127.0.0.1:{running.server_address[1]}/data.tar"
        yield served
        running.shutdown()
        thread.join()
