"""The product index: columns of facts and vectors, in segments that are opened by memory map."""
