import re

from segstudy.report.build import SECTIONS
from segstudy.report.sections.reporting import ITEMS, reporting


def sections_of(page):
    return re.findall(r'<section id="([^"]+)"', page)


def test_every_link_of_the_checklist_leads_to_a_section_of_the_page(made_page):
    table = made_page.split('<section id="reporting"')[1].split("</section>")[0]
    links = set(re.findall(r'href="#([^"]+)"', table))
    assert links <= set(sections_of(made_page)) and {"question", "significance", "provenance", "failures"} <= links
    assert "subgroups" not in links, "this study has none"


def test_every_item_of_claim_is_named_and_every_place_is_a_section_there_may_be(made_input):
    for named, last in ((lambda item: item.claim, 42), (lambda item: item.update, 44)):
        assert {int(number) for item in ITEMS for number in re.findall(r"\d+", named(item))} == set(range(1, last + 1))
    assert {int(number) for item in ITEMS for number in re.findall(r"\d+", item.tripod)} >= set(range(1, 21))
    source = "".join((section.__module__ + " ") for section in SECTIONS)
    for place in {place for item in ITEMS for place in item.sections}:
        assert place.replace("-", "_") in source, place


def test_what_a_study_lacks_is_left_to_the_authors(made_input):
    html = reporting([]).html
    assert 'href="#' not in html and "not in this study" in html
