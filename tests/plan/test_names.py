import hashlib
import json

from segstudy.config.sections.training import TrainingSettings
from segstudy.plan.names import ALWAYS, digest, hashed


def test_digests_are_what_they_always_were():
    def before(value):
        return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:8]

    assert digest({"b": 1, "a": 2}) == before({"a": 2, "b": 1})
    assert digest({"b": 1}, {"a": [2]}) == before([{"b": 1}, {"a": [2]}])
    assert digest(["x", "y"]) == before(["x", "y"])


def test_what_stands_in_a_hash_today_stands_there_whole():
    settings = TrainingSettings(plateau={"patience": 7}, patches={"zoom": 0.5}, channels={"depth": True})
    whole = settings.model_dump(mode="json")
    # added later
    del whole["patches"]["oversample"], whole["patches"]["others"]
    assert hashed(settings) == whole
    assert hashed(TrainingSettings()) == TrainingSettings().model_dump(mode="json")


def test_a_key_added_to_a_section_stands_in_a_hash_only_where_it_is_used(monkeypatch):
    """As if `zoom` had not been there from the start."""
    monkeypatch.setitem(ALWAYS, "patches", ALWAYS["patches"] - {"zoom"})
    assert "zoom" not in hashed(TrainingSettings(patches={"size": [16, 16, 16]}))["patches"]
    assert hashed(TrainingSettings(patches={"zoom": 0.5}))["patches"]["zoom"] == 0.5


def test_every_section_with_keys_of_its_own_is_known():
    full = TrainingSettings(patches={}, channels={}).model_dump(mode="json")
    known = {key: set(value) for key, value in full.items() if isinstance(value, dict)}
    assert known.keys() == ALWAYS.keys() and all(ALWAYS[key] <= known[key] for key in known)
