"""The report in a real browser: it answers to the pointer, asks nobody for anything and complains about nothing."""

import csv
import io
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from segstudy.report import build
from segstudy.report.numbers import fixed
from segstudy.report.sections import cases

pytestmark = pytest.mark.browser

SCREENSHOTS = Path(__file__).parents[2] / "results/screenshots"
LARGEST = 6_000_000


@pytest.fixture(scope="module")
def file(made_page, tmp_path_factory):
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(made_page, encoding="utf-8")
    return path


def opened(browser, file, **settings):
    """The page, with the addresses it asked for and what it complained about."""
    page = browser.new_page(accept_downloads=True, reduced_motion="reduce", **settings)
    page.set_default_timeout(20_000)
    asked, complaints = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(file.as_uri())
    return page, asked, complaints


@pytest.fixture
def page(browser, file):
    shown, asked, complaints = opened(browser, file, viewport={"width": 1400, "height": 1000})
    yield shown
    shown.close()
    assert [url for url in asked if not url.startswith(("data:", "blob:"))] == [file.as_uri()]
    assert complaints == []


def column(page, table, number):
    return [row.inner_text() for row in page.locator(f"{table} tbody tr > :nth-child({number})").all()]


def hover(page, mark):
    """Point at `mark`, after the page has come to rest: a scroll hides what is told."""
    mark.scroll_into_view_if_needed()
    page.evaluate("() => new Promise(then => requestAnimationFrame(() => requestAnimationFrame(then)))")
    mark.hover()


def saved(page, button):
    with page.expect_download() as started:
        button.click()
    return started.value


def test_first_screen_answers_and_everything_fits_into_a_mail(page, file):
    answer = page.locator("#headline")
    assert answer.bounding_box()["y"] + answer.bounding_box()["height"] < 1000
    words = answer.inner_text()
    for told in ("Highest mean Dice", "95 % interval", "Where full+augmentation fails", "of training"):
        assert told in words
    assert file.stat().st_size < LARGEST
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / "report.png")


def test_a_click_on_a_heading_sorts_and_a_second_one_turns_the_order_around(page):
    table = "#arms .results >> nth=0"
    heading = page.locator(table).locator("thead th").nth(1)
    orders = []
    for state in ("ascending", "descending"):
        heading.get_by_role("button").click()
        assert heading.get_attribute("aria-sort") == state
        cells = page.locator(table).locator("tbody td:nth-child(2) .mean").all_inner_texts()
        orders.append([float(cell) for cell in cells])
    assert orders[0] == sorted(orders[0]) and orders[1] == orders[0][::-1] and len(set(orders[0])) > 2
    # Durations are sorted by how long they are, not by their digits.
    times = page.locator("#arms table").last
    times.locator("thead th").nth(1).get_by_role("button").click()
    assert times.locator("tbody td:nth-child(2)").all_inner_texts()[-1] == "10 min 01 s"


def test_a_filter_leaves_the_rows_that_hold_what_is_typed(page, made_input):
    page.locator("#significance details.more").first.scroll_into_view_if_needed()
    tools = page.locator("#significance details.more .tools").first
    tools.get_by_role("searchbox").fill("augmentation aorta")
    rows = page.locator("#significance table.tests").first.locator("tr.numbers:visible")
    assert rows.count() == 1 and rows.locator("th").inner_text() == "aorta"
    assert tools.get_by_role("status").inner_text() == "1 shown"
    tools.get_by_role("searchbox").fill("")
    assert rows.count() == len(made_input.statistics.query("metric == 'dice'"))


def test_sections_fold_and_links_unfold_them(page):
    page.get_by_role("button", name="Fold all").click()
    assert page.locator("main section > details[open]").count() == 0
    page.get_by_role("link", name="Which arms can be told apart").click()
    page.locator("#ranks > details[open]").wait_for()


def test_hovering_tells_the_exact_value_and_shows_the_patient_in_other_charts(page, made_input):
    row = made_input.statistics.query("metric == 'dice' and organ == 'mean' and arm_b == 'full+augmentation'").iloc[0]
    hover(page, page.locator("#headline svg use").first)
    tip = page.get_by_role("tooltip")
    assert tip.inner_text().startswith(f"full+augmentation against raw: {fixed(row['difference'], sign=True)}")
    hover(page, page.locator("#distributions svg use:has(title)").nth(3))
    patient, value = re.match(r"(P\d\d): (0\.\d{3})", tip.inner_text()).groups()
    dice = made_input.metrics.query("case == @patient").groupby("arm")["dice"].mean()
    assert value in {f"{one:.3f}" for one in dice}
    lit = page.locator(".lit").evaluate_all("marks => marks.map(mark => mark.dataset.tip || mark.textContent)")
    assert len(lit) > 10 and all(text.startswith(patient) for text in lit)
    others = page.locator("#distributions svg use[data-tip]:not(.lit), #distributions svg use:has(title):not(.lit)")
    assert float(others.first.evaluate("mark => getComputedStyle(mark).opacity")) < 0.5
    hover(page, page.locator("#arms .star[title]").first)
    assert "Holm-corrected p " in tip.inner_text() and "95 % interval" in tip.inner_text()
    page.mouse.move(5, 5)
    assert not tip.is_visible()


def test_a_case_opens_and_organs_and_arms_go_on_and_off(page):
    section = page.locator("#cases")
    case = section.locator("details.case").first
    case.locator("summary").click()
    assert case.locator(".planes svg.slice").count() == 3
    heart = case.locator('svg [data-organ="heart"]').first
    assert heart.is_visible()
    section.get_by_role("checkbox", name="heart").uncheck()
    assert not heart.is_visible() and case.locator('svg [data-organ="aorta"]').first.is_visible()
    section.get_by_role("checkbox", name="heart").check()
    best, raw = (case.locator(f'svg path[data-of="{arm}"]').first for arm in ("full+augmentation", "raw"))
    assert best.is_visible() and not raw.is_visible()
    section.get_by_role("combobox").select_option("raw")
    assert raw.is_visible() and not best.is_visible()
    reference = case.locator('svg path[data-of="the reference"]').first
    assert reference.is_visible()
    section.get_by_role("checkbox", name="reference").uncheck()
    assert not reference.is_visible()
    section.get_by_placeholder("Case or organ").fill("P03")
    assert section.locator("details.case:visible").count() == 1
    page.screenshot(path=SCREENSHOTS / "report-case.png")


def test_surfaces_turn(page):
    section = page.locator("#renderings")
    canvas = section.locator("canvas").first
    canvas.scroll_into_view_if_needed()
    assert section.locator("canvas").count() == 3
    drawn = (
        "one => new Promise(then => requestAnimationFrame(() => requestAnimationFrame(() => then(one.toDataURL()))))"
    )
    before = canvas.evaluate(drawn)
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + 100, box["y"] + 100)
    page.mouse.down()
    page.mouse.move(box["x"] + 180, box["y"] + 120, steps=4)
    page.mouse.up()
    turned = canvas.evaluate(drawn)
    section.get_by_role("checkbox", name="heart").uncheck()
    without = canvas.evaluate(drawn)
    assert len({before, turned, without}) == 3
    colored = "one => one.getContext('2d').getImageData(0, 0, 640, 640).data.filter((v, i) => i % 4 === 3 && v).length"
    assert canvas.evaluate(colored) > 5000
    section.screenshot(path=SCREENSHOTS / "report-surfaces.png")


def test_every_table_has_a_csv_and_every_figure_an_svg(page, made_input):
    lacking = page.evaluate(
        """[...document.querySelectorAll('main table')].filter((table) =>
            !(table.closest('.scroll') ?? table).previousElementSibling.querySelector('.save')).length"""
    )
    bare = page.evaluate(
        """[...document.querySelectorAll('main svg:not([aria-hidden]), main img')].filter((one) =>
            !one.parentElement.querySelector(':scope > .save')).map((one) => one.closest('section').id)"""
    )
    assert (lacking, bare) == (0, [])
    download = saved(page, page.locator("#arms .tools a.save").first)
    rows = list(csv.DictReader(io.StringIO(Path(download.path()).read_text())))
    assert download.suggested_filename == "made-up-arms-dice.csv" and len(rows) == 4 * 5
    download = saved(page, page.locator("#costs .tools button.save"))
    assert Path(download.path()).read_text().splitlines()[0].startswith("Rule,Jobs,Time in all")
    page.locator("#distributions svg.chart").first.hover()
    download = saved(page, page.locator("#distributions .saved > .save").first)
    root = ElementTree.parse(download.path()).getroot()
    assert root.tag == "{http://www.w3.org/2000/svg}svg" and len(list(root.iter())) > 50
    assert download.suggested_filename.endswith(".svg")
    assert "var(" not in Path(download.path()).read_text()


def test_marks_are_stepped_through_by_keyboard(page):
    chart = page.locator("#headline svg.chart")
    tip = page.get_by_role("tooltip")
    chart.focus()
    assert not tip.is_visible()
    told = []
    for key in ("ArrowRight", "ArrowRight", "End", "ArrowRight", "Home"):
        page.keyboard.press(key)
        told.append(tip.inner_text().split(" against ")[0])
    assert told == ["full+augmentation", "full+postprocessing", "full", "full", "full+augmentation"]
    assert tip.inner_text() == chart.get_attribute("aria-description")
    page.keyboard.press("Escape")
    assert not tip.is_visible()
    page.locator("#arms table.results").first.focus()
    page.keyboard.press("ArrowRight")
    assert "Holm-corrected p " in tip.inner_text()
    page.keyboard.press("Tab")
    assert not tip.is_visible()


CONTRAST = """async () => {
  const luminance = (color) => {
    const parts = color.match(/[\\d.]+/g).slice(0, 3).map((part) => part / 255);
    const [r, g, b] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let one = element; one; one = one.parentElement) {
      if (one.matches?.("svg.slice")) return null;
      const color = getComputedStyle(one).backgroundColor;
      if (!/, 0\\)$/.test(color)) return color;
    }
    return "rgb(255, 255, 255)";
  };
  const low = {};
  for (const element of document.querySelectorAll("header *, nav *, main *")) {
    if (![...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim())) continue;
    if (element.matches("title, style, script, noscript *") || !element.getClientRects().length) continue;
    const style = getComputedStyle(element);
    const behind = ground(element);
    if (!behind) continue;
    const [a, b] = [luminance(element instanceof SVGElement ? style.fill : style.color), luminance(behind)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const needed = element.textContent.trim().length > 1 ? 4.5 : 3; // a single sign is a graphic
    if (ratio < needed) low[element.closest("section")?.id + " " + element.tagName + "." + element.className] = ratio;
  }
  return low;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_word_can_be_read_on_its_ground(browser, file, scheme):
    page, _, complaints = opened(browser, file, viewport={"width": 1400, "height": 1000}, color_scheme=scheme)
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (sum(map(int, re.findall(r"\d+", background))) < 150) == (scheme == "dark")
    assert page.evaluate(CONTRAST) == {}
    page.screenshot(path=SCREENSHOTS / f"report-{scheme}.png")
    page.close()
    assert complaints == []


def test_a_phone_scrolls_in_one_direction_only(browser, file):
    page, _, complaints = opened(browser, file, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("#headline svg use").first.scroll_into_view_if_needed()
    page.locator("#headline svg use").first.tap()
    page.get_by_role("tooltip").wait_for()
    page.screenshot(path=SCREENSHOTS / "report-phone.png")
    page.close()
    assert complaints == []


def test_print_shows_folded_parts_and_no_buttons(browser, file):
    page, _, complaints = opened(browser, file, viewport={"width": 1000, "height": 900})
    page.emulate_media(media="print")
    assert page.locator("#overlays .strip").first.is_visible()
    assert not page.locator(".save, .switches, nav").locator("visible=true").count()
    strips = page.locator("#overlays .strip").evaluate_all("all => all.map(one => one.getBoundingClientRect().height)")
    assert max(strips) < 330, "three and more fit on a page of A4"
    page.close()
    assert complaints == []


def test_without_its_script_the_page_shows_the_same(browser, file):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(file.as_uri())
    assert page.locator("#headline").is_visible() and page.locator("#arms .results").first.is_visible()
    page.locator("#cases details.case summary").first.click()
    assert page.locator("#cases .planes svg").first.is_visible()
    assert not page.locator("#cases .switches").is_visible()
    assert "script draws these figures" in page.locator("#renderings").inner_text()
    context.close()


def test_cases_after_the_worst_are_found_and_shown_when_asked_for(browser, made_input, monkeypatch, tmp_path):
    monkeypatch.setattr(build, "SECTIONS", [cases.cases])
    for name, value in (("LISTED", 3), ("MOST_CASES", 1)):
        monkeypatch.setattr(cases, name, value)
    file = tmp_path / "report.html"
    file.write_text(build.build_report(made_input), encoding="utf-8")
    page, _, complaints = opened(browser, file, viewport={"width": 1400, "height": 1000})
    rows = page.locator("#cases details.case:visible")
    assert rows.count() == 3
    status = page.locator("#cases").get_by_role("status")
    # a name that is not among the worst, then an organ of its own
    order = made_input.metrics.query("arm == 'full+augmentation'").groupby("case")["dice"].mean().sort_values()
    best = str(order.index[-1])
    page.get_by_placeholder("Case or organ").fill(best.lower())
    assert rows.count() == 1 and status.inner_text() == "1 found"
    assert f"{order.iloc[-1]:.3f}" in rows.first.locator("summary").inner_text()
    rows.first.locator("summary").focus()
    page.keyboard.press("Enter")
    dice = made_input.metrics.query("case == @best and arm == 'raw'").set_index("organ")["dice"]
    told = rows.first.locator("tbody tr", has_text=re.compile("^raw")).locator("td").all_inner_texts()
    assert [float(each.split()[-1]) for each in told[1:]] == [
        pytest.approx(dice[organ], abs=5e-4) for organ in made_input.facts.organs
    ]
    page.get_by_placeholder("Case or organ").fill("")
    assert rows.count() == 3 and status.inner_text() == ""
    button = page.locator("#more-cases")
    assert button.inner_text() == "Show 9 of 9 further cases"
    button.focus()
    page.keyboard.press("Enter")
    assert rows.count() == 12 and not button.is_visible()
    assert page.evaluate("document.activeElement.closest('details').dataset.case") == order.index[3]
    shown = [float(each) for each in page.locator("#cases summary .figures").all_inner_texts()]
    assert shown == sorted(shown)
    page.close()
    assert complaints == []
