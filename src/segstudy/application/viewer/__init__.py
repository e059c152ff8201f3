"""A page to try a trained arm on one scan and to look at what it finds."""
