"""Random changes of samples: one file a transform, each a way to draw what is changed and a way to do it again."""
