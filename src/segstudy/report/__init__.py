"""One offline HTML file that says what a study found."""
