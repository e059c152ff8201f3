"""What sections say of themselves in the methods text."""

import pytest

from segstudy.config.sections.arms import ArmSettings
from segstudy.config.sections.augmentation import AugmentationSettings
from segstudy.config.sections.channels import ChannelSettings
from segstudy.config.sections.comparisons import ComparisonSettings
from segstudy.config.sections.correction import CorrectionSettings
from segstudy.config.sections.data import DataSettings
from segstudy.config.sections.folds import FoldSettings
from segstudy.config.sections.nnunet import NnunetSettings
from segstudy.config.sections.patches import PatchSettings
from segstudy.config.sections.postprocessing import PostprocessingSettings
from segstudy.config.sections.preparation import PreparationSettings
from segstudy.config.sections.representations import CropSettings, PolarSettings
from segstudy.config.sections.sam2 import PromptedSettings, VideoSettings
from segstudy.config.sections.tissues import TissueSettings
from segstudy.config.sections.training import TrainingSettings
from segstudy.config.sections.tuning import Range, SearchSettings
from segstudy.config.sections.uncertainty import UncertaintySettings


def cite(*keys):
    return f"[{', '.join(keys)}]"


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (
            PreparationSettings(),
            "axes turned to LPS, scaled by each scan's minimum and maximum in 256 gray levels, resized in plane to "
            "256 × 256 pixels",
        ),
        (
            PreparationSettings(orientation="stored", levels=None, size=(96, 64), fit="crop"),
            "scaled by each scan's minimum and maximum, cut or padded about the body's center to 96 × 64 pixels",
        ),
        (
            PreparationSettings(clip_hu=(-57, 164), spacing_mm=(1.5, 1.5, 2), normalize="unit", size=None),
            "axes turned to LPS, intensities clipped to −57 to 164 HU, resampled to 1.5 × 1.5 × 2 mm (image linear, "
            "labels by fractions), scaled so that the clipped range becomes 0 to 1",
        ),
        (
            PreparationSettings(normalize="zscore", crop="foreground", margin_mm=4, size=None),
            "axes turned to LPS, normalized to zero mean and unit variance, each scan by its own, cut at the box "
            "around all above −300 HU with a margin of 4 mm",
        ),
        (
            PreparationSettings(normalize="zscore", crop="foreground", foreground_hu=-200, size=None),
            "axes turned to LPS, normalized to zero mean and unit variance, each scan by its own, cut at the box "
            "around all above −200 HU",
        ),
        (
            AugmentationSettings(),
            "each training slice once more, rotated by up to ±10°, scaled by 0.9 to 1.1 and moved by up to ±10 pixels, "
            "never mirrored",
        ),
        (
            AugmentationSettings(copies=3, rotate_deg=5, scale=0.25, translate_px=0.5),
            "each training slice 3 times more, rotated by up to ±5°, scaled by 0.75 to 1.25 and moved by up to ±0.5 "
            "pixels, never mirrored",
        ),
        (PostprocessingSettings(), "nothing"),
        (
            PostprocessingSettings(closing_mm=2, opening_mm=3.5, largest_component=True, organs=["heart", "aorta"]),
            "binary closing (2 mm), binary opening (3.5 mm), only the largest connected component kept of heart and "
            "aorta",
        ),
        (ChannelSettings(), ""),
        (ChannelSettings(neighbors=1), "1 neighboring slice on either side (2.5D)"),
        (
            ChannelSettings(depth=True, neighbors=2),
            "the slice’s normalized height i/n and 2 neighboring slices on either side (2.5D)",
        ),
        (TissueSettings(organ="heart"), "what lies between −200 and −30 HU within the heart"),
        (UncertaintySettings(method="mc_dropout", passes=7), "by 7 passes with dropout left on"),
        (UncertaintySettings(method="seed_ensemble"), "by the networks of all seeds"),
        (UncertaintySettings(method="fold_ensemble"), "by the networks of all folds"),
        (PatchSettings(size=(32, 32, 16)), " of 32 × 32 × 16 voxels"),
        (
            NnunetSettings(),
            "configuration 3d_fullres, planner ExperimentPlanner and trainer nnUNetTrainer",
        ),
        (
            NnunetSettings(configuration="2d", epochs=5, iterations=3, patch=[32, 64], batch=2),
            "configuration 2d, planner ExperimentPlanner, trainer nnUNetTrainer, 5 epochs, 3 iterations an epoch, "
            "patches of at most 32 × 64 voxels and batches of 2",
        ),
        (Range(low=1, high=10), "(1 to 10)"),
        (Range(low=1.0e-4, high=0.01, log=True), "(0.0001 to 0.01, logarithmic)"),
        (Range(low=8, high=32, step=8), "(8 to 32, in steps of 8)"),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, str) else "",
)
def test_a_section_in_words(settings, words):
    assert settings.in_words() == words


def test_views_in_words():
    assert PolarSettings(size=128, low=0.1, high=0.4).in_words(cite) == (
        "slices unrolled about an object's centroid to 128 × 128 pixels [polar], as far as the farthest corner; "
        "training centers moved with a probability of 0.3 by up to 5 % of the smaller side; views fused by votes that "
        "count double around their center, with hysteresis between 0.1 and 0.4"
    )
    tuned = PolarSettings(high="tuned").in_words(cite)
    assert tuned.endswith("between 0 and a threshold chosen by Dice on the validation patients")
    crop = CropSettings(size=64, padding=0.1, padding_of="slice", least_side_px=3, noise_px=2)
    assert "along both sides, or of fewer than 7 pixels, dropped" in crop.model_copy(
        update={"least_pixels": 7}
    ).in_words(cite)
    assert "padded by 6.4 pixels and" in crop.model_copy(update={"padding_of": "view"}).in_words(cite)
    assert crop.in_words(cite) == (
        "squares about each object, padded by 10 % of the slice and resized to 64 × 64 pixels [segment_then_segment], "
        "objects shorter than 3 pixels along both sides dropped, training boxes moved by up to 2 pixels a side; views "
        "fused by OR"
    )


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (
            {},
            "minimized cross-entropy (all classes weighing the same) with Adam [adam] (learning rate 0.0005, batches "
            "of 8 slices, 100 epochs; the rate multiplied by 0.5 after 5 epochs without a lower validation loss)",
        ),
        (
            {"loss": "dice", "schedule": "constant", "optimizer": "adamw", "weight_decay": 0.01, "early_stopping": 9},
            "minimized the Dice loss [dice_loss] (all classes weighing the same) with AdamW [adamw] (learning rate "
            "0.0005, weight decay 0.01, batches of 8 slices, at most 100 epochs, ended after 9 without a better "
            "validation Dice)",
        ),
        (
            {"loss": "dice_ce", "schedule": "poly", "epochs": 1, "class_weights": "balanced"},
            "minimized the sum of Dice loss and cross-entropy [dice_loss] (classes weighted inversely to their "
            "frequency in the training labels) with Adam [adam] (learning rate 0.0005, batches of 8 slices, 1 epoch; "
            "the rate falling to nothing as (1 - epoch / epochs) to the power 0.9)",
        ),
        (
            {
                "loss": "dice_ce",
                "loss_weights": {"dice": 2},
                "class_weights": {"background": 0.1, "heart": 2},
                "dice_weights": {"heart": 3},
                "schedule": "constant",
            },
            "minimized 2 times the Dice loss plus 1 times the cross-entropy, class weights in the Dice loss heart 3 "
            "[dice_loss] (class weights background 0.1, heart 2) with Adam [adam] (learning rate 0.0005, batches of 8 "
            "slices, 100 epochs)",
        ),
    ],
)
def test_training_in_words(settings, words):
    assert TrainingSettings(**settings).in_words(cite, "slices") == words


def test_how_weights_begin_in_words():
    assert TrainingSettings().initialization_in_words(cite) == (
        "Weights were initialized after Glorot and Bengio [glorot]."
    )
    assert TrainingSettings(initialization="default").initialization_in_words(cite) == ""


def test_searches_in_words():
    known = SearchSettings(known={"learning_rate": 0.001, "model": {"kernels": 32}})
    assert known.in_words({}, 100, cite) == (
        "hyper-parameters were taken as known: learning rate 0.001, model kernels 32"
    )
    space = {"model.kernels": [8, 16], "optimizer": ["adam", "adamw"], "plateau.patience": Range(low=2, high=6)}
    nested = SearchSettings(preparation="raw", trials=5, minutes=90)
    assert nested.in_words(space, 12, cite) == (
        "kernels (8 or 16), optimizer (Adam or AdamW) and plateau patience (2 to 6) were searched separately for each "
        "fold, on its training part alone, in 5 trials of at most 12 epochs, within 90 minutes of training, drawn by a "
        "tree-structured Parzen estimator [tpe, optuna] that maximized the validation Dice; those below the median of "
        "earlier ones were ended [median_rule]"
    )
    once = SearchSettings(preparation="raw", scope={"fold": 1}, training={"epochs": 3}, pruning="none", trials=1)
    words = once.in_words({"batch": [2, 4]}, 12, cite)
    assert "once, on the training part of fold 1, for all folds, in 1 trial of at most 3 epochs, drawn" in words
    assert words.endswith("maximized the validation Dice")


def test_prompts_in_words():
    prompted = PromptedSettings(checkpoint="weights/tiny", windows=["soft_tissue", "lung", "bone"])
    assert prompted.in_words("the predictions of a") == (
        "prompted in every slice by boxes, center points and points on other organs of each connected piece, from the "
        "predictions of a; weights weights/tiny; window soft tissue, lung and bone"
    )
    assert VideoSettings(checkpoint="random").in_words("the label maps themselves") == (
        "slices as a video, prompted by masks of each organ in its largest slice and carried on both ways, from the "
        "label maps themselves; random weights, in a small network; window soft tissue"
    )


def test_arms_in_words():
    assert ArmSettings(name="both", ensemble_of=["a", "b"]).members_in_words() == "both of a and b"
    assert ArmSettings(name="a", source_arm="b").source_in_words() == "the predictions of b"
    assert ArmSettings(name="a_oracle", source_arm="truth").source_in_words() == "the label maps themselves"


def test_folds_in_words():
    words = FoldSettings(validation=0.25).in_words(3)
    assert words.startswith("Cases were divided by patient into 3 folds; ") and "of which 25 % of the patients" in words


def test_corrections_in_words():
    pair = {"case": "P3", "label": "GT2.nii.gz"}
    every = CorrectionSettings(organ="heart", reference=pair, cases="all").in_words("centroid")
    assert every == (
        "The labels of the heart had been displaced by one and the same transform. It was estimated from P3, for which "
        "the displaced and the correct label map exist: the translation between the centroids. Its inverse was applied "
        "once to every case with nearest-neighbor sampling."
    )
    displaced = CorrectionSettings(organ="heart", reference=pair).in_words("rigid")
    assert displaced.endswith("sampling, but where the scan itself showed that the label was in place.")
    assert CorrectionSettings(reference=None).in_words("rigid") == ""


def test_comparisons_in_words():
    comparisons = ComparisonSettings(baseline="raw", alpha=0.01, bootstrap=5000)
    words = comparisons.in_words(cite)
    assert words.startswith("Each arm was compared with the baseline “raw”; Dice was the primary metric. ")
    assert words.endswith("; α was 0.01.")
    assert "by Holm’s method [holm]" in words
    with_margin = ComparisonSettings(baseline="raw", margin={"dice": 0.01}).in_words(cite)
    assert with_margin.endswith("two one-sided tests [tost] put the mean difference within Dice ± 0.01.")
    assert comparisons.intervals_in_words(cite) == (
        "Intervals of mean differences (99 %) are Student’s, and where ranks were tested Student’s after Hall’s "
        "transformation for skewness [hall]; the ranks’ own estimate is that of Hodges and Lehmann [hodges_lehmann], "
        "with the interval of Wilcoxon’s test. Intervals of ranks are bootstraps over patients with 5,000 resamples."
    )
    assert comparisons.published_in_words(cite) == ""
    published = ComparisonSettings(baseline="raw", against="all", protocol="published")
    assert published.in_words(cite).startswith("Each arm was compared with every other arm; Dice was")
    assert "Mann–Whitney U test [mann_whitney]" in published.published_in_words(cite)


@pytest.mark.parametrize(
    ("layout", "words"),
    [
        ("phantom", "synthetic thoracic CT scans (phantoms)"),
        ("segthor", "thoracic CT scans of the SegTHOR data [segthor]"),
        ("images", "2D images"),
        ("msd", "CT scans"),
    ],
)
def test_cases_in_words(layout, words):
    data = DataSettings(layout=layout, root=None if layout == "phantom" else "data", organs={"heart": 1})
    assert data.in_words(cite) == words
