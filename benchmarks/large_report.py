"""How large a report is, how long it takes to write and to open: `python benchmarks/large_report.py 1000`.

Makes up what a study of the default thirteen arms would leave behind (no scan is real, nothing is trained), writes its
report with the project's own builder in a process of its own, and opens it in Chromium without a window: how long until
it is shown, how many elements it has, and how long the case browser and the largest table take to answer to a word.

    python benchmarks/large_report.py 40 --organs 117 --screenshots results/screenshots
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from made_up_results import NAMES, make_results
from planning import measured

# From the word typed until what is left of the list has been painted.
ANSWER = """([field, word]) => new Promise((then) => {
  const started = performance.now();
  field.value = word;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  requestAnimationFrame(() => setTimeout(() => then(performance.now() - started)));
})"""
PAINTED = "() => new Promise((then) => requestAnimationFrame(() => setTimeout(then)))"


def write(told: Path) -> None:
    """What the job of the study does."""
    from segstudy.report.build import build_report
    from segstudy.report.read import facts_from, files_from, network_input_from, read_results

    spec = json.loads(told.read_text(encoding="utf-8"))
    inputs = read_results(
        spec["results"], facts_from(spec), *files_from(spec), network_input_from(spec["network_input"])
    )
    told.with_name("report.html").write_text(build_report(inputs), encoding="utf-8")


def opened(page_file: Path, word: str, screenshots: Path | None) -> dict[str, float]:
    """Seconds until the page is shown, processor seconds of these, elements, milliseconds until a search answers."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        page.set_default_timeout(120_000)
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        started = time.perf_counter()
        page.goto(page_file.as_uri())
        page.evaluate(PAINTED)
        told = {"open_s": time.perf_counter() - started}
        told["page_s"] = next(
            one["value"] for one in session.send("Performance.getMetrics")["metrics"] if one["name"] == "TaskDuration"
        )
        told["elements"] = page.evaluate("document.querySelectorAll('*').length")
        told["cases_ms"] = answered(page, "#cases .switches input[type=search]", word)
        told["tests_ms"] = answered(page, "#significance details.more .tools input[type=search]", "aorta")
        if screenshots:
            screenshots.mkdir(parents=True, exist_ok=True)
            page.reload()
            photograph(page, screenshots, "")
            page.set_viewport_size({"width": 390, "height": 844})
            photograph(page, screenshots, "-phone")
        browser.close()
    return told


def answered(page: Any, field: str, word: str) -> float:
    """Milliseconds of the slowest of typing `word` letter by letter and taking it away."""
    found = page.locator(field).first
    texts = [*(word[:end] for end in range(1, len(word) + 1)), ""]
    return max(page.evaluate(ANSWER, [found.element_handle(), text]) for text in texts)


def photograph(page: Any, folder: Path, ending: str) -> None:
    """A picture of every section, of its first 3000 pixels."""
    for section in page.locator("main > section").all():
        name = section.get_attribute("id")
        box = section.bounding_box()
        page.screenshot(
            path=folder / f"{name}{ending}.png",
            full_page=True,
            clip={**box, "y": box["y"] + page.evaluate("scrollY"), "height": min(box["height"], 3000)},
        )


def sections(page_file: Path) -> list[tuple[int, str]]:
    """Bytes of each section, the largest first."""
    parts = page_file.read_text(encoding="utf-8").split('<section id="')[1:]
    return sorted(((len(part.encode()), part.split('"', 1)[0]) for part in parts), reverse=True)


def main() -> None:
    """Measure every number of patients."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("patients", nargs="*", type=int, default=[100, 1000])
    parser.add_argument("--organs", type=int, default=4, help=f"at most {len(NAMES)}")
    parser.add_argument("--shape", type=int, nargs=3, default=(256, 256, 100), help="voxels of the scan that is drawn")
    parser.add_argument("--folder", type=Path, help="keep all there, and write anew only the report of what is there")
    parser.add_argument("--screenshots", type=Path, help="a folder for a picture of every section")
    parser.add_argument("--sections", action="store_true", help="also print how large each section is")
    parser.add_argument("--write", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.write:
        write(asked.write)
        return
    print("patients  organs  build_s  build_MiB  page_MB  elements  open_s  page_s  cases_ms  tests_ms", flush=True)
    here = Path.cwd()
    for patients in asked.patients:
        with tempfile.TemporaryDirectory() as made:
            folder = (here / (asked.folder or made) / f"{patients}-{asked.organs}").resolve()
            folder.mkdir(parents=True, exist_ok=True)
            told = folder / "report.json"
            if not told.exists():
                make_results(folder, patients, asked.organs, tuple(asked.shape))
            os.chdir(here)
            command = [sys.executable, str(Path(__file__).resolve()), "--write", str(told)]
            seconds, memory, _ = measured(command, folder)
            page = folder / "report.html"
            shown = opened(page, f"Patient_{patients // 2:05d}", asked.screenshots)
            form = "{:8d} {:7d} {:8.1f} {:10.0f} {:8.2f} {:9.0f} {:7.2f} {:7.2f} {:9.0f} {:9.0f}"
            print(
                form.format(
                    patients,
                    asked.organs,
                    seconds,
                    memory,
                    page.stat().st_size / 1e6,
                    *(shown[key] for key in ("elements", "open_s", "page_s", "cases_ms", "tests_ms")),
                ),
                flush=True,
            )
            if asked.sections:
                for size, name in sections(page)[:12]:
                    print(f"{size / 1e6:10.2f} MB  {name}")


if __name__ == "__main__":
    main()
