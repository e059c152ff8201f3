import pytest


@pytest.mark.parametrize(
    ("paths", "words"),
    [
        ({"arms__0__preparation": "fulll"}, ["arms[0] (raw).preparation", "did you mean 'full'", "raw, full"]),
        ({"arms__0__preparation": None}, ["arms[0] (raw).preparation: is missing"]),
        ({"arms__2__augmentation": "afine"}, ["arms[2]", "did you mean 'affine'"]),
        ({"arms__3__postprocessing": "claen"}, ["arms[3]", "postprocessing", "did you mean 'clean'"]),
        ({"arms__1__model": "enett"}, ["arms[1] (full).model", "did you mean 'enet'", "nnunet", "sam2_video"]),
        ({"arms__1__model": {}}, ["arms[1] (full).model", "takes one model"]),
        ({"arms__1__model": {"enet": {}, "vnet": {}}}, ["arms[1] (full).model", "takes one model"]),
        ({"arms__1__model": {"enet": {"kernel": 8}}}, ["arms[1] (full).model.enet", "did you mean 'kernels'"]),
        (
            {"arms__1__model": {"enet": {"kernels": "8"}}},
            ["arms[1] (full).model.enet.kernels", "should be int, not '8'"],
        ),
        ({"arms__1__name": "raw"}, ["two arms are called 'raw'"]),
        ({"arms__1__name": "a b", "arms__2__name": "a_b"}, ["'a b' and another arm share the folder a_b"]),
        ({"arms__1__name": "a  b"}, ["arms[1]", "name"]),
        ({"arms__1__training": {"epohcs": 1}}, ["arms[1] (full).training.epohcs", "did you mean 'epochs'"]),
        (
            {"arms__1__training": {"class_weights": {"hart": 2}}},
            ["arms[1] (full).training.class_weights", "did you mean 'heart'", "background"],
        ),
        ({"comparisons__baseline": "rww"}, ["comparisons.baseline", "did you mean 'raw'"]),
        (
            {"reference_results": {"source": "a table", "rows": {"rww": {"dice": 0.5}}}},
            ["reference_results.rows", "did you mean 'raw'"],
        ),
        (
            {"reference_results": {"source": "a table", "rows": {"raw": {"dice": {"hart": 0.5}}}}},
            ["reference_results.rows", "did you mean 'heart'"],
        ),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else None,
)
def test_a_wrong_arm_is_one_clear_line(only_problem, paths, words):
    text = only_problem(**paths)
    assert [word for word in words if word not in text] == []
