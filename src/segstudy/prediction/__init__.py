"""From a trained network to a label map in the case's own grid."""
