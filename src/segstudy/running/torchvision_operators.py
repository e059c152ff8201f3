"""Let torchvision load beside a PyTorch it was not built for; what imports it here calls none of its operators."""

import importlib
import logging

import torch

log = logging.getLogger(__name__)
# A declaration lasts as long as its library.
_declared: list[torch.library.Library] = []
OPERATORS = ("nms", "qnms")


def loadable_torchvision() -> None:
    """Make `import torchvision` work.

    A torchvision built for another PyTorch (one from the package index beside a processor-only PyTorch, say)
    finds its compiled operators missing and fails while it describes them. Declared, though without a body,
    they can be described; calling one still fails, and says that it has no body.
    """
    try:
        importlib.import_module("torchvision")
    except ImportError:
        log.debug("no torchvision is installed")
    except RuntimeError as error:
        if "torchvision::" not in str(error):
            raise
        library = torch.library.Library("torchvision", "DEF")
        for name in OPERATORS:
            library.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
        _declared.append(library)
        importlib.import_module("torchvision")
