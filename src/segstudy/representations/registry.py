"""Which representations there are, by their settings' `kind`; importing this imports none of them.

For what plans and checks a study. A job is handed `module:attribute` of the one it uses and does not read this.
"""

REPRESENTATIONS = {
    "polar": "segstudy.representations.polar:Polar",
    "crop": "segstudy.representations.crop:Crop",
}
