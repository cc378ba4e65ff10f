"""Multiplies rows of half precision by a vector, by the faster way that NumPy has for it.

NumPy converts float16 to float32 value by value in software, which takes most of a search's time.
The bits of a float16 are those of a float32 but for the place and the offset of the exponent: moved
to their place, as integers, they are the value divided by 2^112, which the vector makes good.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

_BLOCK_ROWS: Final = 512
"""So many rows of 256 in single precision stay in a core's cache of the second level."""

_SHIFT: Final = 13
_SIGN_EXPONENT_FRACTION: Final = np.int32(np.uint32(0x8FFFE000).view(np.int32))
_SCALE: Final = np.float32(2.0**112)


def inner_products(vector: NDArray[np.float32], rows: NDArray[np.float16]) -> NDArray[np.float32]:
    """Return the inner product of a vector with each row, added up in single precision.

    Args:
        vector: shape (d,), values of at most 1; rounded to half precision like the rows.
        rows: shape (n, d), finite, contiguous.

    Returns:
        (n,).
    """
    scaled = vector.astype(np.float16).astype(np.float32) * _SCALE
    products = np.empty(len(rows), np.float32)
    bits = rows.view(np.int16)
    block = np.empty((min(_BLOCK_ROWS, len(rows)), rows.shape[1]), np.int32)
    for start in range(0, len(rows), _BLOCK_ROWS):
        part = bits[start : start + _BLOCK_ROWS]
        widened = block[: len(part)]
        np.copyto(widened, part)  # repeats the sign bit upwards
        np.left_shift(widened, _SHIFT, out=widened)
        np.bitwise_and(widened, _SIGN_EXPONENT_FRACTION, out=widened)
        np.matmul(widened.view(np.float32), scaled, out=products[start : start + _BLOCK_ROWS])
    return products
