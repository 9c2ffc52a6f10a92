"""postgresql.conf of an embedded cluster, written anew at each start: the file is ours, not the administrator's."""

COMMON = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "work_mem": "16MB",
    "effective_cache_size": "1GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Statements carry names and NIK as literals: none may reach the log, not even those that fail.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_min_messages": "warning",
}
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}


def write(cluster):
    """Write the settings of this cluster into its data directory."""
    wanted = COMMON | (CARELESS if cluster.careless else {}) | {"unix_socket_directories": f'"{cluster.sockets}"'}
    lines = [f"{name} = '{value.replace(chr(39), chr(39) * 2)}'\n" for name, value in wanted.items()]
    path = cluster.data / "postgresql.conf"
    path.write_text("# Written at each start by slrt.embedded; changes here are lost.\n" + "".join(lines))
    cluster.identity.give(path)
    cluster.identity.give(cluster.sockets)
