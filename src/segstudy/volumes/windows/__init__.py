"""Windows that slide over a volume which is too large for the network at once."""
