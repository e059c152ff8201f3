"""A step's launches, more than a thousand for ENet, as one: a CUDA graph."""

import logging
import random
from collections.abc import Callable, Iterable

import torch
from torch import Tensor, nn

log = logging.getLogger(__name__)
# Calls before the graph is taken, in which libraries choose and prepare what they compute with.
WARM = 3
# Of the memory that a call takes: a graph keeps it, beside that of other calls.
MARGIN = 2.0

# Of tensors on the device, without a look at any of their values.
Work = Callable[..., tuple[Tensor, ...]]


class Graphed:
    """Work on tensors of one shape, replayed as one CUDA graph from its fourth call on.

    Calls with other shapes, and those of work that no graph can hold, are ordinary calls. What is replayed is what was
    computed, with the same kernels and, for dropout, the next draws of the same generator; so the work may look at
    nothing that changes but its tensors: not at the rate, and not at a processor's random numbers.

    Where the work leaves gradients, it starts from none (`zero_grad(set_to_none=True)` after each step).
    """

    def __init__(
        self, work: Work, device: torch.device, weights: Iterable[nn.Parameter] = (), draws: bool = True
    ) -> None:
        """Take nothing yet.

        Args:
            work: What is done.
            device: Where; but on CUDA all calls are ordinary ones.
            weights: Whose gradients it leaves.
            draws: Whether it may draw random numbers. Graphs that may share what says where the next replay's draws
                begin; one that does not may be replayed beside another.
        """
        self.work, self.device, self.weights, self.draws = work, device, list(weights), draws
        self.is_on = device.type == "cuda"
        self.calls = 0
        self.shapes: list[torch.Size] = []
        self.graph: torch.cuda.CUDAGraph | None = None
        self.inputs: tuple[Tensor, ...] = ()
        self.outputs: tuple[Tensor, ...] = ()
        self.gradients: list[Tensor | None] = []

    def __call__(self, *inputs: Tensor) -> tuple[Tensor, ...]:
        """What the work gives; until the next call."""
        if not self.is_on:
            return self.work(*inputs)
        shapes = [each.shape for each in inputs]
        self.shapes = self.shapes or shapes
        if shapes != self.shapes:
            return self.work(*inputs)
        if self.graph is None and self.calls < WARM:
            self.calls += 1
            return self._warm(inputs)
        if self.graph is None and not self._capture(inputs):
            self.is_on = False
            return self.work(*inputs)
        assert self.graph is not None
        for held, given in zip(self.inputs, inputs, strict=True):
            held.copy_(given)
        self.graph.replay()
        for weight, gradient in zip(self.weights, self.gradients, strict=True):
            weight.grad = gradient
        return self.outputs

    def _warm(self, inputs: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        """An ordinary call beside the stream that others run on, as PyTorch's notes on CUDA graphs ask for."""
        before = torch.get_rng_state(), random.getstate()
        stream, beside = torch.cuda.current_stream(self.device), torch.cuda.Stream(self.device)
        beside.wait_stream(stream)
        with torch.cuda.stream(beside):
            outputs = self.work(*inputs)
        stream.wait_stream(beside)
        if not torch.equal(before[0], torch.get_rng_state()) or before[1] != random.getstate():
            log.info("no CUDA graph: the network draws from the processor's random numbers")
            self.is_on = False
        return outputs

    def _has_room(self) -> bool:
        taken = torch.cuda.max_memory_allocated(self.device) - torch.cuda.memory_allocated(self.device)
        torch.cuda.empty_cache()
        return MARGIN * taken < torch.cuda.mem_get_info(self.device)[0]

    def _capture(self, inputs: tuple[Tensor, ...]) -> bool:
        """Take the graph, which computes nothing yet. Whether there is one."""
        if not self._has_room():
            log.info("no CUDA graph: it would keep more memory than there is")
            return False
        index = torch.cuda.current_device() if self.device.index is None else self.device.index
        generator, stream = torch.cuda.default_generators[index], torch.cuda.current_stream(self.device)
        own, drawn = generator.graphsafe_get_state(), generator.clone_state()
        if not self.draws:
            generator.graphsafe_set_state(generator.clone_state())
        self.inputs = tuple(torch.empty_like(each) for each in inputs)
        graph = torch.cuda.CUDAGraph()
        try:
            # by this thread's calls alone: another may read samples and pin their memory
            # on a stream of its own, for each of which cuBLAS has a workspace: two graphs may run side by side
            beside = torch.cuda.Stream(self.device)
            with torch.cuda.graph(graph, stream=beside, capture_error_mode="thread_local"):
                self.outputs = self.work(*self.inputs)
        except RuntimeError as error:
            # PyTorch leaves its stream current and its generator within the graph, where the graph cannot be ended
            torch.cuda.set_stream(stream)
            self.inputs = ()
            generator.graphsafe_set_state(drawn if self.draws else own)
            for weight in self.weights:
                weight.grad = None
            log.info("no CUDA graph: %s", str(error.__context__ or error).partition("\n")[0])
            return False
        if not self.draws:
            generator.graphsafe_set_state(own)
        self.gradients = [weight.grad for weight in self.weights]
        self.graph = graph
        return True
