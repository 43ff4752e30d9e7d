"""Refusals of the contract: each class is one complaint with a stable `code`; none echoes a value
back."""

from typing import ClassVar


class ContractError(Exception):
    """A refusal; nothing was changed. Abstract: raise a child. `retry`: the same may be tried again
    as it is."""

    code: ClassVar[str] = "refused"
    retry: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__(self.__class__.__doc__ or self.code)

    @property
    def say(self) -> str:
        """One sentence for a person."""
        return str(self.args[0])


class NotByContract(ContractError):
    """This meeting's call is not one that the contract is for; make its room with `contract`."""

    code = "not_by_contract"


class UnknownVersion(ContractError):
    """No state of that version was sent."""

    code = "unknown_version"


class TooManyPlaces(ContractError):
    """There are as many in this call as there may be."""

    code = "too_many_places"


class TooManySockets(ContractError):
    """This call has as many sockets open as it may have; those that nobody answers on end soon."""

    code = "too_many_sockets"
    retry = True


class NotSeated(ContractError):
    """The call is for those who sit in the circle."""

    code = "not_seated"
