"""The section of labels that may be wrong, and what the verdicts would be without them."""

import dataclasses
import re

import numpy as np
import pytest

from segstudy.comparison.spec import ComparisonSpec
from segstudy.comparison.without_suspects import beside
from segstudy.report.methods import methods
from segstudy.report.sections.label_audit import WORDS, _row, label_audit
from segstudy.tables.frames import frame
from segstudy.tables.label_audit import LABEL_AUDIT, LabelAuditRow


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def row(case: str, organ: str, kind: str, score: float, found_by: str = "networks", anatomy: str = "") -> LabelAuditRow:
    return LabelAuditRow(
        *(case, organ, kind, score, 11, 12.5, found_by, anatomy, 9.0, "shift", 0.6, 0.9, 3, 20.4, -1.0, -7.0)
    )


WRONG = row("P04", "heart", "moved", 0.9, "both", "air_inside fits_elsewhere")
ROWS = [
    *(WRONG, row("P01", "aorta", "part_missing", 0.7), row("P02", "heart", "nothing", 0.1, "anatomy", "volume")),
    *(row(f"P{case:02d}", "trachea", "nothing", 0.01, "") for case in range(12)),
]


@pytest.fixture
def audited(made_input):
    table = frame(LABEL_AUDIT, [each._asdict() for each in ROWS])
    settings = made_input.facts.settings.comparisons
    spec = ComparisonSpec(
        settings, tuple(made_input.arm_names), tuple(made_input.facts.organs), made_input.patients, 42
    )
    changes = beside(made_input.statistics, made_input.metrics, table, spec)
    further = dataclasses.replace(made_input.further, without_suspects=changes)
    return dataclasses.replace(made_input, label_audit=table, further=further)


def test_suspicious_labels_are_listed_with_who_found_them(audited):
    html = label_audit(audited).html
    text = plain(html)
    assert "2 labels of 15 have a score of 0.5 or more" in text
    assert "moved by 20 mm to the right, 7 mm down, it would overlap".lower() in text.lower()
    assert "both (air inside, fits elsewhere)" in text and "a part of 12.5 ml that is not drawn" in text


def test_suspicious_labels_and_no_others_are_drawn_with_the_networks(audited):
    section = label_audit(audited)
    html = section.html
    assert section.id == "label-audit" and html.count('<figure class="strip">') == 2
    first = html.split('<figure class="strip">')[1]
    assert first.count("<svg") == 4, "scan, label, two arms"
    assert "Axial slice 11 of 24" in plain(first) and "P04 , heart" in plain(first)


def test_verdicts_stand_beside_those_without_the_suspicious_labels(audited):
    changes = audited.further.without_suspects
    heart = changes[(changes["organ"] == "heart") & (changes["metric"] == "dice")]
    trachea = changes[(changes["organ"] == "trachea") & (changes["metric"] == "dice")]
    assert (heart["patients_without"] == heart["patients"] - 1).all(), "one heart of one patient is left out"
    assert (trachea["patients_without"] == trachea["patients"]).all()
    assert np.allclose(trachea["difference"], trachea["difference_without"])
    assert not np.allclose(heart["difference"], heart["difference_without"])
    text = plain(label_audit(audited).html)
    assert "What if they are wrong" in text and "Nothing was trained again" in text


def test_without_suspicious_labels_it_says_what_that_shows(made_input):
    table = frame(LABEL_AUDIT, [each._asdict() for each in ROWS[3:]])
    text = plain(label_audit(dataclasses.replace(made_input, label_audit=table)).html)
    assert "No label has a score of 0.5 or more" in text and "no more than that no label stands out" in text
    assert "What if" not in text and "Drawn" not in text


def test_a_study_without_networks_has_no_such_section(made_input):
    assert label_audit(made_input) is None


def test_every_kind_has_its_words():
    from segstudy.audit.kind import KINDS, NOTHING

    assert {*WORDS} == {*KINDS} - {NOTHING}


def test_2d_images_are_told_in_pixels():
    told = _row(row("P04", "heart", "part_missing", 0.9)._asdict(), "px")
    assert told["size"] == "12500 pixels" and "a part of 12500 pixels" in told["words"]
    assert "20 px to the right" in _row(row("P04", "heart", "moved", 0.9)._asdict(), "px")["words"]


def test_the_methods_text_says_how_labels_were_audited(audited, made_input):
    told = dict(methods(audited)[0])["Audit of labels"]
    assert "the consensus of 3 networks" in told and "2 of 15 labels had a probability of 0.5 or more" in told
    assert "Audit of labels" not in dict(methods(made_input)[0])
