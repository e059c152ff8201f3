import pytest

from segstudy.errors import StudyError
from segstudy.plan_smp import check_smp


def test_missing_weights_are_told_before_anything_runs(tmp_path):
    (tmp_path / "there.safetensors").touch()
    check_smp([("enet", {}), ("smp_unet", {"encoder_weights": str(tmp_path / "there.safetensors")})])
    with pytest.raises(StudyError, match=r"no file .*gone\.safetensors; leave it out"):
        check_smp([("smp_unet", {"encoder_weights": str(tmp_path / "gone.safetensors")})])


def test_a_missing_package_is_told_only_where_it_is_needed(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    check_smp([("enet", {})])
    with pytest.raises(StudyError, match=r"\.\[smp\]"):
        check_smp([("smp_deeplabv3plus", {})])
