"""What of a file of weights a network begins with."""

from dataclasses import dataclass

from segstudy.config.sections.spec import Spec


@dataclass(frozen=True)
class StartSpec(Spec):
    """What of a file of weights a network begins with.

    Attributes:
        source: Where they come from, in words.
        prefix: What is put before the names in the file.
        layers: How the names of the layers begin that are taken; none takes all.
        freeze: Whether they stay as they are.
        into: The parts of the network, by name, that all begin so; none for the network itself. Channels that a part
            has beside those of the file begin at zero.
    """

    source: str
    prefix: str = ""
    layers: tuple[str, ...] = ()
    freeze: bool = False
    into: tuple[str, ...] = ()
