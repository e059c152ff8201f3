"""The whole report: every section, in order, in one page."""

from collections.abc import Callable
from dataclasses import replace

from markupsafe import Markup

from segstudy.report.completeness import missing_results
from segstudy.report.environment import render
from segstudy.report.image_words import in_words_of_images
from segstudy.report.inputs import ReportInput
from segstudy.report.scripts import policy, script
from segstudy.report.section import Section
from segstudy.report.sections.arms import arms
from segstudy.report.sections.cases import cases
from segstudy.report.sections.centers import center_section
from segstudy.report.sections.correction import correction
from segstudy.report.sections.costs import costs
from segstudy.report.sections.data_sets import data_sets
from segstudy.report.sections.distributions import distributions
from segstudy.report.sections.effects import effects
from segstudy.report.sections.excluded import excluded
from segstudy.report.sections.failures import failures
from segstudy.report.sections.findings import findings
from segstudy.report.sections.growing import growing
from segstudy.report.sections.headline import headline
from segstudy.report.sections.label_audit import label_audit
from segstudy.report.sections.learning import learning_curves
from segstudy.report.sections.limits import limits
from segstudy.report.sections.methods import methods_text
from segstudy.report.sections.network_input import network_input
from segstudy.report.sections.next_to_label import next_to_label
from segstudy.report.sections.nsd import nsd
from segstudy.report.sections.outside import outside
from segstudy.report.sections.overlays import overlays
from segstudy.report.sections.provenance import provenance
from segstudy.report.sections.published import published
from segstudy.report.sections.question import question
from segstudy.report.sections.ranks import rank_section
from segstudy.report.sections.renderings import renderings
from segstudy.report.sections.reporting import reporting
from segstudy.report.sections.representations import representations
from segstudy.report.sections.significance import significance
from segstudy.report.sections.subgroups import subgroups
from segstudy.report.sections.tissues import tissues
from segstudy.report.sections.training import training
from segstudy.report.sections.tuning import tuning
from segstudy.report.sections.uncertainty import uncertainty

SECTIONS: list[Callable[[ReportInput], Section | None]] = [
    headline,
    question,
    limits,
    excluded,
    correction,
    findings,
    network_input,
    arms,
    published,
    distributions,
    nsd,
    significance,
    effects,
    subgroups,
    rank_section,
    failures,
    label_audit,
    next_to_label,
    tissues,
    cases,
    data_sets,
    outside,
    representations,
    learning_curves,
    growing,
    center_section,
    overlays,
    uncertainty,
    renderings,
    tuning,
    training,
    costs,
    methods_text,
    provenance,
]


# Of a page of more characters a browser lays out what is looked at, and the rest as it comes near.
LARGE = 3_000_000


def build_report(inputs: ReportInput) -> str:
    """One HTML page that needs nothing else: styles, figures and its one script are inside it.

    What a study lacks is said in the page's first lines; its section is left out. The same input gives the
    same text.

    Raises:
        StudyError: The configuration is none.
    """
    made = [made for section in SECTIONS if (made := section(inputs)) is not None]
    made.insert(-1, reporting(made))  # before what it was made with
    if inputs.facts.are_2d_images:
        made = [_of_images(section, inputs) for section in made]
    return str(
        render(
            "report.html",
            study=inputs.facts.study,
            is_phantom=inputs.facts.is_phantom,
            missing=missing_results(inputs),
            policy=policy(),
            script=script(),
            sections=made,
            are_2d_images=inputs.facts.are_2d_images,
            large=sum(len(section.html) for section in made) > LARGE,
        )
    )


def _of_images(section: Section, inputs: ReportInput) -> Section:
    html, title = (in_words_of_images(Markup(text), inputs) for text in (section.html, section.title))
    return replace(section, html=html, title=str(title))
