import pytest

from segstudy.config.sections.patches import PatchSettings
from segstudy.report.paragraphs.training import _sees_volumes, _who_sees_what


@pytest.mark.parametrize(
    ("flat", "deep", "told", "samples"),
    [
        (["ENet"], [], "ENet segmented axial slices", "slices"),
        ([], ["V-Net"], "V-Net segmented volumes in patches of 96 × 96 × 32 voxels", "patches"),
        (["ENet"], ["V-Net"], "segmented axial slices; V-Net segmented volumes", "slices or patches"),
    ],
)
def test_networks_for_slices_and_for_volumes_are_told_apart(flat, deep, told, samples):
    words, of = _who_sees_what(flat, deep, PatchSettings(size=(96, 96, 32)))
    assert told in words
    assert of == samples


def test_the_registry_says_who_sees_volumes():
    assert _sees_volumes("unetr") and _sees_volumes({"unet3d": {}})
    assert not _sees_volumes("enet") and not _sees_volumes("nnunet")
