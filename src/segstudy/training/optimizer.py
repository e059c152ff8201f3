"""The optimizer that a training's settings name."""

from torch import nn
from torch.optim import SGD, Adam, AdamW, Optimizer, RMSprop

from segstudy.config.sections.training import TrainingSettings


def make_optimizer(network: nn.Module, settings: TrainingSettings) -> Optimizer:
    """Adam (Kingma and Ba 2015), AdamW (Loshchilov and Hutter 2019), SGD with Nesterov's momentum, or RMSprop."""
    weights = [weight for weight in network.parameters() if weight.requires_grad]
    rate, decay, momentum = settings.learning_rate, settings.weight_decay, settings.momentum
    if settings.optimizer == "sgd":
        return SGD(weights, rate, momentum, weight_decay=decay, nesterov=momentum > 0, fused=True)
    if settings.optimizer == "rmsprop":
        return RMSprop(weights, rate, momentum=momentum, weight_decay=decay)
    kind = AdamW if settings.optimizer == "adamw" else Adam
    return kind(weights, rate, weight_decay=decay, fused=True)
