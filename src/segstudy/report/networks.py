"""Networks as a methods text calls them, and the publications they come from."""

from collections.abc import Mapping
from typing import Any

from segstudy.report.references import Citations

NAMES = {
    "enet": "ENet",
    "customnet": "CustomNet",
    "attention_unet": "Attention U-Net",
    "vmunet": "VM-UNet",
    "joined_crop": "Two U-Nets joined by a crop",
    "hourglass": "Stacked hourglass (centers only)",
    "smp_unet": "U-Net with a ResNet encoder",
    "smp_unetplusplus": "U-Net++ with a ResNet encoder",
    "smp_deeplabv3plus": "DeepLabV3+",
    "unet3d": "3D U-Net",
    "vnet": "V-Net",
    "unetr": "UNETR",
    "segresnet": "SegResNet",
    "swinunetr": "Swin UNETR",
    "dynunet": "DynUNet",
    "mednext": "MedNeXt",
    "nnunet": "nnU-Net",
    "sam2_prompted": "SAM 2, prompted",
    "sam2_video": "SAM 2, slices as video",
    "sam2_tuned": "SAM 2's encoder with a light decoder",
    "ensemble": "Ensemble",
}
CITED = {
    "enet": "enet",
    "customnet": "unet",
    "attention_unet": "attention_unet",
    "vmunet": "vmunet",
    "joined_crop": "segment_then_segment",
    "hourglass": "hourglass",
    "smp_unet": "unet",
    "smp_unetplusplus": "unetplusplus",
    "smp_deeplabv3plus": "deeplab",
    "unet3d": "residual_unet",
    "vnet": "dice_loss",
    "unetr": "unetr",
    "segresnet": "segresnet",
    "swinunetr": "swinunetr",
    "dynunet": "nnunet",
    "mednext": "mednext",
    "nnunet": "nnunet",
    "sam2_prompted": "sam2",
    "sam2_video": "sam2",
    "sam2_tuned": "sam2",
}


def cited(model: str | Mapping[str, Any], told: str, cite: Citations) -> str:
    """`told`, the words for a network, with the publication its architecture comes from, where one is known."""
    name = model if isinstance(model, str) else next(iter(model))
    return f"{told} {cite(CITED[name])}" if name in CITED else told
