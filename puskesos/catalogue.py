"""Small reference tables kept in the process, so that lists need no joins for names (stack.md §3).

Read from the database at most every 30 seconds per process; a change made in this process is seen at once.
"""

import time
from datetime import date

from django.apps import apps
from django.db.models.signals import post_delete, post_save

FRESH_SECONDS = 30
_store = {}


def remembered(name, load):
    """The value of one table, or of anything made of these tables alone, made anew after FRESH_SECONDS."""
    found = _store.get(name)
    if found and found[0] > time.monotonic():
        return found[1]
    value = load()
    _store[name] = (time.monotonic() + FRESH_SECONDS, value)
    return value


def forget(**_):
    """Drop everything; the next look reads the database."""
    _store.clear()


def _by_pk(model):
    return lambda: {row.pk: row for row in apps.get_model("puskesos", model).objects.all()}


def table(model):
    """{primary key: row} of a small reference model, in the model's own order."""
    return remembered(model, _by_pk(model))


def wilayah(kode):
    return table("Wilayah").get(kode)


def instansi(kode):
    return table("Instansi").get(kode)


def layanan(kode):
    return table("JenisLayanan").get(kode)


def subkategori(kode):
    return table("Subkategori").get(kode)


def program(kode):
    return table("Program").get(kode)


def kelurahan():
    """All kelurahan of the city, by code."""
    return [row for row in table("Wilayah").values() if row.tingkat == "KELURAHAN"]


def kelurahan_of(kode):
    """Codes of the kelurahan below a kecamatan or the city."""
    return frozenset(row.kode for row in kelurahan() if row.kode.startswith(f"{kode}.") or row.kode == kode)


def hosted_by(kode):
    """Codes of the kelurahan without a Puskesos that this desk receives."""
    return frozenset(row.kelurahan_id for row in table("Puskesos").values() if row.pengampu_id == kode)


def reasons(kelompok):
    """Active reasons of one group: [(kode, nama)]."""
    return [(row.kode, row.nama) for row in table("Alasan").values() if row.kelompok == kelompok and row.aktif]


def reason_name(kelompok, kode):
    return next((nama for code, nama in reasons(kelompok) if code == kode), kode)


def standard(langkah, prioritas):
    """The StandarLayanan row of a step and priority; RENDAH runs like NORMAL."""
    wanted = (langkah, "NORMAL" if prioritas == "RENDAH" else prioritas)
    by_key = remembered(
        "standards", lambda: {(row.langkah, row.prioritas): row for row in table("StandarLayanan").values()}
    )
    return by_key.get(wanted)


def calendar():
    """The working-day calendar with everything people corrected."""
    from puskesos.workdays import Calendar

    return remembered(
        "calendar",
        lambda: Calendar(frozenset(row.tanggal for row in table("HariLibur").values() if row.aktif)),
    )


def requirements(layanan_kode, day: date):
    """Persyaratan rows of a service that hold on a day, in order."""
    rows = remembered("requirements", lambda: list(apps.get_model("puskesos", "Persyaratan").objects.all()))
    return [row for row in rows if row.layanan_id == layanan_kode and row.holds_on(day)]


def agencies_for(layanan_kode):
    """Instansi that usually serve a service, the usual one first."""
    pairs = table("LayananInstansi").values()
    ordered = sorted((row.urutan, row.instansi_id) for row in pairs if row.layanan_id == layanan_kode)
    return [instansi(kode) for _, kode in ordered]


def watch(app="puskesos", names=()):
    """Forget when a reference row is written in this process (called once when apps are ready).

    An upper floor names those of its own models that are kept here.
    """
    _WATCHED.update(names)
    for model in apps.get_app_config(app).get_models():
        if model.__name__ in _WATCHED:
            post_save.connect(forget, sender=model)
            post_delete.connect(forget, sender=model)


_WATCHED = {
    "Wilayah", "Puskesos", "Instansi", "JenisLayanan", "LayananInstansi", "Subkategori", "Sektor", "Program",
    "Persyaratan", "JenisBerkas", "StandarLayanan", "Alasan", "PertanyaanUrgensi", "HariLibur", "KategoriPPKS",
    "Sinonim",
}  # fmt: skip
