"""docker-compose.yml without an engine: the schema, our own rules, and every command in it that can run here."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest
import yaml

from slrt.embedded import binaries
from slrt.embedded.cluster import Cluster
from slrt.embedded.roles import EXTENSIONS, prepare_roles

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE = yaml.safe_load(TEXT)
SERVICES = COMPOSE["services"]
ONCE = {"migrate", "backup"}
LASTING = sorted(SERVICES.keys() - ONCE)
OURS = ("migrate", "web", "worker", "beat")
EXAMPLE = dict(re.findall(r"^([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE))
# Stands in for the values a person fills in, and for the build's.
FILLED = {
    "DATABASE_URL": "postgres://slrt_web:x@127.0.0.1:1/slrt",
    "SECRET_KEY": "x" * 50,
    "FIELD_KEYS": "1:" + "A" * 43 + "=",
    "INDEX_KEY": "B" * 42 + "A=",
    "ALLOWED_HOSTS": "slrt.contoh.invalid",
    "EMAIL_HOST": "surat.contoh.invalid",
    "REDIS_URL": "redis://:x@127.0.0.1:1/0",
    "PATH": f"{Path(sys.executable).parent}:{os.defpath}",
}


def check_schema(path):
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", path]
    return subprocess.run(command, capture_output=True, text=True)


def run(command, tmp_path, **extra):
    environment = {**FILLED, "VAR_DIR": str(tmp_path), "STATIC_ROOT": str(tmp_path / "static"), **extra}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)


# --- the file --------------------------------------------------------------------------------------------------------
def test_the_file_follows_the_compose_schema_and_a_slip_would_be_seen(tmp_path):
    assert check_schema(ROOT / "docker-compose.yml").returncode == 0
    slip = tmp_path / "docker-compose.yml"
    slip.write_text(TEXT.replace("healthcheck:", "healtcheck:", 1))
    assert check_schema(slip).returncode == 1


def test_the_services_are_the_promised_ones():
    assert set(SERVICES) == {"postgres", "redis", "migrate", "web", "worker", "beat", "proxy", "backup"}


@pytest.mark.parametrize("name", LASTING)
def test_a_lasting_service_is_watched_and_started_again(name):
    assert SERVICES[name]["restart"] == "unless-stopped"
    assert SERVICES[name]["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_every_service_is_locked_down(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert "privileged" not in service
    assert not {"SYS_ADMIN", "NET_ADMIN", "SYS_PTRACE"} & set(service.get("cap_add", []))


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_every_image_has_a_fixed_version(name):
    tag = SERVICES[name]["image"].partition(":")[2]
    assert re.match(r"\d+\.\d+", tag), tag


def test_only_the_proxy_has_a_door_to_the_outside_and_the_data_have_none():
    assert [name for name in SERVICES if SERVICES[name].get("ports")] == ["proxy"]
    assert COMPOSE["networks"]["dalam"] == {"internal": True}
    for name in ("postgres", "redis", "backup"):
        assert SERVICES[name]["networks"] == ["dalam"]
    assert "dalam" not in SERVICES["proxy"]["networks"]


def test_there_is_exactly_one_beat():
    assert [name for name in SERVICES if "beat" in SERVICES[name].get("command", [])] == ["beat"]
    assert SERVICES["beat"]["container_name"], "compose refuses to scale a service with a container_name"
    assert "-B" not in SERVICES["worker"]["command"]


def test_the_people_wait_for_the_migration():
    for name in ("web", "worker", "beat"):
        assert SERVICES[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    assert SERVICES["migrate"]["restart"] == "no"


# --- secrets ---------------------------------------------------------------------------------------------------------
def test_no_secret_has_a_default():
    demanded = set(re.findall(r"\$\{([A-Z_]+):\?", TEXT))
    defaulted = dict(re.findall(r"\$\{([A-Z_]+):-([^}]*)\}", TEXT))
    assert demanded >= {"SECRET_KEY", "FIELD_KEYS", "INDEX_KEY", "POSTGRES_PASSWORD", "OWNER_PASSWORD", "WEB_PASSWORD"}
    assert all(EXAMPLE[name] == "" for name in demanded)
    assert all(value == "" for name, value in defaulted.items() if re.search("KEY|PASSWORD|SECRET", name))
    assert demanded | defaulted.keys() == EXAMPLE.keys()


def test_only_the_migration_knows_the_owner():
    assert "DATABASE_OWNER_URL" in SERVICES["migrate"]["environment"]
    for name in ("web", "worker", "beat"):
        assert "OWNER" not in str(SERVICES[name]["environment"])
        assert "slrt_web:" in SERVICES[name]["environment"]["DATABASE_URL"]


@pytest.mark.parametrize("name", OURS)
def test_every_variable_of_ours_is_one_the_settings_read(name):
    known = (ROOT / "slrt" / "settings.py").read_text() + (ROOT / "deploy" / "gunicorn.conf.py").read_text()
    assert [key for key in SERVICES[name]["environment"] if f'"{key}"' not in known] == []


# --- the same as what is tested here ---------------------------------------------------------------------------------
def test_production_runs_the_major_versions_that_the_tests_run():
    postgres = binaries.major_version(binaries.postgres_folder())
    for name in ("postgres", "backup"):
        assert SERVICES[name]["image"].startswith(f"postgres:{postgres}.")
    assert SERVICES["redis"]["image"].startswith("redis:8.")
    assert "--builtin-locale=C.UTF-8" in SERVICES["postgres"]["environment"]["POSTGRES_INITDB_ARGS"]


def test_the_broker_never_throws_a_task_away():
    command = " ".join(SERVICES["redis"]["command"])
    assert "--appendonly yes" in command
    assert "--maxmemory-policy noeviction" in command


def roles_of(cluster):
    connection = psycopg2.connect(host=str(cluster.sockets), user="postgres", dbname="slrt")
    with connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolname, rolsuper, rolcreaterole, rolbypassrls, rolcanlogin FROM pg_roles"
            " WHERE rolname LIKE 'slrt%' ORDER BY 1"
        )
        roles = cursor.fetchall()
        cursor.execute("SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'slrt'")
        owner = cursor.fetchone()[0]
        cursor.execute("SELECT extname FROM pg_extension")
        extensions = {row[0] for row in cursor.fetchall()}
        cursor.execute("SELECT has_schema_privilege('slrt_web', 'public', 'CREATE')")
        may_create = cursor.fetchone()[0]
    connection.close()
    return roles, owner, extensions, may_create


@pytest.fixture
def two_clusters(tmp_path):
    pair = [Cluster(tmp_path / name, careless=True).start() for name in ("tertanam", "produksi")]
    yield pair
    for cluster in pair:
        cluster.leave()


def test_the_production_script_makes_the_same_roles_as_the_embedded_database(two_clusters, tmp_path):
    embedded, production = two_clusters
    prepare_roles(embedded)
    folder = f"{production.programs}:{os.defpath}"
    made = run(
        ["bash", "deploy/roles.sh"],
        tmp_path,
        PATH=folder,
        PGHOST=str(production.sockets),
        OWNER_PASSWORD="rahasia' pemilik",
        WEB_PASSWORD="rahasia",
    )
    assert made.returncode == 0, made.stderr
    assert roles_of(production) == roles_of(embedded)
    roles, owner, extensions, may_create = roles_of(production)
    assert roles == [("slrt_pemilik", False, False, False, True), ("slrt_web", False, False, False, True)]
    assert owner == "slrt_pemilik"
    assert extensions >= set(EXTENSIONS)
    assert may_create is False


def test_a_backup_can_be_restored_and_only_the_newest_fourteen_are_kept(two_clusters, tmp_path):
    city, elsewhere = two_clusters
    for cluster in two_clusters:
        prepare_roles(cluster)
    files, kept = tmp_path / "berkas", tmp_path / "cadangan"
    files.mkdir(), kept.mkdir()
    (files / "surat.txt").write_text("surat")
    for day in range(1, 15):
        (kept / f"slrt-202601{day:02}-010000.dump").touch()
        (kept / f"slrt-202601{day:02}-010000.berkas.tgz").touch()
    login = {"PATH": f"{city.programs}:{os.defpath}", "PGUSER": "slrt_pemilik", "PGDATABASE": "slrt"}
    here, there = {**login, "PGHOST": str(city.sockets)}, {**login, "PGHOST": str(elsewhere.sockets)}
    run(["psql", "-c", "CREATE TABLE isi AS SELECT 7 AS n"], tmp_path, **here)

    made = run(["bash", "deploy/backup.sh"], tmp_path, BACKUP_DIR=str(kept), FILES_DIR=str(files), **here)
    assert made.returncode == 0, made.stderr
    dumps = sorted(kept.glob("*.dump"))
    assert len(dumps) == len(list(kept.glob("*.berkas.tgz"))) == 14
    assert dumps[0].name.startswith("slrt-20260102")

    assert run(["pg_restore", "--dbname=slrt", "--exit-on-error", str(dumps[-1])], tmp_path, **there).returncode == 0
    assert run(["psql", "-Atc", "SELECT n FROM isi"], tmp_path, **there).stdout == "7\n"
    listed = run(["tar", "-tzf", str(dumps[-1].with_suffix(".berkas.tgz"))], tmp_path)
    assert "./surat.txt" in listed.stdout


def test_a_failed_backup_leaves_nothing_that_looks_like_one(tmp_path):
    folders = {"BACKUP_DIR": str(tmp_path / "cadangan"), "FILES_DIR": str(tmp_path)}
    (tmp_path / "cadangan").mkdir()
    programs = f"{binaries.postgres_folder()}:{os.defpath}"
    made = run(["bash", "deploy/backup.sh"], tmp_path, PATH=programs, PGHOST="/tidak/ada", **folders)
    assert made.returncode != 0
    assert list((tmp_path / "cadangan").iterdir()) == []


# --- the commands ----------------------------------------------------------------------------------------------------
def test_the_web_command_of_the_image_starts_with_the_production_settings(tmp_path):
    line = next(line for line in (ROOT / "Dockerfile").read_text().splitlines() if line.startswith("CMD "))
    command = yaml.safe_load(line.removeprefix("CMD "))
    assert command[0] == "gunicorn"
    checked = run([sys.executable, "-m", *command, "--check-config"], tmp_path)
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize("name", ["worker", "beat"])
def test_the_celery_commands_are_understood(name, tmp_path):
    command = SERVICES[name]["command"]
    known = run([sys.executable, "-m", *command[:4], "--help"], tmp_path)
    assert known.returncode == 0, known.stderr
    for option in (word.split("=")[0] for word in command[4:] if word.startswith("-")):
        assert re.search(rf"(^|[\s,]){re.escape(option)}\b", known.stdout), option


def test_the_migration_step_names_commands_that_exist(tmp_path):
    script = SERVICES["migrate"]["command"][2]
    for name in re.findall(r"manage\.py (\w+)", script):
        found = run([sys.executable, "manage.py", name, "--help"], tmp_path)
        assert found.returncode == 0, found.stderr


def test_the_image_collects_the_static_files_with_the_values_of_the_build(tmp_path):
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    line = next(line for line in text.splitlines() if "collectstatic" in line).removeprefix("RUN ").split("&&")[0]
    words = shlex.split(line)
    values = dict(word.split("=", 1) for word in words if re.match(r"[A-Z_]+=", word))
    environment = {"PATH": os.defpath, "VAR_DIR": str(tmp_path), "STATIC_ROOT": str(tmp_path / "static"), **values}
    command = [sys.executable, *words[words.index("python") + 1 :]]
    built = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert built.returncode == 0, built.stderr
    assert (tmp_path / "static" / "staticfiles.json").exists()


@pytest.mark.parametrize("part", ["web", "beat"])
def test_a_health_check_says_no_where_nothing_runs(part, tmp_path):
    checked = run([sys.executable, "deploy/healthcheck.py", part], tmp_path)
    assert checked.returncode == 1


def test_the_beat_health_check_follows_the_age_of_the_schedule(tmp_path):
    program = "import sys; sys.path.insert(0, 'deploy'); import healthcheck; print(healthcheck.beat(sys.argv[1]))"

    def healthy():
        return run([sys.executable, "-c", program, str(tmp_path / "beat")], tmp_path).stdout.strip()

    schedule = tmp_path / "beat.db"
    schedule.touch()
    assert healthy() == "True"
    os.utime(schedule, (0, 0))
    assert healthy() == "False"


def test_the_web_health_check_asks_with_the_host_that_is_allowed(live_server, tmp_path):
    port = live_server.url.rsplit(":", 1)[1]
    program = f"import sys; sys.path.insert(0, 'deploy'); import healthcheck; print(healthcheck.web({port}))"

    def healthy(host):
        return run([sys.executable, "-c", program], tmp_path, ALLOWED_HOSTS=host).stdout.strip()

    assert healthy("localhost,127.0.0.1") == "True"
    assert healthy("bukan.contoh.invalid") == "False"
