import base64
import dataclasses
import hashlib
import re
import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser

import pytest

from segstudy.report import build
from segstudy.report.build import build_report
from segstudy.report.inputs import ReportInput
from segstudy.report.sections.overlays import overlays

VOID = {"meta", "br", "wbr", "link", "img", "hr", "input"}
IDS = [
    "headline",
    "question",
    "excluded",
    "correction",
    "arms",
    "distributions",
    "significance",
    "ranks",
    "failures",
    "cases",
    "overlays",
    "renderings",
]
IDS += ["training", "costs", "methods", "reporting", "provenance"]


class Page(HTMLParser):
    """Collects elements, and refuses tags that are closed in another order than they were opened."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)

    @property
    def words(self) -> str:
        return " ".join(" ".join(self.text).split())

    def attributes(self, name: str) -> list[str]:
        return [attributes[name] for _, attributes in self.elements if attributes.get(name) is not None]


@pytest.fixture(scope="module")
def parsed(made_page: str) -> Page:
    return Page(made_page)


def test_page_is_well_formed_and_its_ids_are_unique(parsed: Page) -> None:
    ids = parsed.attributes("id")
    assert len(ids) == len(set(ids))
    assert {tag for tag, _ in parsed.elements} >= {"nav", "main", "section", "details", "svg", "table"}


def test_all_sections_are_there_in_order_and_in_the_contents(parsed: Page) -> None:
    assert [attributes["id"] for tag, attributes in parsed.elements if tag == "section"] == IDS
    links = [attributes["href"] for tag, attributes in parsed.elements if tag == "a"]
    assert [link for link in links if link.startswith("#")][1 : len(IDS) + 1] == [f"#{name}" for name in IDS]


def test_nothing_is_loaded_and_no_script_runs_but_its_own(parsed: Page, made_page: str) -> None:
    inside = ("#", "data:image/png;base64,", "data:image/webp;base64,", "data:text/csv;base64,")
    for name in ("src", "href", "srcset", "data", "action", "poster", "background"):
        for address in parsed.attributes(name):
            assert address.startswith(inside), address
    scripts = re.findall(r"<script>(.*?)</script>", made_page, re.DOTALL)
    assert len(scripts) == made_page.count("<script") == 1
    assert not [name for _, attributes in parsed.elements for name in attributes if name.startswith("on")]
    page = made_page.replace(scripts[0], "")
    assert not re.search(r"@import|url\((?!#)|https?://", page)
    assert set(re.findall(r"https?://[^\"]*", scripts[0])) == {"http://www.w3.org/2000/svg"}, "the name of SVG"
    policy = next(a["content"] for t, a in parsed.elements if a.get("http-equiv") == "Content-Security-Policy")
    digest = base64.b64encode(hashlib.sha256(scripts[0].encode()).digest()).decode()
    assert "default-src 'none'" in policy and f"script-src 'sha256-{digest}'" in policy


def test_references_inside_figures_lead_to_something(parsed: Page, made_page: str) -> None:
    ids = set(parsed.attributes("id"))
    assert {link[1:] for link in parsed.attributes("href") if link.startswith("#")} <= ids
    assert set(re.findall(r"url\(#([^)]+)\)", made_page)) <= ids


def test_every_figure_says_what_it_shows(parsed: Page) -> None:
    figures = [attributes for tag, attributes in parsed.elements if tag == "svg"]
    assert len(figures) >= 15 + 8 * 3 + 3 + 4 * 2
    assert all(attributes["role"] == "img" and len(attributes["aria-label"]) > 20 for attributes in figures)


def test_page_of_a_study_of_the_demos_size_stays_small(made_page: str) -> None:
    assert len(made_page.encode()) < 2_000_000


def test_same_input_gives_the_same_page(made_input: ReportInput, made_page: str) -> None:
    assert build_report(made_input) == made_page


def test_phantoms_are_said_to_prove_plumbing(light_input: ReportInput, parsed: Page) -> None:
    assert "It says nothing about medicine" in parsed.words
    facts = dataclasses.replace(light_input.facts, is_phantom=False)
    assert 'id="phantom"' not in build_report(dataclasses.replace(light_input, facts=facts))


def test_free_text_and_paths_are_escaped(light_input: ReportInput) -> None:
    nasty = "<script>alert('x')</script>&\"'"
    cases = light_input.cases.copy()
    cases.loc[cases["case"] == "P12", ["reason", "image", "patient"]] = nasty
    cases.loc[cases["case"] == "P04", ["patient", "image"]] = nasty
    folds = light_input.folds.replace({"patient": {"P04": nasty}})
    provenance = {nasty: nasty, "hardware": {nasty: nasty}, "deep": {nasty: [{nasty: nasty}]}}
    transform = {**light_input.transform, "warnings": [nasty]}
    changed = dataclasses.replace(
        light_input,
        cases=cases,
        folds=folds,
        provenance=provenance,
        transform=transform,
        words=tuple(nasty for _ in light_input.words),
        predictions={("full", "P00"): nasty},
    )
    html = build_report(changed)
    page = Page(html)
    assert html.count("<script") == 1
    assert [tag for tag, _ in page.elements].count("script") == 1
    assert page.words.count("<script>alert('x')</script>") > 10


def test_unfinished_study_says_so_first(light_input: ReportInput) -> None:
    metrics = light_input.metrics
    kept = metrics[(metrics["arm"] != "full") & ~((metrics["arm"] == "full+augmentation") & (metrics["fold"] == 2))]
    histories = {key: table for key, table in light_input.histories.items() if key != ("enet.full.affine", 2)}
    statistics = light_input.statistics.iloc[:0]
    changed = dataclasses.replace(
        light_input, metrics=kept, histories=histories, statistics=statistics, words=(), predictions={}
    )
    page = Page(build_report(changed)).words
    main = page[page.index("This study is not finished.") :]
    assert page.index("This study is not finished.") < page.index("At a glance", page.index("Contents") + 300)
    assert "Arm “full” has not been measured at all." in main
    assert "Arm “full+augmentation” has not been measured on 4 of 12 cases (fold 2)." in main
    assert "Training “enet.full.affine” has not been done on fold 2." in main
    assert "statistics.csv is missing" in main
    # The arm that was measured on the easier half of the cases is not crowned.
    assert "full+postprocessing has the highest mean Dice" in main


def test_study_of_which_nothing_is_there_still_gives_a_page(made_study) -> None:
    page = Page(build_report(ReportInput(facts=made_study.facts())))
    assert "No arm has been measured" in page.words
    assert "cases.csv" in page.words
    assert "Methods text" in page.words


def test_finished_study_has_no_warning(made_page: str) -> None:
    assert "This study is not finished" not in made_page


def test_report_needs_no_torch_and_of_the_stages_the_comparison_and_words_alone() -> None:
    code = (
        "import sys, segstudy.report.build, segstudy.report.read; "
        "rooms = ('cases', 'correction', 'preparation', 'training', 'prediction', 'evaluation'); "
        "words = {'segstudy.evaluation', 'segstudy.evaluation.ceiling_words'}; "
        "loaded = {m for m in sys.modules if m == 'torch' or m.startswith(tuple('segstudy.' + r for r in rooms))}; "
        "print(sorted(loaded - words))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_organ_that_is_in_neither_map_anywhere_breaks_no_figure(
    light_input: ReportInput, described: Callable[[ReportInput], ReportInput]
) -> None:
    metrics = light_input.metrics.copy()
    gone = metrics["organ"] == "esophagus"
    metrics.loc[gone, "outcome"] = "both_empty"
    metrics.loc[gone, ["dice", "iou", "hd95_mm", "assd_mm"]] = float("nan")
    html = build_report(described(dataclasses.replace(light_input, metrics=metrics)))
    page = Page(html)
    assert "no value" in html
    assert "n = 0, 12 left out" in page.words


def test_study_with_one_arm_and_one_organ(light_input: ReportInput) -> None:
    facts = light_input.facts
    config = {**facts.config, "arms": facts.config["arms"][:1], "data": {"layout": "phantom", "organs": {"heart": 2}}}
    config["data"]["exclude"] = {}
    alone = dataclasses.replace(facts, config=config, arms=facts.arms[:1], organs={"heart": 2})
    metrics = light_input.metrics
    metrics = metrics[(metrics["arm"] == "raw") & (metrics["organ"] == "heart")]
    changed = dataclasses.replace(
        light_input, facts=alone, metrics=metrics, statistics=light_input.statistics.iloc[:0], words=()
    )
    page = Page(build_report(changed))
    assert "There is one arm." in page.words
    assert "significance" not in page.attributes("id")
    assert "All organs" not in page.words


def test_figures_tell_of_missing_files(made_input: ReportInput) -> None:
    predictions = {key: f"{path}.gone" for key, path in made_input.predictions.items()}
    html = overlays(dataclasses.replace(made_input, predictions=predictions)).html
    assert html.count("the prediction is not there") == 8


def test_too_few_patients_is_its_own_verdict(light_input: ReportInput) -> None:
    statistics = light_input.statistics.copy()
    statistics["patients"], statistics["verdict"] = 5, "too few patients"
    changed = dataclasses.replace(light_input, statistics=statistics)
    html = build_report(changed)
    words = Page(html).words
    assert "Too few patients to tell: whether full+augmentation and raw differ stays open" in words
    assert "no verdict on the arms" in words
    assert html.count('class="badge few"') >= len(statistics)


def test_words_that_do_not_fit_the_table_are_not_shown(light_input: ReportInput) -> None:
    changed = dataclasses.replace(light_input, words=("only one sentence",))
    words = Page(build_report(changed)).words
    assert "only one sentence" not in words
    assert "do not fit statistics.csv" in words


def test_every_sentence_of_the_statistics_is_shown(made_input: ReportInput, parsed: Page) -> None:
    assert all(sentence in parsed.words for sentence in made_input.words)


def test_only_a_large_page_is_laid_out_in_parts(light_input: ReportInput, monkeypatch: pytest.MonkeyPatch) -> None:
    assert 'class="large"' not in build_report(light_input)
    monkeypatch.setattr(build, "LARGE", 1000)
    assert '<body class="large">' in build_report(light_input)
