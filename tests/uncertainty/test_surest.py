from segstudy.uncertainty.surest import surest

UNDRAWN = {"a": ["heart", "aorta"], "b": ["heart", "aorta"], "c": ["heart"], "d": ["heart"]}
UNSURE = {
    "a": {"heart": 0.4, "aorta": 0.1},
    "b": {"heart": 0.1, "aorta": None},
    "c": {"heart": 0.3, "aorta": 0.0},
    "d": {"heart": 0.2, "aorta": 0.0},
}


def kept(keep):
    return {(each.case, each.organ) for each in surest(UNSURE, UNDRAWN, keep) if each.kept}


def test_of_each_organ_the_surest_share_of_the_cases_that_lack_it_is_kept():
    assert kept(0.5) == {("b", "heart"), ("d", "heart"), ("a", "aorta")}
    assert kept(0.01) == {("b", "heart"), ("a", "aorta")}


def test_an_organ_that_was_not_found_is_never_taught_as_absent():
    assert kept(1.0) == {(case, "heart") for case in UNDRAWN} | {("a", "aorta")}
    told = {(each.case, each.organ): each.uncertainty for each in surest(UNSURE, UNDRAWN, 1.0)}
    # what somebody drew is not told, though the teacher was asked of it
    assert told.keys() == {(case, organ) for case, organs in UNDRAWN.items() for organ in organs}
    assert told["b", "aorta"] is None
