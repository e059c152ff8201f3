import re

import pytest

from segstudy.models.registry import MODELS
from segstudy.report.networks import OTHERS, cited, network_words
from segstudy.report.references import REFERENCES, Citations
from segstudy.running.errors import StudyError

# What predicts without having been published: means of arms, and label maps that were made elsewhere or say nothing.
NO_NETWORK = {"ensemble", "given", "control"}


@pytest.mark.parametrize("model", [*MODELS, *OTHERS])
def test_every_network_has_a_name_and_a_source(model):
    name, source = network_words(model)
    assert name
    if model in NO_NETWORK:
        assert not source
    else:
        assert source in REFERENCES or ("  " not in source and re.search(r"\b(19|20)\d\d\b", source))
        assert source not in REFERENCES.values()


def test_a_network_is_cited_by_its_source():
    cite = Citations()
    assert cited({"enet": {"kernels": 8}}, cite) == "ENet (kernels 8) [1]"
    assert cited("customnet", cite) == "CustomNet [2]"
    assert [reference[:8] for reference in cite.listed] == ["Paszke A", "Ronneber"]
    assert cited("ensemble", cite) == "Ensemble"


def test_an_unknown_network_or_reference_is_refused():
    with pytest.raises(StudyError, match="no network is called 'enett'"):
        network_words("enett")
    with pytest.raises(KeyError):
        Citations()("no_such_key")
