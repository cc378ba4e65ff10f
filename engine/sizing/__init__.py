"""Sizes: a body from height and weight, and the odds of every size of a garment.

`recommendation` answers for one garment and for a whole catalogue, `peers` shows people of a
similar body, `person` holds who a size is for. Plain numpy.
"""
