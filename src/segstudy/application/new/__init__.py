"""`segstudy new`: a first study file from a look at a folder."""
