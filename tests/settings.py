"""The product's settings in test mode; nothing that the shell happens to have set reaches the tests."""

import os

PRODUCT = {
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "DATABASE_ROLE",
    "REDIS_URL",
    "DEMO",
    "SECRET_KEY",
    "FIELD_KEYS",
    "INDEX_KEY",
    "ALLOWED_HOSTS",
    "PUBLIC_URL",
    "STATIC_ROOT",
}
for name in PRODUCT:
    os.environ.pop(name, None)
os.environ["SLRT_TEST"] = "1"

from slrt.settings import *  # noqa: E402, F403

# Files of a run of its own: several processes at once must not find each other's.
BERKAS_ROOT = VAR_DIR / f"test-berkas-{os.environ.get('PYTEST_XDIST_WORKER', 'lone')}"  # noqa: F405
