"""Morphology on predicted label maps."""
