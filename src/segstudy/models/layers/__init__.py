"""Layers as PyTorch has them, that take less time on a processor."""
