import pytest
import torch

pytest.importorskip("transformers", reason="transformers (the extra `sam2`) is missing")

from segstudy.models.sam2_checkpoint import load_sam2, random_sam2, side_of  # noqa: E402
from segstudy.running.errors import StudyError  # noqa: E402


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A checkpoint as Hugging Face hands them out: one of the video network, which serves single images too."""
    path = tmp_path_factory.mktemp("checkpoint")
    random_sam2("video", seed=3).save_pretrained(path)
    return path


@pytest.mark.parametrize("kind", ["image", "video"])
def test_a_local_checkpoint_is_read_with_all_its_weights(folder, kind):
    network, original = load_sam2(str(folder), kind), random_sam2("video", seed=3)
    assert not network.training and side_of(network) == 64
    known = original.state_dict()
    assert set(network.state_dict()) <= set(known)
    assert all(torch.equal(weight, known[name]) for name, weight in network.state_dict().items())


@pytest.mark.parametrize("kind", ["image", "video"])
def test_another_size_of_picture_keeps_the_weights(folder, kind):
    network = load_sam2(str(folder), kind, image_size=96)
    assert side_of(network) == 96
    with torch.inference_mode():
        features = network.get_image_embeddings(torch.rand(1, 3, 96, 96))
    assert [tuple(level.shape[-2:]) for level in features] == [(24, 24), (12, 12), (6, 6)]


def test_the_features_of_image_and_video_network_are_the_same(folder):
    pictures = torch.rand(2, 3, 64, 64)
    with torch.inference_mode():
        one, other = (load_sam2(str(folder), kind).get_image_embeddings(pictures) for kind in ("image", "video"))
    assert all(torch.allclose(a, b, atol=1e-5) for a, b in zip(one, other, strict=True))


def test_what_is_no_checkpoint_is_told_with_where_to_get_one(folder, tmp_path):
    with pytest.raises(StudyError, match="facebook/sam2.1-hiera-tiny"):
        load_sam2(None, "image")
    with pytest.raises(StudyError, match="holds no checkpoint"):
        load_sam2(str(tmp_path), "image")
    (tmp_path / "config.json").write_bytes((folder / "config.json").read_bytes())
    with pytest.raises(StudyError, match="cannot be read as a checkpoint"):
        load_sam2(str(tmp_path), "image")
    random_sam2("image").save_pretrained(tmp_path)
    with pytest.raises(StudyError, match="weights are missing"):
        load_sam2(str(tmp_path), "video")


def test_random_weights_are_the_same_for_the_same_seed_and_leave_the_random_state():
    before = torch.random.get_rng_state()
    first, second, other = random_sam2("image"), random_sam2("image"), random_sam2("image", seed=1)
    assert torch.equal(before, torch.random.get_rng_state())
    weights = [network.state_dict()["mask_decoder.mask_tokens.weight"] for network in (first, second, other)]
    assert torch.equal(weights[0], weights[1]) and not torch.equal(weights[0], weights[2])
