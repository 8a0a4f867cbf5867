"""Real servers for the tests: Postgres, poolers and proxies, each in a folder of its own, on a private socket or a free port.
One file per kind of server."""

from servers import pgbouncer, pgpool  # noqa: F401
from servers.base import as_user, bindir, clean_environment, free_port, own_folder, wait_until  # noqa: F401
from servers.pgbouncer import PgBouncer, Pool, on_innocent_port  # noqa: F401
from servers.pgpool import Pgpool  # noqa: F401
from servers.postgres import PASSWORD, Postgres, Standby  # noqa: F401
