"""What the launcher says when it cannot go on."""


class PostgresError(RuntimeError):
    """The embedded server cannot be used; the message says why and what to do."""
