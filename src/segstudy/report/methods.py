"""A methods text with the numbers of this study, to take into a paper."""

from segstudy.report.inputs import ReportInput
from segstudy.report.paragraphs.channels import channels
from segstudy.report.paragraphs.data import correction, data
from segstudy.report.paragraphs.data_sets import data_sets
from segstudy.report.paragraphs.ensembles import ensembles
from segstudy.report.paragraphs.evaluation import evaluation
from segstudy.report.paragraphs.given import controls, given
from segstudy.report.paragraphs.growing import growing
from segstudy.report.paragraphs.label_audit import label_audit
from segstudy.report.paragraphs.nnunet import nnunet
from segstudy.report.paragraphs.outside import outside
from segstudy.report.paragraphs.sam2 import sam2
from segstudy.report.paragraphs.software import software
from segstudy.report.paragraphs.statistics import statistics
from segstudy.report.paragraphs.tissues import tissues
from segstudy.report.paragraphs.training import training
from segstudy.report.paragraphs.treatment import postprocessing, preparation
from segstudy.report.paragraphs.tuning import tuning
from segstudy.report.paragraphs.uncertainty import uncertainty
from segstudy.report.paragraphs.views import views
from segstudy.report.references import Citations

Paragraph = tuple[str, str]


def methods(inputs: ReportInput) -> tuple[list[Paragraph], list[str]]:
    """(heading, text) of each paragraph, and the references in the order of their numbers.

    Only what this study did is described, and only what is described is cited.
    """
    cite = Citations()
    paragraphs = [
        ("Data", data(inputs, cite)),
        ("Data sets", data_sets(inputs)),
        ("Label correction", correction(inputs)),
        ("Preparation", preparation(inputs, cite)),
        ("Representations", views(inputs, cite)),
        ("Further channels", channels(inputs)),
        ("Networks and training", training(inputs, cite)),
        ("nnU-Net", nnunet(inputs, cite)),
        ("SAM 2", sam2(inputs, cite)),
        ("Whom to draw next", growing(inputs, cite)),
        ("Tuning", tuning(inputs, cite)),
        ("Ensembles", ensembles(inputs)),
        ("Given predictions", given(inputs)),
        ("Controls", controls(inputs)),
        ("Uncertainty", uncertainty(inputs)),
        ("Post-processing", postprocessing(inputs)),
        ("Evaluation", evaluation(inputs, cite)),
        ("Audit of labels", label_audit(inputs)),
        ("Tissues", tissues(inputs, cite)),
        ("Other data", outside(inputs)),
        ("Statistics", statistics(inputs, cite)),
        ("Software", software(inputs, cite)),
    ]
    return [(heading, text) for heading, text in paragraphs if text], cite.listed
