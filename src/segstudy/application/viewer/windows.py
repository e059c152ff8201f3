"""Which Hounsfield units are shown as black and as white."""

WINDOWS = {"Soft tissue": (-160.0, 240.0), "Lung": (-1350.0, 150.0), "Bone": (-450.0, 1050.0)}
"""Presets by name, in Hounsfield units: 40 ± 200, -600 ± 750 and 300 ± 750, as radiologists' viewers have them."""
