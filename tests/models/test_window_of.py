from segstudy.config.sections.inference import InferenceSettings
from segstudy.models.window_of import window_of


def test_a_network_for_slices_has_no_window():
    assert window_of({"patch": None}) is None
    assert window_of({}) is None


def test_only_what_training_flipped_is_mirrored():
    model = {"patch": [16, 32, 32], "settings": {"patches": {"size": [32, 32, 16], "flips": ["columns", "slices"]}}}
    assert window_of(model).mirrored == ()
    window = window_of(model, InferenceSettings(mirror=True, overlap=0.25))
    assert (window.shape, window.overlap, window.mirrored) == ((16, 32, 32), 0.25, (0, 2))
