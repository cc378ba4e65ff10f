"""Converts between sRGB and CIELAB (D65, 2° observer), in NumPy.

The matrices and thresholds are those of IEC 61966-2-1 and CIE 15. The classifier of colour names
was fitted on values of this very conversion (scikit-image's), which it reproduces to 1e-11. OpenCV
approximates the curves by splines: it is off by up to 0.5, and one colour in 370 gets another name.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_XYZ_OF_RGB: Final = np.array(
    [
        [0.412453, 0.357580, 0.180423],
        [0.212671, 0.715160, 0.072169],
        [0.019334, 0.119193, 0.950227],
    ]
)
_RGB_OF_XYZ: Final = np.linalg.inv(_XYZ_OF_RGB)
_WHITE: Final = np.array([0.95047, 1.0, 1.08883])
"""XYZ of D65."""
_LINEAR_BELOW: Final = 0.008856
"""Below this part of white, lightness is linear instead of a cube root."""
_CURVED_LINEAR_BELOW: Final = 0.2068966
"""The same threshold after the cube root."""
_SLOPE: Final = 7.787
_OFFSET: Final = 16 / 116


def rgb_to_lab(rgb: NDArray[Any]) -> Floats:
    """Return the CIELAB of sRGB colours.

    Args:
        rgb: shape (..., 3); bytes of 0 to 255, or floats of 0 to 1.

    Returns:
        L* (0 to 100), a* and b*, float64, same shape.
    """
    values = rgb / 255 if rgb.dtype == np.uint8 else rgb.astype(np.float64)
    linear = np.where(values > 0.04045, ((values + 0.055) / 1.055) ** 2.4, values / 12.92)
    xyz = linear @ _XYZ_OF_RGB.T / _WHITE
    curved = np.where(xyz > _LINEAR_BELOW, np.cbrt(xyz), _SLOPE * xyz + _OFFSET)
    x, y, z = np.moveaxis(curved, -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def lab_to_rgb(lab: Floats) -> Floats:
    """Return the sRGB of CIELAB colours, shape (..., 3), clipped to 0 to 1."""
    y = (lab[..., 0] + 16) / 116
    curved = np.stack([y + lab[..., 1] / 500, y, np.maximum(y - lab[..., 2] / 200, 0)], axis=-1)
    straight = (curved - _OFFSET) / _SLOPE
    xyz = np.where(curved > _CURVED_LINEAR_BELOW, curved**3, straight)
    linear = np.clip((xyz * _WHITE) @ _RGB_OF_XYZ.T, 0, 1)
    rgb = np.where(linear > 0.0031308, 1.055 * linear ** (1 / 2.4) - 0.055, linear * 12.92)
    return np.asarray(rgb, np.float64)
