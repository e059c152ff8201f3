import pytest

from segstudy.models.registry import MODELS
from segstudy.report.networks import CITED, NAMES, cited
from segstudy.report.references import REFERENCES, Citations


@pytest.mark.parametrize("model", MODELS)
def test_every_network_has_a_name_and_a_source(model):
    assert NAMES[model]
    assert CITED[model] in REFERENCES


def test_a_network_is_cited_where_its_source_is_known():
    cite = Citations()
    assert cited({"enet": {"kernels": 8}}, "ENet (kernels 8)", cite) == "ENet (kernels 8) [1]"
    assert cited("customnet", "CustomNet", cite) == "CustomNet [2]"
    assert [reference[:8] for reference in cite.listed] == ["Paszke A", "Ronneber"]
    assert cited("of one's own", "Ours", cite) == "Ours"
