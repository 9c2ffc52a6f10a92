"""What has to be in the database and on disk before the first page: `python -m slrt.prepare [--no-demo]`."""

import os
import sys

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command


def prepare(demo):
    """Reference data and static files; the demo city only where nobody has registered anything yet."""
    call_command("load_reference", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    if demo and not apps.get_model("puskesos", "Keluhan").objects.exists():
        print("Membuat kota contoh ...", file=sys.stderr, flush=True)
        call_command("seed_demo")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "slrt.settings")
    django.setup()
    prepare(demo=settings.DEMO and "--no-demo" not in sys.argv)
