"""PostgreSQL, broker and keys for a machine that has none; never used when DATABASE_URL is set.

One PostgreSQL per VAR_DIR (and a second, careless one for tests) is shared by every process that needs it and stopped
by the last one that leaves. The broker belongs to `bin/run` alone.
"""

from pathlib import Path
from urllib.parse import quote

from slrt.embedded.broker import Broker
from slrt.embedded.cluster import Cluster
from slrt.embedded.errors import EmbeddedError
from slrt.embedded.keys import local_secrets
from slrt.embedded.roles import DATABASE, OWNER, WEB, prepare_roles

__all__ = ["Broker", "Cluster", "EmbeddedError", "broker_url", "database_urls", "local_secrets", "release", "shared"]

_shared: dict[Path, Cluster] = {}


def database_urls(var_dir, test=False):
    """(URL of the web role, URL of the owner) of the embedded database, started or shared until this process ends."""
    cluster = shared(var_dir, test)
    return tuple(f"postgres://{role}@/{quote(str(cluster.sockets))}/{DATABASE}" for role in (WEB, OWNER))


def shared(var_dir, test=False):
    """The running cluster of this VAR_DIR; roles and extensions are in place when it returns."""
    root = Path(var_dir) / ("test" if test else "db")
    if root not in _shared:
        cluster = Cluster(root, careless=test)
        with cluster.starting():
            prepare_roles(cluster)
        _shared[root] = cluster
    return _shared[root]


def broker_url(var_dir):
    """Where the broker of `bin/run` listens; nobody listens there while `bin/run` is not running."""
    return Broker(Path(var_dir) / "valkey").url


def release(wait=0.0):
    """Give up every cluster now instead of at exit; `wait` seconds for others that are still leaving."""
    for root in list(_shared):
        _shared.pop(root).leave(wait)
