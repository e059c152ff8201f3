import pytest

from segstudy.config.sections.representations import DEFAULTS, CropSettings, PolarSettings
from segstudy.representations.build import make_representation
from segstudy.representations.registry import REPRESENTATIONS


@pytest.mark.parametrize("settings", [PolarSettings(size=64, low=0.1), CropSettings(size=32), *DEFAULTS.values()])
def test_a_representation_is_built_from_its_spec(settings):
    representation = make_representation(REPRESENTATIONS[settings.kind], settings.spec())
    assert representation.settings == settings
    assert representation.size == settings.size


def test_every_kind_that_a_study_may_name_is_there():
    assert set(REPRESENTATIONS) == set(DEFAULTS)
