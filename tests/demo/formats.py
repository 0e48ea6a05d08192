"""The contract's scalar types and formats, and the strictness that all shapes share."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

Count = Annotated[int, Meta(ge=0)]
WholeSeconds = Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")]
MicrosecondsZ = Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$")]
MicrosecondsOffset = Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$")]
NaiveMicroseconds = Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$")]
Netloc = Annotated[str, Meta(pattern=r"^(\d+\.\d+\.\d+\.\d+|\[[0-9a-f:]+\]):\d+$")]
GrpcAddress = Annotated[str, Meta(pattern=r"^grpc://(\d+\.\d+\.\d+\.\d+|\[[0-9a-f:]+\]):\d+$")]
NodeKey = Annotated[str, Meta(pattern=r"^(\d+\.\d+\.\d+\.\d+|\[[0-9a-f:]+\]):\d+/[^/]+$")]
Owner = Annotated[str, Meta(pattern=r"^([^/]+/rep-\d+@.+:\d+)?$")]
StatusName = Literal["UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN"]


class Shape(Struct, forbid_unknown_fields=True):
    pass
