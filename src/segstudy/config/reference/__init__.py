"""What is made from the typed configuration: the schema that editors check study files by, and the page of all keys."""
