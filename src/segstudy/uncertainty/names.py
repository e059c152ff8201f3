"""The maps of uncertainty, by name."""

# Those that are to tell errors, and with the two that describe the mean itself all there are.
TELLING = ("variance", "entropy", "mutual_information")
MAPS = ("mean", "confidence", *TELLING)
