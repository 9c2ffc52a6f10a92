"""From the files of this folder into the database, as often as one likes.

A row that a person edited in the application (`disunting_pada`) is never touched again, and a row that the files no
longer name stays: cases may point at it. Only a holiday that the library withdrew is removed.
"""

from dataclasses import dataclass, field
from datetime import date
from functools import partial

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import connection, models, transaction

from puskesos import catalogue, trace
from puskesos.models import (
    Alasan,
    HariLibur,
    Instansi,
    JenisBerkas,
    JenisLayanan,
    KategoriPPKS,
    LayananInstansi,
    Persyaratan,
    PertanyaanUrgensi,
    Program,
    Puskesos,
    Sektor,
    Sinonim,
    StandarLayanan,
    Subkategori,
    Wilayah,
)
from puskesos.reference import files, hari_libur
from puskesos.workdays import ZONE

LOCK = 0x5237  # one loader at a time, whichever machine it runs on
READING_AIDS = {"nama_kelurahan"}  # columns that only help the reader of a file


@dataclass
class Tally:
    """What happened to one table."""

    name: str
    new: int = 0
    changed: int = 0
    removed: int = 0
    kept: int = 0  # edited by a person

    @property
    def changes(self):
        return self.new + self.changed + self.removed


@dataclass
class Report:
    """What one load did, table by table, and what a person should look at."""

    tallies: list = field(default_factory=list)
    warnings: list = field(default_factory=list)

    @property
    def changes(self):
        return sum(tally.changes for tally in self.tallies)


@transaction.atomic
def load(now):
    """Bring the files and the holiday library into the database; returns a Report."""
    take_turn()
    day = now.astimezone(ZONE).date()
    tallies = [step() for step in (*_STEPS, partial(_load_holidays, day))]
    return finish(Report(tallies, hari_libur.warnings(day)))


def finish(report):
    """Check the references, leave a trace of what changed, let the process read anew; returns the Report."""
    connection.check_constraints()
    if report.changes:
        changed = {tally.name: tally.changes for tally in report.tallies if tally.changes}
        trace.record(None, trace.Aksi.REFERENSI, **changed)
    catalogue.forget()
    return report


def take_turn():
    """Wait until no other loader is at work; free again when the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def sync(model, name, wanted, key):
    """Create what is missing, correct what differs, leave what a person edited; returns a Tally.

    `wanted` are dictionaries of attribute names and values, `key` the attributes that identify a row.
    """
    stored = {tuple(getattr(row, attr) for attr in key): row for row in model._default_manager.all()}
    tally, new, changed = Tally(name), [], []
    for values in wanted:
        row = stored.get(tuple(values[attr] for attr in key))
        if row is None:
            new.append(model(**values))
        elif row.disunting_pada:
            tally.kept += 1
        elif _differs(row, values):
            changed.append(_updated(row, values))
    model._default_manager.bulk_create(new)
    if changed:
        model._default_manager.bulk_update(changed, sorted(set(wanted[0]) - set(key)))
    tally.new, tally.changed = len(new), len(changed)
    return tally


def from_file(model, name, key, aids=READING_AIDS):
    """One whole file into its table."""
    return sync(model, name, parsed(model, name, aids), key)


def parsed(model, name, aids=READING_AIDS):
    """The rows of a file as attributes of a model; `aids` are columns that are not fields of it."""
    return [
        dict(_attribute(model, column, text, f"{name}.csv") for column, text in row.items() if column not in aids)
        for row in files.rows(name)
    ]


def _attribute(model, column, text, where):
    try:
        field = model._meta.get_field(column)
    except FieldDoesNotExist:
        raise ValueError(f"{where}: kolom “{column}” tidak dikenal.") from None
    return field.attname, value(field, text, where)


def value(field, text, where):
    """The text of a cell as the field stores it; a ValueError names the file and the column."""
    try:
        if isinstance(field, models.BooleanField):
            return files.yes(text)
        if text == "" and field.null:
            return None
        return field.target_field.to_python(text) if field.is_relation else field.clean(text, None)
    except (ValueError, ValidationError) as error:
        raise ValueError(f"{where}, kolom {field.name}: “{text}” tidak dapat dipakai.") from error


def _differs(row, values):
    return any(getattr(row, attr) != value for attr, value in values.items())


def _updated(row, values):
    for attr, value in values.items():
        setattr(row, attr, value)
    return row


# --- tables with a way of their own --------------------------------------------------------------------------------
def _load_destinations():
    """The usual agencies of each service that has none yet; what people arranged stays."""
    served = set(LayananInstansi.objects.values_list("layanan_id", flat=True))
    new = [
        LayananInstansi(layanan_id=row["kode"], instansi_id=instansi, urutan=urutan)
        for row in files.rows("layanan")
        if row["kode"] not in served
        for urutan, instansi in enumerate(files.items(row["instansi"]), 1)
    ]
    LayananInstansi.objects.bulk_create(new)
    return Tally("layanan_instansi", new=len(new))


def _load_synonyms():
    known = set(Sinonim.objects.values_list("kata", flat=True))
    new = [Sinonim(**row) for row in files.rows("sinonim") if row["kata"] not in known]
    Sinonim.objects.bulk_create(new)
    return Tally("sinonim", new=len(new))


def _load_holidays(day: date):
    """Three years from the library with our corrections on top; withdrawn library days go."""
    ours = {row["tanggal"]: row for row in parsed(HariLibur, "hari_libur")}
    wanted = hari_libur.from_library(day) | ours
    tally = sync(HariLibur, "hari_libur", list(wanted.values()), ("tanggal",))
    withdrawn = HariLibur.objects.filter(
        sumber=hari_libur.SOURCE, disunting_pada__isnull=True, tanggal__year__in=hari_libur.years(day)
    ).exclude(tanggal__in=wanted)
    tally.removed = withdrawn.delete()[0]
    return tally


# In the order of their references.
_STEPS = (
    partial(from_file, Wilayah, "wilayah", ("kode",)),
    partial(from_file, Puskesos, "puskesos", ("kelurahan_id",)),
    partial(from_file, KategoriPPKS, "ppks", ("kode",)),
    partial(from_file, Sektor, "sektor", ("kode",)),
    partial(from_file, Program, "program", ("kode",)),
    partial(from_file, Instansi, "instansi", ("kode",)),
    partial(from_file, JenisLayanan, "layanan", ("kode",), aids={"instansi"}),
    _load_destinations,
    partial(from_file, Subkategori, "subkategori", ("kode",)),
    partial(from_file, JenisBerkas, "jenis_berkas", ("kode",)),
    partial(from_file, Persyaratan, "persyaratan", ("layanan_id", "jenis_berkas_id", "nama", "berlaku_mulai")),
    partial(from_file, StandarLayanan, "standar_layanan", ("langkah", "prioritas"), aids={"nama", "keterangan"}),
    partial(from_file, Alasan, "alasan", ("kelompok", "kode")),
    partial(from_file, PertanyaanUrgensi, "urgensi", ("kode",)),
    _load_synonyms,
)
