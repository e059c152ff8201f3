"""The viewer in a real browser."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from segstudy.application.arms import arm_at
from segstudy.application.volumes import organ_volumes
from segstudy.nifti import read_labels

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
playwright = pytest.importorskip("playwright.sync_api")
pytest.importorskip("streamlit")
pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium (apt install chromium)")]

SCREENSHOTS = Path(__file__).parents[2] / "results/screenshots"
ANSWER_S = 60


@pytest.fixture(scope="session")
def address(results, tmp_path_factory):
    """A running viewer; when it is told to end, nothing that it wrote stays behind."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("temporary")
    words = ["app", "--results", str(results), "--port", str(port), "--no-browser"]
    environment = {**os.environ, "TMPDIR": str(folder)}
    log = (tmp_path_factory.mktemp("viewer") / "log").open("w+")
    process = subprocess.Popen([sys.executable, "-m", "segstudy", *words], env=environment, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(url, process, log)
        yield url
        assert list(folder.iterdir())
    finally:
        process.terminate()
        process.wait(timeout=30)
        log.close()
    assert list(folder.iterdir()) == []


def _wait_for(url, process, log):
    for _ in range(ANSWER_S * 5):
        try:
            urllib.request.urlopen(f"{url}/_stcore/health", timeout=5).close()
            return
        except (urllib.error.URLError, ConnectionError):
            log.seek(0)
            assert process.poll() is None, log.read()
            time.sleep(0.2)
    raise AssertionError("the viewer does not answer")


@pytest.fixture(scope="session")
def browser():
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def page(browser, address):
    """The viewer's page; asks this machine alone, and complains about nothing."""
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    opened.set_default_timeout(ANSWER_S * 1000)
    asked, complaints = [], []
    opened.on("request", lambda request: asked.append(request.url))
    opened.on("websocket", lambda socket: asked.append(socket.url))
    opened.on("console", lambda message: message.type == "error" and complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.goto(address)
    yield opened
    opened.close()
    elsewhere = [url for url in asked if urlsplit(url).scheme not in ("data", "blob")]
    assert elsewhere
    assert {urlsplit(url).hostname for url in elsewhere} == {"127.0.0.1"}
    assert complaints == []


def hand_in(page, path):
    page.set_input_files("input[type=file]", path)
    page.get_by_test_id("stFileUploader").get_by_text(Path(path).name).wait_for()
    page.wait_for_timeout(500)
    page.locator("[data-test-script-state=notRunning]").wait_for()
    page.get_by_role("button", name="Find the organs").click()


def choose(page, arm):
    page.get_by_role("combobox").click()
    page.get_by_role("option", name=arm).click()


def volumes_on(page):
    page.locator(".volume").first.wait_for()
    return {item.get_attribute("data-organ"): item.inner_text() for item in page.locator(".volume").all()}


def downloaded(page, button, folder):
    with page.expect_download() as started:
        page.get_by_role("button", name=button).click()
    path = folder / started.value.suggested_filename
    started.value.save_as(path)
    return path


def words_for(volumes):
    return {organ: f"{ml:.1f} ml" if ml else "not found" for organ, ml in volumes.items()}


def screenshot(page, name):
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    height = page.evaluate("document.querySelector('.stMain').scrollHeight")
    page.set_viewport_size({"width": page.viewport_size["width"], "height": height + 20})
    page.wait_for_timeout(500)
    page.screenshot(path=SCREENSHOTS / f"{name}.png")


def test_volumes_on_the_page_are_those_of_the_label_map(page, results, scan_file, tmp_path):
    choose(page, "tiny / cleaned")
    hand_in(page, scan_file)
    shown = volumes_on(page)
    path = downloaded(page, "Label map (NIfTI)", tmp_path)
    assert path.name == "chest_organs.nii.gz"
    volumes = organ_volumes(read_labels(path), arm_at(results / "tiny/cleaned").organs)
    assert sum(volumes.values()) > 0
    assert shown == words_for(volumes)
    assert page.get_by_text("made-up patients").first.is_visible()
    summary = downloaded(page, "One-page summary", tmp_path).read_text(encoding="utf-8")
    assert all(words in summary for words in shown.values())
    screenshot(page, "viewer-1280")
    check_controls(page, shown)


def check_controls(page, shown):
    """Each control changes the pictures it names."""

    def pictures():
        return [hash(picture.get_attribute("src")) for picture in page.locator("figure.plane img").all()]

    def changed(act):
        before = pictures()
        act()
        for _ in range(ANSWER_S * 5):
            if pictures() != before:
                break
            page.wait_for_timeout(200)
        page.locator("[data-test-script-state=notRunning]").wait_for()
        page.wait_for_timeout(500)
        return [a != b for a, b in zip(before, pictures(), strict=True)]

    assert len(pictures()) == 3
    slider = page.get_by_role("slider", name="Axial slice")
    assert changed(lambda: slider.press("ArrowRight")) == [True, False, False]
    assert changed(lambda: page.get_by_role("radio", name="Lung").click()) == [True, True, True]
    assert changed(lambda: page.get_by_role("slider", name="Overlay").press("Home")) == [True, True, True]
    assert changed(lambda: page.get_by_role("slider", name="Overlay").press("End"))[0]
    largest = max(shown, key=lambda organ: float(shown[organ].removesuffix(" ml").replace("not found", "0")))
    assert any(changed(lambda: page.locator("label", has_text=largest).click()))


def test_a_zipped_dicom_series_works_and_names_nobody(page, dicom_writer, phantoms, tmp_path):
    """After a wrong file, which gets a sentence."""
    name = "![a](x).jpg"
    (tmp_path / name).write_bytes(b"\xff\xd8\xff\xe0" + bytes(5000))
    hand_in(page, tmp_path / name)
    page.get_by_text(f"{name}: a JPEG picture, not a CT scan").wait_for()
    assert page.locator("figure.plane").count() == 0
    dicom_writer(tmp_path / "series", phantoms["Patient_03"].image)
    archive = shutil.make_archive(str(tmp_path / "series"), "zip", tmp_path / "series")
    page.set_viewport_size({"width": 390, "height": 844})
    hand_in(page, archive)
    assert volumes_on(page)
    assert page.get_by_text("not a CT scan").count() == 0
    made = [downloaded(page, name, tmp_path) for name in ("Label map (NIfTI)", "One-page summary", "DICOM SEG")]
    assert all(b"Doe" not in path.read_bytes() for path in made)
    assert "Doe" not in page.content()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    screenshot(page, "viewer-phone")
