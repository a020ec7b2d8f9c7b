"""A real PostgreSQL server, as `tests/store` has it."""

from servers import *  # noqa: F403
