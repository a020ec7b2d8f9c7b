"""The same tests on SQLite and on a real PostgreSQL server."""

from servers import *  # noqa: F403
