"""Intensity, orientation and spacing treatment of a volume, and its inverse."""
