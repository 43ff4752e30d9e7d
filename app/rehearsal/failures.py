"""What went wrong, out of the groups that task groups wrap it in."""


def root(error: BaseException) -> BaseException:
    """The first error inside any groups."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
