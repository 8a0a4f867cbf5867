"""Pgpool-II: a pooler that is session pooling alone and hands the client the real key of its server process."""

import os
import shutil

from servers.base import Server, free_port, listens


def found():
    return shutil.which("pgpool") or next((path for path in ["/usr/sbin/pgpool"] if os.path.exists(path)), None)


class Pgpool(Server):
    """In front of one Postgres, without load balancing."""

    def __init__(self, server, clients=32):
        super().__init__("pgpool")
        self.port = free_port()
        settings = {
            "backend_clustering_mode": "'raw'", "backend_hostname0": f"'{server.folder}'", "backend_port0": server.port,
            "listen_addresses": "'127.0.0.1'", "port": self.port, "socket_dir": f"'{self.folder}'",
            "pcp_listen_addresses": "''", "pcp_port": free_port(), "pcp_socket_dir": f"'{self.folder}'",
            "num_init_children": clients, "max_pool": 1, "enable_pool_hba": "off", "pool_passwd": "''",
            "connection_cache": "on", "load_balance_mode": "off", "sr_check_period": 0, "health_check_period": 0,
            "pid_file_name": f"'{self.folder}/pid'", "logdir": f"'{self.folder}'", "use_watchdog": "off"}
        config = self.file("pgpool.conf", "".join(f"{name} = {value}\n" for name, value in settings.items()))
        pcp = self.file("pcp.conf", "")
        self._start([found(), "-n", "-f", config, "-F", pcp], lambda: listens("127.0.0.1", self.port))

    @property
    def url(self):
        return f"postgresql://postgres:x@127.0.0.1:{self.port}/postgres"
