"""Shorthand of the reminder tests: moments, passes, and what was sent to whom."""

from datetime import datetime

from puskesos.workdays import ZONE
from rujukan import reminders
from rujukan.models import Kiriman

PEOPLE = {
    "Dewi Lestari": "dewi", "Joko Susilo": "joko", "Maya Sari": "maya", "Hendra Gunawan": "hendra",
    "Lestari Dewi": "koor", "Siti Rahmah": "siti", "Budi Santoso": "budi", "Tono Wijaya": "tono",
    "Fitri Handayani": "fitri",
}  # fmt: skip


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def pass_at(text):
    """One pass as if it were that moment of the city's clock."""
    return reminders.tick(at(text))


def shown(rujukan=None):
    """{(title, person)} of in-app notices, each expected once; a repetition fails here."""
    rows = Kiriman.objects.filter(kanal="APLIKASI", **({"rujukan": rujukan} if rujukan else {}))
    told = [(row.judul, PEOPLE[row.petugas.nama]) for row in rows.select_related("petugas")]
    assert len(told) == len(set(told)), told
    return set(told)


def steps(rujukan):
    """{row name: status} of the whole ladder."""
    return dict(rujukan.pengingat.values_list("aturan", "status"))
