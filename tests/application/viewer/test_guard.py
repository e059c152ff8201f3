"""The viewer as others reach it: by other names, with more than it holds, after their page is closed."""

import base64
import os
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection

import pytest

from segstudy.application.app_command import hosts_of

pytest.importorskip("streamlit")


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    """Of a viewer, without a study."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["app", "--results", str(tmp_path_factory.mktemp("results")), "--port", str(port), "--no-browser"]
    log = (tmp_path_factory.mktemp("viewer") / "log").open("w+")
    process = subprocess.Popen([sys.executable, "-m", "segstudy", *words], env=os.environ, stdout=log, stderr=log)
    try:
        for _ in range(300):
            try:
                if asked(port, "/_stcore/health") == 200:
                    break
            except OSError:
                assert process.poll() is None, log.seek(0) or log.read()
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)
        log.close()


def asked(port, path, method="GET", **headers):
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.putrequest(method, path, skip_host="Host" in headers)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        return connection.getresponse().status
    finally:
        connection.close()


def shaken(port, host, origin):
    """The status of a websocket's handshake."""
    key = base64.b64encode(bytes(16)).decode()
    return asked(
        port, "/_stcore/stream", Host=host, Origin=origin, Connection="Upgrade", Upgrade="websocket",
        Sec_WebSocket_Version="13", Sec_WebSocket_Key=key, Sec_WebSocket_Protocol="streamlit",
    )  # fmt: skip


def test_it_answers_to_the_names_it_is_served_as(port):
    assert asked(port, "/") == asked(port, "/", Host=f"localhost:{port}") == 200
    assert shaken(port, f"127.0.0.1:{port}", f"http://127.0.0.1:{port}") == 101


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "x@127.0.0.1.evil", "[", ""]
)
def test_another_name_is_refused(port, host):
    for path in ("/", "/_stcore/health", "/_stcore/host-config"):
        assert asked(port, path, Host=host) == 403
    assert shaken(port, host, f"http://{host}") == 403


def test_a_page_of_another_site_is_refused(port):
    here = f"127.0.0.1:{port}"
    assert shaken(port, here, "http://evil.example") == shaken(port, here, "null") == 403
    assert asked(port, "/", Host=here, Origin="http://evil.example") == 403


@pytest.mark.parametrize(("length", "status"), [(str(3 << 30), 413), ("many", 411), ("-1", 411)])
def test_an_upload_that_it_would_not_hold_is_refused_before_it_comes(port, length, status):
    answer = asked(port, "/_stcore/upload_file/a/b", "PUT", Content_Length=length)
    assert answer in (status, 400)  # which the server says of itself where a length is none


def test_names_it_is_served_as():
    assert hosts_of("127.0.0.1") == ["127.0.0.1", "localhost", "::1"]
    assert hosts_of("10.0.0.7", ["scans.example.org"]) == ["10.0.0.7", "scans.example.org"]
    assert socket.gethostname().lower() in hosts_of("0.0.0.0")
