"""A server on this machine that sends parts of files, and breaks off when told to."""

import re
import threading
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
            self.send_header("Content-Length", str(size - start))
            if served.etag:
                self.send_header("ETag", served.etag)
            self.end_headers()
            body = served.content[start:]
            if served.break_after:
                body = body[: served.break_after.pop(0)]
                self.close_connection = True
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        served.url = f"http://127.0.0.1:{running.server_address[1]}/data.tar"
        yield served
        running.shutdown()
        thread.join()
