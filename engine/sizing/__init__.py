"""Sizes: a body from height and weight, the odds of every size of a garment, and what one learns.

`recommend` answers for one garment, `sizes_for` for a whole catalogue, `peers_of` shows people
like you, `parsing` reads what people type. Plain numpy; nothing here knows of a chat.
"""

from engine.sizing.body import BodyEstimate, load_body_model
from engine.sizing.peers import Peers
from engine.sizing.person import Gender, Person, Population, SizeError
from engine.sizing.preference import Feedback
from engine.sizing.reasons import Reason
from engine.sizing.recommendation import (
    Garment,
    PastSize,
    Recommendation,
    SizedProducts,
    peers_of,
    recommend,
    sizes_for,
)

__all__ = [
    "BodyEstimate",
    "Feedback",
    "Garment",
    "Gender",
    "PastSize",
    "Peers",
    "Person",
    "Population",
    "Reason",
    "Recommendation",
    "SizeError",
    "SizedProducts",
    "load_body_model",
    "peers_of",
    "recommend",
    "sizes_for",
]
