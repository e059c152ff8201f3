"""Metrics of one prediction against its reference, in the case's own grid."""
