import pandas as pd

from segstudy.report.correction_methods import method_rows, method_sentences

QUALITY = pd.DataFrame(
    [
        ("none", "a", 0.05, None, None),
        ("rigid", "a", 0.98, 20.0, 50.0),
        ("elastix_default", "a", 0.31, 1.2, 3.0),
        ("centroid_rotation", "a", 0.97, 20.0, 50.0),
        ("none", "b", 0.10, None, None),
        ("rigid", "b", 0.96, 20.0, 40.0),
        ("elastix_default", "b", 0.30, 1.0, 3.0),
        ("centroid_rotation", "b", 0.50, 20.0, 40.0),
    ],
    columns=["method", "case", "iou", "rotation_deg", "translation_mm"],
).assign(dice=0.5)


def test_each_method_is_told_with_how_it_was_set_up_and_why_it_failed():
    rigid, default, about_own = method_sentences(method_rows(QUALITY, "rigid", "a"), "a")
    assert rigid.startswith("rigid: the translation between the centroids, then") and "failed" not in rigid
    assert "default parameters, started from the volumes' own positions. It failed on a (a turn of 1.2° and" in default
    assert "rigid found a turn of 20.0° and a shift of 50.0 mm; IoU 0.310 and not 0.980): where two masks" in default
    # it fits the reference as well, and errs in the others
    assert "failed on other cases, in the mean (IoU 0.500 and not 0.960): it turns each case" in about_own
