"""Index of products: columns of attributes and vectors, in memory-mapped segments."""
