import random

import pytest

from segstudy.download.fetch import ATTEMPTS, fetch
from segstudy.running.errors import StudyError

CONTENT = random.Random(0).randbytes(300_000)


@pytest.fixture
def part(tmp_path):
    return tmp_path / "data.download"


def got(server, part, most=10**9):
    calls = []
    fetch(server.url, part, most, lambda done, total: calls.append((done, total)), pause=0)
    return calls


def test_a_file_comes_whole_and_says_how_far_it_is(server, part):
    server.content = CONTENT
    calls = got(server, part)
    assert part.read_bytes() == CONTENT
    assert calls[-1] == (len(CONTENT), len(CONTENT))
    assert server.asked == [None]


def test_what_broke_off_goes_on_where_it_was(server, part):
    server.content, server.break_after = CONTENT, [100_000, 0, 50_000]
    got(server, part)
    assert part.read_bytes() == CONTENT
    assert server.asked == [None, "bytes=100000-", "bytes=100000-", "bytes=150000-"]


def test_another_process_goes_on_too(server, part):
    server.content, server.break_after = CONTENT, [70_000] + [0] * ATTEMPTS
    with pytest.raises(StudyError, match="what there is so far is kept"):
        got(server, part)
    assert len(part.read_bytes()) == 70_000
    server.asked.clear()
    got(server, part)
    assert part.read_bytes() == CONTENT
    assert server.asked[-1] == "bytes=70000-"


def test_what_is_complete_is_not_fetched_again(server, part):
    server.content = CONTENT
    got(server, part)
    assert got(server, part) == []
    assert part.read_bytes() == CONTENT


@pytest.mark.parametrize("change", ["etag", "parts", "url"])
def test_halves_of_two_files_are_never_put_together(server, part, change):
    server.content, server.break_after = CONTENT, [70_000] + [0] * ATTEMPTS
    with pytest.raises(StudyError):
        got(server, part)
    server.break_after = []
    server.content = CONTENT[::-1]
    if change == "etag":
        server.etag = '"2"'
    elif change == "parts":
        server.parts = False
    else:
        server.url += "?other"
    got(server, part)
    assert part.read_bytes() == CONTENT[::-1]


def test_without_a_mark_nothing_is_trusted(server, part):
    server.etag = ""
    server.content, server.break_after = CONTENT, [70_000]
    got(server, part)
    assert part.read_bytes() == CONTENT
    assert server.asked == [None, None]


def test_a_server_that_refuses_is_asked_once(server, part):
    server.status = 404
    with pytest.raises(StudyError, match="the server says 404"):
        got(server, part)
    assert len(server.asked) == 1


def test_a_server_in_trouble_is_asked_again_but_not_for_ever(server, part):
    server.status = 503
    with pytest.raises(StudyError, match="503"):
        got(server, part)
    assert len(server.asked) == ATTEMPTS


def test_what_is_too_large_is_not_even_begun(server, part):
    server.content = CONTENT
    with pytest.raises(StudyError, match=r"larger than 0\.0001 GB"):
        got(server, part, most=100_000)
    assert not part.exists()


@pytest.mark.parametrize("length", ["many", "-5", "", "1e3", "9" * 5000, "300000, 300000"])
def test_a_length_that_is_no_number_promises_nothing(server, part, length):
    server.content, server.headers = CONTENT, {"Content-Length": length}
    calls = got(server, part)
    assert part.read_bytes() == CONTENT and calls[-1][1] is None


def test_a_length_that_lies_is_not_waited_for_for_ever(server, part):
    server.content, server.headers, server.etag = CONTENT, {"Content-Length": "400000"}, ""
    with pytest.raises(StudyError, match="ended after 300,000 of 400,000 bytes"):
        got(server, part)
    assert len(server.asked) <= ATTEMPTS + 1


@pytest.mark.parametrize("headers", [False, True])
def test_a_byte_now_and_then_is_no_download(server, part, headers):
    server.content, server.trickle, server.trickle_headers = CONTENT, 0.05, headers
    with pytest.raises(StudyError, match="less than 1,000 bytes a second for"):
        fetch(server.url, part, 10**9, lambda *_: None, pause=0, patience=0.2)
    assert len(server.asked) == ATTEMPTS


@pytest.mark.parametrize("place", ["file:///etc/passwd", "ftp://127.0.0.1/data.tar", "data:,x", "//[", "gopher://x/"])
def test_an_address_of_another_kind_is_not_followed(server, part, place):
    server.redirect = place
    with pytest.raises(StudyError) as told:
        got(server, part)
    assert str(told.value).count("\n") == 0 and not part.exists()


def test_another_address_of_a_web_server_is_followed(server, part):
    server.content, server.redirect = CONTENT, ""
    elsewhere, server.url = server.url, f"{server.url}?first"
    server.redirects = {"/data.tar?first": elsewhere}
    got(server, part)
    assert part.read_bytes() == CONTENT and len(server.asked) == 2


def test_nobody_there(part):
    with pytest.raises(StudyError, match="cannot be fetched"):
        fetch("http://127.0.0.1:9/data.tar", part, 10, lambda *_: None, pause=0)
