from segstudy.cases.uncovered import folds_without_validation, uncovered_organs

ORGANS = ["heart", "aorta"]
PATIENTS = {case: f"P{case}" for case in "ABCD"}


def test_a_fold_without_an_organ_is_told_by_name_fold_and_patients():
    shown = {"A": ["heart", "aorta"], "B": ["heart"], "C": ["heart"], "D": ["heart"]}
    parts = [(0, ["B"], ["C"]), (1, ["A"], ["B"]), (2, ["A", "B"], [])]
    blind, chosen = uncovered_organs(ORGANS, shown, PATIENTS, parts)
    assert blind.startswith("fold 0: no patient to learn from has aorta (only PA)")
    assert chosen.startswith("fold 1: no validation patient has aorta (only PA)")
    assert all("`folds: {stratify: organs}`" in line for line in (blind, chosen))


def test_nothing_is_told_where_all_parts_have_all_organs():
    shown = dict.fromkeys("ABCD", ORGANS)
    assert uncovered_organs(ORGANS, shown, PATIENTS, [(0, ["B"], ["C"]), (1, ["A"], ["D"])]) == []
    assert uncovered_organs(ORGANS, shown, PATIENTS, []) == []


def test_a_fold_whose_checkpoint_nothing_can_choose_is_refused():
    shown = {"A": ["heart"], "B": [], "C": ["aorta"]}
    [line] = folds_without_validation(shown, [(0, ["A"], ["C"]), (1, ["A"], ["B"]), (2, ["A"], [])])
    assert line.startswith("fold 1: no validation patient has any organ")
