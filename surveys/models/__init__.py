from surveys.models.campaigns import Campaign, Draft, Participation, ReleasedUnit
from surveys.models.instruments import Instrument, InstrumentVersion
from surveys.models.responses import Comment, Response, SealedResponse
from surveys.models.scores import ConstructScore, Reliability

__all__ = [
    "Campaign",
    "Comment",
    "ConstructScore",
    "Draft",
    "Instrument",
    "InstrumentVersion",
    "Participation",
    "ReleasedUnit",
    "Reliability",
    "Response",
    "SealedResponse",
]
