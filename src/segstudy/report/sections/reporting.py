"""Where in the report stands what journals' checklists ask for, and what only the authors can say."""

from collections.abc import Sequence
from dataclasses import dataclass

from segstudy.report.environment import render
from segstudy.report.section import Section


@dataclass(frozen=True)
class Item:
    """What checklists ask for, in words of our own.

    Attributes:
        topic: What it is.
        claim: Its numbers in CLAIM (2020).
        update: Its numbers in the update of CLAIM (2024).
        tripod: Its numbers in TRIPOD+AI (2024).
        sections: Where a report may say it, the main place first.
        authors: What no program knows of it; empty where the report says it all.
    """

    topic: str
    claim: str = ""
    update: str = ""
    tripod: str = ""
    sections: tuple[str, ...] = ()
    authors: str = ""


ITEMS = (
    Item("Title names the kind of method and study", "1", "1", "1", (), "the title"),
    Item("Abstract", "2", "2", "2", (), "the abstract; its numbers stand at a glance"),
    Item("Background, intended use, health inequalities", "3", "3", "3", (), "all of it"),
    Item("Objectives", "4", "4", "4", ("question",), "the clinical question behind them"),
    Item("Looking forward or back, goal of the study", "5, 6", "5, 6", "", (), "all of it"),
    Item(
        "Sources, dates and setting of the data", "7", "7", "5, 6", ("question", "data-sets"), "who acquired them, when"
    ),
    Item("How the scans were acquired", "", "13", "", ("question",), "scanners and protocols"),
    Item("Who was eligible, and who was left out", "8", "8", "6", ("excluded", "question"), "criteria of entry"),
    Item("Preparation of the data", "9, 10", "9, 10", "7, 9", ("methods", "network-input", "representations")),
    Item(
        "What is segmented, how outcomes are defined",
        "11, 14",
        "14, 15",
        "8",
        ("question", "methods"),
        "why this reference",
    ),
    Item("De-identification", "12", "11", "", (), "how patients were made anonymous"),
    Item("Missing data", "13", "12", "11", ("arms", "excluded"), "why they are missing"),
    Item(
        "Who drew the reference, with which tools",
        "15, 16, 17",
        "16, 17",
        "8",
        (),
        "annotators, their training and tools",
    ),
    Item(
        "Variability of the reference",
        "18",
        "18",
        "8",
        ("label-audit", "findings", "correction"),
        "annotators’ agreement",
    ),
    Item("Size of the sample", "19", "21", "10", ("significance", "learning"), "how it was arrived at"),
    Item("Partitions, and at which level they are apart", "20, 21", "19, 20", "12, 16", ("question", "methods")),
    Item("The network, its input, output and layers", "22", "22", "12, 15", ("methods", "question", "network-input")),
    Item("Software, versions and hardware", "23", "23", "18", ("provenance", "methods")),
    Item(
        "First weights, training and hyper-parameters",
        "24, 25",
        "24, 25",
        "12",
        ("methods", "tuning", "training", "question"),
    ),
    Item("Imbalance of classes", "", "", "13", ("methods",)),
    Item("Choice of the final network; ensembles", "26, 27", "26, 27", "12", ("methods", "tuning")),
    Item("Metrics", "28", "28", "12", ("methods", "arms", "nsd")),
    Item("Tests, significance and uncertainty of estimates", "29", "29", "12", ("significance", "methods", "ranks")),
    Item("Robustness and sensitivity", "30", "30", "12", ("label-audit", "effects", "learning", "significance")),
    Item("Explaining what networks do", "31", "31", "", ("uncertainty",), "whether and how it was tried"),
    Item("Data from elsewhere", "32", "33", "12, 16", ("outside", "data-sets"), "what differs there"),
    Item("Flow of cases", "33", "35", "20", ("question", "excluded")),
    Item("Who the patients are, by partition", "34", "36", "20", ("subgroups",), "age, sex and disease"),
    Item("Performance", "35", "32, 37", "23", ("arms", "headline", "distributions")),
    Item("Precision of estimates", "36", "38", "23", ("significance", "arms")),
    Item("Fairness, and performance in groups", "", "", "14, 23", ("subgroups", "data-sets"), "what groups mean"),
    Item("Failures", "37", "39", "23", ("failures", "cases", "overlays")),
    Item("Limitations", "38", "40", "26", ("limits", "headline"), "the discussion"),
    Item("Meaning for practice, usability", "39", "41", "25, 27", (), "the discussion"),
    Item("Registration, protocol", "40, 41", "34, 42", "18", (), "where they are"),
    Item("Code, data and network to be had", "41", "43", "18, 22", ("provenance",), "where they are"),
    Item("Funding, interests", "42", "44", "18", (), "all of it"),
    Item("Ethics, patients’ involvement", "", "", "17, 19", (), "all of it"),
)


def reporting(sections: Sequence[Section]) -> Section:
    """A table over the sections of a report.

    Args:
        sections: Those that this report has.
    """
    titles = {section.id: section.title for section in sections}
    rows = []
    for item in ITEMS:
        there = [(place, titles[place]) for place in item.sections if place in titles]
        rows.append({"item": item, "there": there, "authors": item.authors or ("" if there else "not in this study")})
    html = render(
        "reporting.html",
        rows=rows,
        told=sum(bool(row["there"]) for row in rows),
        alone=sum(not r["there"] for r in rows),
    )
    return Section("reporting", "What checklists ask for", html, opened=False)
