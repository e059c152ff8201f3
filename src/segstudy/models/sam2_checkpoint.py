"""SAM 2 (Ravi et al. 2024, arXiv:2408.00714) from a local folder, as `transformers` has it; nothing is downloaded."""

import json
import logging
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import torch

from segstudy.config.sections.sam2 import RANDOM, WHERE
from segstudy.running.errors import StudyError
from segstudy.running.torchvision_operators import loadable_torchvision

if TYPE_CHECKING:
    from transformers import PreTrainedModel

# Of the small network with random weights.
SMALL_SIDE = 64
# What a configuration says of its files, and not of the network.
NOT_BUILT_BY = ("_name_or_path", "transformers_version", "architectures")


def load_sam2(
    checkpoint: str | None, kind: Literal["image", "video"], image_size: int | None = None
) -> "PreTrainedModel":
    """The network of a checkpoint in evaluation mode on the processor: a `Sam2Model` or a `Sam2VideoModel`.

    Args:
        checkpoint: A folder with `config.json` and `model.safetensors`, or `random`, a small network whose weights come
            from PyTorch's random state.
        kind: Whether single images are segmented, or a video.
        image_size: Pixels a side of what it will see; none for the checkpoint's own.

    Raises:
        StudyError: There is no such folder, or its weights are not all there.
    """
    if checkpoint is None:
        raise StudyError(f"SAM 2 needs weights: {WHERE}")
    models = _transformers()
    network_class = {"image": models.Sam2Model, "video": models.Sam2VideoModel}[kind]
    if checkpoint == RANDOM:
        settings = _small(image_size or SMALL_SIDE)
        if kind == "image":
            settings = {key: settings[key] for key in ("vision_config", "prompt_encoder_config", "mask_decoder_config")}
        return network_class(network_class.config_class(**settings)).eval()
    if not (Path(checkpoint) / "config.json").is_file():
        raise StudyError(f"{checkpoint}: holds no checkpoint of SAM 2; {WHERE}")
    try:
        config = network_class.config_class.from_pretrained(checkpoint, local_files_only=True)
        if image_size:
            _resize(config, image_size)
        network, loading = network_class.from_pretrained(
            checkpoint, config=config, local_files_only=True, use_safetensors=True, output_loading_info=True
        )
    except Exception as error:
        raise StudyError(f"{checkpoint}: cannot be read as a checkpoint of SAM 2 ({error}); {WHERE}") from error
    if lacking := sorted(loading["missing_keys"]):
        raise StudyError(f"{checkpoint}: {len(lacking)} weights are missing, {lacking[0]} for one; {WHERE}")
    return network.float().eval()


def sam2_of(architecture: Mapping[str, Any]) -> "PreTrainedModel":
    """The network of what `load_sam2` gave for single images, without its weights.

    Args:
        architecture: Plain values, of `architecture_of`.
    """
    models = _transformers()
    return models.Sam2Model(models.Sam2Config.from_dict(dict(architecture))).eval()


def architecture_of(network: "PreTrainedModel") -> dict[str, Any]:
    """What a network of `load_sam2` is built by, as plain values; its checkpoint's folder is not among them."""
    plain: dict[str, Any] = json.loads(network.config.to_json_string(use_diff=True))
    return {key: value for key, value in plain.items() if key not in NOT_BUILT_BY}


def side_of(network: "PreTrainedModel") -> int:
    """Pixels a side of what a network of `load_sam2` sees."""
    size = network.config.prompt_encoder_config.image_size
    return size if isinstance(size, int) else size[0]


def _transformers() -> Any:
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    loadable_torchvision()
    try:
        import transformers
    except ImportError as error:
        raise StudyError(
            f"SAM 2 comes with transformers, which cannot be loaded ({error}); "
            "`pip install -c constraints.txt -e '.[sam2]'` installs it"
        ) from error
    transformers.utils.logging.disable_progress_bar()
    # a video checkpoint serves single images too, of which it warns
    logging.getLogger("transformers").setLevel(logging.ERROR)
    return transformers


def _sizes(side: int) -> list[list[int]]:
    return [[side // stride] * 2 for stride in (4, 8, 16)]


def _resize(config: Any, side: int) -> None:
    """Let the network see `side` × `side` pixels; its positions are interpolated, no weight changes its shape."""
    config.vision_config.backbone_feature_sizes = _sizes(side)
    config.vision_config.backbone_config.image_size = [side, side]
    config.prompt_encoder_config.image_size = side
    if hasattr(config, "memory_attention_rope_feat_sizes"):
        config.image_size = side
        config.memory_attention_rope_feat_sizes = [side // 16] * 2


def _small(side: int) -> dict[str, Any]:
    # transformers' memory is 64 channels wide, and must be narrower than all else
    backbone = {
        "model_type": "sam2_hiera_det_model",
        "hidden_size": 8,
        "num_attention_heads": 1,
        "image_size": [side, side],
        "blocks_per_stage": [1, 1, 2, 1],
        "embed_dim_per_stage": [8, 16, 32, 64],
        "num_attention_heads_per_stage": [1, 1, 2, 2],
        "window_size_per_stage": [4, 2, 2, 2],
        "global_attention_blocks": [3],
        "window_positional_embedding_background_size": [4, 4],
    }
    vision = {
        "model_type": "sam2_vision_model",
        "backbone_config": backbone,
        "backbone_channel_list": [64, 32, 16, 8],
        "backbone_feature_sizes": _sizes(side),
        "fpn_hidden_size": 128,
    }
    memory = {
        "memory_attention_hidden_size": 128,
        "memory_attention_num_layers": 1,
        "memory_attention_feed_forward_hidden_size": 32,
        "memory_attention_rope_feat_sizes": [side // 16] * 2,
        "memory_encoder_hidden_size": 128,
        "memory_encoder_output_channels": 64,
        "mask_downsampler_embed_dim": 128,
        "memory_fuser_embed_dim": 128,
        "memory_fuser_intermediate_dim": 32,
    }
    return {
        "vision_config": vision,
        "prompt_encoder_config": {"hidden_size": 128, "image_size": side, "mask_input_channels": 4},
        "mask_decoder_config": {"hidden_size": 128, "mlp_dim": 32, "num_attention_heads": 2, "iou_head_hidden_dim": 32},
        "image_size": side,
        **memory,
    }


def random_sam2(kind: Literal["image", "video"], image_size: int | None = None, seed: int = 0) -> "PreTrainedModel":
    """The small network with random weights, the same for the same seed."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return load_sam2(RANDOM, kind, image_size)
