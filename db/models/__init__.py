"""The tables. Every time is timezone-aware UTC; money is in the minor-less unit of its currency.

Vectors are stored as little-endian float16 bytes, see `pack_vector`.
"""

from db.models.base import Base, UtcDateTime, pack_vector, unpack_vector, utc_now
from db.models.catalogue import Product, Shop
from db.models.people import User
from db.models.photos import Feedback, PendingPhoto, PhotoAnswer, Search
from db.models.sizes import BodyProfile, SizeDialog, WornSize

__all__ = [
    "Base",
    "BodyProfile",
    "Feedback",
    "PendingPhoto",
    "PhotoAnswer",
    "Product",
    "Search",
    "Shop",
    "SizeDialog",
    "User",
    "UtcDateTime",
    "WornSize",
    "pack_vector",
    "unpack_vector",
    "utc_now",
]
