"""What every shape that the server sends is made of."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.rooms.fields import ID_PATTERN, PLACE_PATTERN

Id = Annotated[str, Field(pattern=f"^{ID_PATTERN}$")]
Place = Annotated[
    str, Field(pattern=f"^{PLACE_PATTERN}$", description="A place in the call, by a digest.")
]
At = Annotated[int, Field(description="Milliseconds since the Unix epoch, by the server's clock.")]
Rev = Annotated[int, Field(ge=0, description="A revision; brought back in `expect`.")]
Duration = Annotated[int, Field(ge=0, description="Milliseconds.")]


class Sent(BaseModel):
    """Anything the server sends; no field that is not written down."""

    model_config = ConfigDict(extra="forbid", strict=True, use_attribute_docstrings=True)


class Made(Sent):
    """A shape that is made at run time, and so has no source to read its fields' docstrings from:
    looking for it goes through every module for every frame of the imports: 4 s of a start."""

    model_config = ConfigDict(use_attribute_docstrings=False)
