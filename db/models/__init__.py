"""The tables. Every time is timezone-aware UTC; money is in the minor-less unit of its currency.

Vectors are stored as little-endian float16 bytes, see `pack_vector`.
"""

from db.models.base import Base, UtcDateTime, pack_vector, unpack_vector, utc_now
from db.models.catalogue import PricePoint, Product, Shop, Snap, SnapItem
from db.models.closet import (
    ClosetBatch,
    ClosetConsent,
    ClosetItem,
    ClosetPicture,
    ClosetQuestion,
    ClosetUpload,
    DayQuestion,
    WornDay,
)
from db.models.outfits import OutfitFeedback, OutfitRequest, SavedOutfit
from db.models.people import User
from db.models.photos import Feedback, PendingPhoto, PhotoAnswer, Search
from db.models.saved_products import MutedPriceAlerts, SavedProduct
from db.models.sizes import BodyProfile, SizeDialog, WornSize
from db.models.sourcing import ApiQuota, CatalogueRun, CrawlPage, Lease
from db.models.styles import FollowedShop, KeptLook, ShopMood
from db.models.tips import HomePlace, TipDelivery, TipDialog, TipSubscription

__all__ = [
    "ApiQuota",
    "Base",
    "BodyProfile",
    "CatalogueRun",
    "ClosetBatch",
    "ClosetConsent",
    "ClosetItem",
    "ClosetPicture",
    "ClosetQuestion",
    "ClosetUpload",
    "CrawlPage",
    "DayQuestion",
    "Feedback",
    "FollowedShop",
    "HomePlace",
    "KeptLook",
    "Lease",
    "MutedPriceAlerts",
    "OutfitFeedback",
    "OutfitRequest",
    "PendingPhoto",
    "PhotoAnswer",
    "PricePoint",
    "Product",
    "SavedOutfit",
    "SavedProduct",
    "Search",
    "Shop",
    "ShopMood",
    "SizeDialog",
    "Snap",
    "SnapItem",
    "TipDelivery",
    "TipDialog",
    "TipSubscription",
    "User",
    "UtcDateTime",
    "WornDay",
    "WornSize",
    "pack_vector",
    "unpack_vector",
    "utc_now",
]
