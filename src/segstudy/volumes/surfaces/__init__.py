"""Distances between the surfaces of masks, for every stage that measures them."""
