"""Hounsfield units that no tissue has."""

# Scanners fill what lies outside their field of view with values such as -2000, -3024 or -8192; air is not below -1500.
PADDING_HU = -1500
