"""The checks of a single case, one file a kind."""
