from segstudy.adapter import logged
