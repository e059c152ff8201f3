"""Simplified images of a slice, and the way back: polar, cut out."""
