"""Extra training samples, made offline into a cache."""
