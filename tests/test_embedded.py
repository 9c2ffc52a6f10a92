"""The embedded PostgreSQL is shared, survives violence, and never destroys data. Real servers, real kill -9."""

import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import environ
import psycopg2
import pytest

from slrt import embedded
from slrt.embedded import EmbeddedError
from slrt.embedded.cluster import Cluster
from slrt.embedded.identity import OtherUser, choose_identity

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def neighbours(root, count):
    """So many other processes, started at once, that use the cluster of `root` until the block ends."""
    program = f"""
import sys
from slrt.embedded.cluster import Cluster
cluster = Cluster({str(root)!r}, careless=True).start()
print("up", flush=True)
sys.stdin.read()
"""
    command = [sys.executable, "-c", program]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    processes = [subprocess.Popen(command, cwd=ROOT, **pipes) for _ in range(count)]
    try:
        assert [process.stdout.readline() for process in processes] == ["up\n"] * count
        yield processes
    finally:
        for process in processes:
            send_home(process)


@contextmanager
def neighbour(root):
    with neighbours(root, 1) as [process]:
        yield process


@contextmanager
def orphan_maker(root, fork):
    """A user of the cluster that forks a child and is killed at once; gives the child's process id."""
    program = f"import os\nfrom slrt.embedded.cluster import Cluster\nCluster({str(root)!r}, True).start()\n{fork}\n"
    program += "else:\n    signal.pause()"
    process = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    orphan = int(process.stdout.readline())
    process.kill()
    process.wait()
    process.stdout.close()
    try:
        yield orphan
    finally:
        os.kill(orphan, signal.SIGKILL)


def send_home(process):
    process.stdin.close()
    process.wait(20)
    process.stdout.close()


def ends(pid, seconds=10):
    """Wait for the end of a process that need not be our child; True when it ended in time."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    with os.fdopen(descriptor):
        return bool(select.select([descriptor], [], [], seconds)[0])


def ask(cluster, statement, database="postgres", user="postgres"):
    connection = psycopg2.connect(host=str(cluster.sockets), user=user, dbname=database)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchone() if cursor.description else None
    finally:
        connection.close()


@pytest.fixture(scope="session")
def template(tmp_path_factory):
    """A data directory to copy, because initdb is most of what a cluster costs."""
    cluster = Cluster(tmp_path_factory.mktemp("template"), careless=True).start()
    cluster.leave()
    return cluster.data


@pytest.fixture
def root(tmp_path, template):
    shutil.copytree(template, tmp_path / "db" / "pgdata")
    return tmp_path / "db"


@pytest.fixture
def cluster(root):
    cluster = Cluster(root, careless=True).start()
    yield cluster
    cluster.leave()


# --- sharing ---------------------------------------------------------------------------------------------------------
def test_the_server_is_shared_and_stopped_by_the_last_one_that_leaves(cluster):
    pid = cluster.pid()
    with neighbour(cluster.root):
        assert cluster.pid() == pid
        cluster.leave()
        assert cluster.pid() == pid
    assert ends(pid)
    assert cluster.pid() is None


def test_four_processes_that_start_at_once_get_one_server(tmp_path):
    with neighbours(tmp_path / "db", 4) as processes:
        mine = Cluster(tmp_path / "db", careless=True).start()
        starts = mine.log.read_text().count("starting PostgreSQL")
        for process in processes[:3]:
            send_home(process)
        mine.leave()
        assert mine.pid()
    assert mine.pid() is None
    assert starts == mine.log.read_text().count("starting PostgreSQL") == 1


def test_a_forked_child_does_not_keep_the_server_of_its_killed_parent(root):
    fork = "import signal\nif os.fork() == 0:\n    os.setpgid(0, 0); print(os.getpid(), flush=True); signal.pause()"
    with orphan_maker(root, fork) as orphan:
        heir = Cluster(root, careless=True).start()
        pid = heir.pid()
        heir.leave()
        assert ends(pid)
        assert not ends(orphan, seconds=0)


def test_after_kill_9_of_its_user_the_next_one_adopts_and_stops_the_server(root):
    with neighbour(root) as process:
        process.kill()
        process.wait()
        heir = Cluster(root, careless=True)
        pid = heir.pid()
        assert pid
        heir.start()
        assert heir.pid() == pid
        heir.leave()
    assert heir.pid() is None


# --- violence --------------------------------------------------------------------------------------------------------
def test_a_killed_server_is_revived_with_all_that_was_committed(root):
    cluster = Cluster(root).start()
    ask(cluster, "CREATE TABLE isi AS SELECT generate_series(1, 2000) AS n")
    pid = cluster.pid()
    os.kill(pid, signal.SIGKILL)
    assert ends(pid)
    assert cluster.pid() is None
    assert cluster.revive()
    assert ask(cluster, "SELECT count(*) FROM isi") == (2000,)
    assert not cluster.revive()
    cluster.leave()


def test_the_number_of_a_stranger_in_the_pid_file_does_not_hinder_the_start(cluster):
    cluster.leave()
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE) as stranger:
        (cluster.data / "postmaster.pid").write_text(f"{stranger.pid}\n{cluster.data}\n1\n5432\n{cluster.sockets}\n")
        assert cluster.pid() is None
        assert cluster.start().pid() not in (None, stranger.pid)
        stranger.stdin.close()


def test_an_interrupted_initdb_is_done_again(tmp_path):
    unfinished = tmp_path / "db" / "pgdata.new"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n")
    cluster = Cluster(tmp_path / "db", careless=True).start()
    assert cluster.pid()
    cluster.leave()


def test_a_folder_with_other_data_is_refused_and_left_as_it_is(tmp_path):
    letter = tmp_path / "db" / "pgdata" / "surat.txt"
    letter.parent.mkdir(parents=True)
    letter.write_text("penting")
    with pytest.raises(EmbeddedError, match="bukan basis data"):
        Cluster(tmp_path / "db", careless=True).start()
    assert letter.read_text() == "penting"


def test_data_of_another_major_version_is_refused_in_one_sentence(cluster):
    cluster.leave()
    version = cluster.data / "PG_VERSION"
    ours = version.read_text()
    version.write_text("13\n")
    with pytest.raises(EmbeddedError, match="PostgreSQL 13"):
        cluster.start()
    version.write_text(ours)
    assert cluster.start().pid()


def test_a_cluster_in_use_on_another_host_is_refused(cluster):
    with neighbour(cluster.root):
        cluster.leave()
        pid = cluster.pid()
        os.kill(pid, signal.SIGKILL)
        assert ends(pid)
        (cluster.root / "host").write_text("mesin lain")
        with pytest.raises(EmbeddedError, match="mesin atau kontainer lain"):
            cluster.start()
    assert cluster.start().pid()  # the neighbour has left: its host may have been rebooted


# --- places ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["Puskesos Kalampangan – data", 'it\'s "quoted" $HOME, `x`', "panjang-" * 20])
def test_odd_and_long_paths_work_and_leave_no_socket_folder(tmp_path, template, name):
    shutil.copytree(template, tmp_path / name / "db" / "pgdata")
    cluster = Cluster(tmp_path / name / "db", careless=True).start()
    assert ask(cluster, "SELECT 1") == (1,)
    assert cluster.root not in cluster.sockets.parents
    cluster.leave()
    assert not cluster.sockets.exists()


def test_a_socket_folder_that_others_may_enter_is_refused(root):
    cluster = Cluster(root.rename(root.with_name("nama panjang")), careless=True)
    cluster.sockets.chmod(0o777)
    with pytest.raises(EmbeddedError, match="bukan milik Anda"):
        cluster.start()
    cluster.sockets.chmod(0o700)
    assert cluster.start().pid()
    cluster.leave()


IDENTITIES = [choose_identity] + ([OtherUser] if os.geteuid() == 0 else [])


@pytest.mark.parametrize("identity", IDENTITIES, ids=lambda choice: choice.__name__)
@pytest.mark.parametrize("mode", [0o700, 0o711], ids=["closed", "open"])
def test_the_server_runs_as_somebody_postgres_accepts(monkeypatch, identity, mode):
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o711)
        var_dir = Path(folder) / "var"
        var_dir.mkdir(mode=mode)
        monkeypatch.setattr("slrt.embedded.identity.HOME", Path(folder) / "rumah")
        for _ in ("first start", "second start"):
            cluster = Cluster(var_dir / "db", careless=True, identity=identity()).start()
            owner = Path(f"/proc/{cluster.pid()}").stat().st_uid
            assert owner == (os.geteuid() if identity is choose_identity else OtherUser().uid)
            assert ask(cluster, "SELECT 1") == (1,)
            cluster.leave()


def test_named_programs_that_do_not_exist_are_reported_with_the_way_out(tmp_path, monkeypatch):
    monkeypatch.setenv("PG_BIN", str(tmp_path))
    with pytest.raises(EmbeddedError, match="DATABASE_URL"):
        Cluster(tmp_path / "db")


# --- roles, keys, urls -----------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def city(tmp_path_factory):
    var_dir = tmp_path_factory.mktemp("kota kecil")
    embedded.database_urls(var_dir, test=True)
    yield var_dir
    embedded.release()


def test_the_urls_lead_settings_to_the_socket_as_web_role_and_owner(city):
    web, owner = (environ.Env.db_url_config(url) for url in embedded.database_urls(city, test=True))
    sockets = str(embedded.shared(city, test=True).sockets)
    assert (web["USER"], web["HOST"], web["NAME"]) == ("slrt_web", sockets, "slrt")
    assert (owner["USER"], owner["HOST"], owner["NAME"]) == ("slrt_pemilik", sockets, "slrt")


def test_the_web_role_may_not_create_what_the_owner_may(city):
    cluster = embedded.shared(city, test=True)
    ask(cluster, "CREATE TABLE milik (n int)", "slrt", "slrt_pemilik")
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        ask(cluster, "CREATE TABLE rampas (n int)", "slrt", "slrt_web")
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        ask(cluster, "SELECT * FROM milik", "slrt", "slrt_web")


def test_statements_that_fail_do_not_carry_their_literals_into_the_log(city):
    cluster = embedded.shared(city, test=True)
    with pytest.raises(psycopg2.errors.InvalidTextRepresentation):
        ask(cluster, "SELECT 'bukan angka'::int, '6271994101900001'", "slrt", "slrt_web")
    with pytest.raises(psycopg2.errors.UniqueViolation):
        ask(cluster, "CREATE TEMP TABLE t (nik text UNIQUE); INSERT INTO t VALUES ('62719941'), ('62719941')", "slrt")
    log = cluster.log.read_text()
    assert "duplicate key" in log
    assert "6271994" not in log


def test_keys_are_made_once_and_only_their_owner_may_read_them(tmp_path):
    first = embedded.local_secrets(tmp_path)
    assert first == embedded.local_secrets(tmp_path)
    assert set(first) == {"SECRET_KEY", "FIELD_KEYS", "INDEX_KEY"}
    path = tmp_path / "kunci" / "rahasia.json"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [p.name for p in path.parent.iterdir()] == ["rahasia.json"]


def test_keys_lost_beside_a_database_are_not_replaced_silently(tmp_path):
    embedded.local_secrets(tmp_path)
    (tmp_path / "db").mkdir()
    (tmp_path / "db" / "host").write_text("pernah hidup")
    assert embedded.local_secrets(tmp_path)
    (tmp_path / "kunci" / "rahasia.json").unlink()
    with pytest.raises(EmbeddedError, match="cadangan"):
        embedded.local_secrets(tmp_path)


def test_with_a_database_url_nothing_is_started_and_secrets_are_demanded(tmp_path):
    keys = embedded.local_secrets(tmp_path / "lain")
    given = {"DATABASE_URL": "postgres://web:x@127.0.0.1:1/slrt", "VAR_DIR": str(tmp_path / "var"), "PATH": os.defpath}
    command = [sys.executable, "-c", "from slrt import settings; print(settings.DEMO, settings.EMBEDDED)"]

    def load(environment):
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)

    loaded = load(given | keys | {"ALLOWED_HOSTS": "slrt.contoh.invalid"})
    assert loaded.stdout == "False False\n", loaded.stderr
    assert not (tmp_path / "var").exists()
    refused = load(given)
    assert refused.returncode == 1
    assert "SECRET_KEY" in refused.stderr


def test_two_processes_that_make_the_keys_at_once_agree(tmp_path):
    program = (
        f"import json; from slrt.embedded import local_secrets; print(json.dumps(local_secrets({str(tmp_path)!r})))"
    )
    command = [sys.executable, "-c", program]
    pair = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    first, second = (json.loads(process.communicate(timeout=30)[0]) for process in pair)
    assert first == second
