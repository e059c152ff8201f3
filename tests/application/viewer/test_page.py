"""The viewer in a real browser."""

import gzip
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

import psutil
import pytest

from segstudy.application.arms import arm_at
from segstudy.application.organ_volumes import organ_volumes
from segstudy.application.viewer.errors import dice_of, kinds_of_error, worst_slices
from segstudy.application.viewer.studies import find_studies
from segstudy.drawing.planes import upright
from segstudy.volumes.nifti import read_labels

pytest.importorskip("streamlit")
pytestmark = pytest.mark.browser

SCREENSHOTS = Path(__file__).parents[3] / "results/screenshots"
ANSWER_S = 60


@pytest.fixture(scope="session")
def address(results, tmp_path_factory):
    """A running viewer; when it is asked to end, nothing that it wrote stays behind."""
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


def settle(page):
    """Until the viewer has sent all of its answer, which comes piece by piece."""
    page.locator("[data-test-script-state=notRunning]").wait_for()


def hand_in(page, path):
    page.set_input_files("input[type=file]", path)
    page.get_by_test_id("stFileUploader").get_by_text(Path(path).name).wait_for()
    page.wait_for_timeout(500)
    settle(page)
    page.get_by_role("button", name="Find the organs").click()


def choose(page, arm):
    page.get_by_role("combobox").click()
    page.get_by_role("option", name=arm).click()


def volumes_on(page):
    page.locator(".volume").first.wait_for()
    settle(page)
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
    volumes_shown = volumes_on(page)
    path = downloaded(page, "Label map (NIfTI)", tmp_path)
    assert path.name == "chest_organs.nii.gz"
    volumes = organ_volumes(read_labels(path), arm_at(results / "tiny/cleaned").organs)
    assert sum(volumes.values()) > 0
    assert volumes_shown == words_for(volumes)
    assert page.get_by_text("made-up patients").first.is_visible()
    summary = downloaded(page, "One-page summary", tmp_path).read_text(encoding="utf-8")
    assert all(words in summary for words in volumes_shown.values())
    screenshot(page, "viewer-1280")
    check_controls(page, volumes_shown)


@pytest.fixture
def picture_arm_there(results, picture_arm):
    """For as long as a test looks at it."""
    shutil.copytree(picture_arm.parent, results / "tissue")
    yield "tissue / full"
    shutil.rmtree(results / "tissue")


def test_a_picture_is_shown_in_its_colors(picture_arm_there, page, picture_file, tmp_path):
    choose(page, picture_arm_there)
    hand_in(page, picture_file)
    sizes = volumes_on(page)
    assert any(words.endswith(" pixels") for words in sizes.values())
    assert page.locator("figure.plane img").get_attribute("alt") == "The image, with the organs that were found"
    assert downloaded(page, "Label map (PNG)", tmp_path).name == "stained_organs.png"
    summary = downloaded(page, "One-page summary", tmp_path)
    screenshot(page, "viewer-picture")
    printed = page.context.browser.new_page()
    printed.goto(summary.as_uri())
    printed.screenshot(path=SCREENSHOTS / "viewer-picture-summary.png")
    printed.close()


def check_controls(page, volumes_shown):
    """Each control changes the images it names."""

    def images():
        return [hash(image.get_attribute("src")) for image in page.locator("figure.plane img").all()]

    def changed(act):
        before = images()
        act()
        for _ in range(ANSWER_S * 5):
            if images() != before:
                break
            page.wait_for_timeout(200)
        settle(page)
        page.wait_for_timeout(500)
        return [a != b for a, b in zip(before, images(), strict=True)]

    assert len(images()) == 3
    slider = page.get_by_role("slider", name="Axial slice")
    assert changed(lambda: slider.press("ArrowRight")) == [True, False, False]
    assert changed(lambda: page.get_by_role("radio", name="Lung").click()) == [True, True, True]
    assert changed(lambda: page.get_by_role("slider", name="Overlay").press("Home")) == [True, True, True]
    assert changed(lambda: page.get_by_role("slider", name="Overlay").press("End"))[0]
    largest = max(
        volumes_shown, key=lambda organ: float(volumes_shown[organ].removesuffix(" ml").replace("not found", "0"))
    )
    assert any(changed(lambda: page.locator("label", has_text=largest).click()))


def test_a_zipped_dicom_series_works_and_names_nobody(page, dicom_writer, phantoms, secrets, tmp_path):
    """After a wrong file, which gets a sentence."""
    name = "![a](x).jpg"
    (tmp_path / name).write_bytes(b"\xff\xd8\xff\xe0" + bytes(5000))
    hand_in(page, tmp_path / name)
    page.get_by_text(f"{name}: a JPEG image, not a CT scan").wait_for()
    assert page.locator("figure.plane").count() == 0
    dicom_writer(tmp_path / "series", phantoms["Patient_03"].image)
    archive = shutil.make_archive(str(tmp_path / "series"), "zip", tmp_path / "series")
    page.set_viewport_size({"width": 390, "height": 844})
    hand_in(page, archive)
    assert volumes_on(page)
    assert page.get_by_text("not a CT scan").count() == 0
    made = [downloaded(page, name, tmp_path) for name in ("Label map (NIfTI)", "One-page summary", "DICOM SEG")]
    contents = [
        gzip.decompress(made[0].read_bytes()),
        *(path.read_bytes() for path in made[1:]),
        page.content().encode(),
    ]
    assert [(secret, index) for secret in secrets for index, content in enumerate(contents) if secret in content] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    screenshot(page, "viewer-phone")


def test_what_was_uploaded_goes_with_its_page(browser, address, tmp_path):
    port = urlsplit(address).port
    listening = [each for each in psutil.net_connections("tcp") if each.status == "LISTEN" and each.laddr.port == port]
    viewer = psutil.Process(listening[0].pid)
    (tmp_path / "large.nii").write_bytes(os.urandom(1 << 20) * 150)
    opened = browser.new_page()
    opened.goto(address)
    opened.locator("[data-test-script-state=notRunning]").wait_for(timeout=ANSWER_S * 1000)
    opened.set_input_files("input[type=file]", tmp_path / "large.nii")
    opened.get_by_role("button", name="Find the organs").and_(opened.locator(":enabled")).wait_for(
        timeout=ANSWER_S * 1000
    )
    held = viewer.memory_info().rss
    opened.close()
    for _ in range(120):
        if viewer.memory_info().rss < held - (140 << 20):
            return
        time.sleep(0.1)
    raise AssertionError(f"only {(held - viewer.memory_info().rss) >> 20} MB are given back")


def test_a_finished_study_is_walked_from_its_worst_case_to_where_arms_differ(page, address, measured):
    page.get_by_role("radio", name="Look at a finished study").click()
    page.get_by_text("Best of 2 arms: good").wait_for()
    settle(page)
    rows = [button.inner_text() for button in page.get_by_role("button", name="Patient_").all()]
    (study,), _ = find_studies(measured.parent)
    assert rows == list(study.cases), "worst first"
    assert page.get_by_text("label in doubt: heart").count() == 1
    page.get_by_role("button", name="Patient_02").click()
    figures = page.locator("figure.compared img")
    figures.nth(11).wait_for()
    settle(page)
    assert urlsplit(page.url).query == "study=measured&case=Patient_02"
    alts = [figure.get_attribute("alt") for figure in figures.all()]
    assert [alt.split(",")[0] for alt in alts] == ["Scan", "Reference", "good", "poor one"] * 3
    reference, guess = (
        upright(read_labels(file)).array
        for file in (study.reference("Patient_02"), study.prediction("good", "Patient_02"))
    )
    (index, wrong), *_ = worst_slices(kinds_of_error(reference, guess, [1, 2, 3, 4]), 2, 1)
    assert f"axial slice {index + 1} of" in alts[0], "opens where the best arm is worst"
    shown = page.locator("p.told").nth(2).inner_text()
    dice = dice_of(reference[..., index], guess[..., index], study.organs)
    assert f"Dice here {sum(dice.values()) / len(dice):.3f}" in shown
    page.get_by_role("button", name="heart: part missing (0.90)").click()
    page.locator("figure.compared img[alt^='Scan, axial slice 7 of']").wait_for()
    settle(page)
    before = figures.nth(2).get_attribute("src")
    page.get_by_role("radio", name="Organs").click()
    page.wait_for_function("([src]) => document.querySelectorAll('figure.compared img')[2].src !== src", arg=[before])
    screenshot(page, "viewer-study")
    page.get_by_role("button", name="All cases").click()
    page.get_by_role("button", name="Patient_03").wait_for()
    page.goto(f"{address}/?study=measured&case=../../scans/Patient_01")
    page.get_by_text("has no case").wait_for()
