"""Finding the cases of a study and checking that each can be used."""
