"""The paragraphs of the methods text; each is empty where the study did no such thing."""
