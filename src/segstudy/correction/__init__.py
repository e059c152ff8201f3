"""Finding the displacement of an organ's labels and undoing it."""
