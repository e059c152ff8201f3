import pytest

from segstudy.plan.smp import check_smp
from segstudy.running.errors import StudyError


def test_missing_weights_are_reported_before_anything_runs(tmp_path):
    (tmp_path / "there.safetensors").touch()
    check_smp([("enet", {}), ("smp_unet", {"encoder_weights": str(tmp_path / "there.safetensors")})])
    with pytest.raises(StudyError, match=r"no file .*gone\.safetensors; leave it out"):
        check_smp([("smp_unet", {"encoder_weights": str(tmp_path / "gone.safetensors")})])


@pytest.mark.parametrize("name", ["smp_unet", "smp_unetplusplus", "smp_deeplabv3plus"])
def test_a_missing_package_is_reported_only_where_it_is_needed(monkeypatch, name):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    check_smp([("enet", {})])
    with pytest.raises(StudyError, match=r"\.\[smp\]"):
        check_smp([(name, {})])
