from segstudy.config.sections.tissues import TissueSettings
from segstudy.evaluation.spec import EvaluationSpec
from segstudy.evaluation.tissue_spec import TissueSpec


def test_specs_come_back_from_plain_values():
    one = EvaluationSpec("raw", -1, 42, {"heart": 2, "aorta": 4}, ["heart"])
    assert "unit" not in one.to_plain()
    tissues = {"fat": TissueSettings(organ="heart"), "air": TissueSettings(organ="heart", hu=(-1024.0, -900.0))}
    all_cases = TissueSpec("raw", 42, {"heart": 2}, tissues, {"b": ["heart"], "a": []})
    for spec in (one, all_cases):
        assert type(spec).from_plain(spec.to_plain()) == spec
    assert list(TissueSpec.from_plain(all_cases.to_plain()).annotated) == ["b", "a"]
