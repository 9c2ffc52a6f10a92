"""What a device takes along: the form of the intake with everything it offers, read from the form classes themselves.

Nothing of it is written down a second time: a row added to the catalogue, a label changed in the form or a paper that
a service asks for from tomorrow on is in the next pack, and its hash tells every device to fetch it.
"""

import hashlib
import json
from types import SimpleNamespace

from django import forms
from django.conf import settings

from puskesos import catalogue, intake, nik, urgency
from puskesos.forms import choices
from puskesos.forms.fields import LineField, NikField, NumberField, PhoneField, StoryField
from puskesos.forms.intake import IntakeForm
from puskesos.forms.rows import KebutuhanForm, KepesertaanForm
from puskesos.forms.visits import VisitForm
from puskesos.soundness import MOST_FILES, MOST_MEMBERSHIPS, MOST_NEEDS
from puskesos.widgets import DatePartsField

WARN_AFTER_DAYS = 30
WHOLE_CITY = SimpleNamespace(kelurahan_codes=None, wilayah_id="")
# The kinds of control, the first that fits.
_KINDS = (
    (NikField, "nomor16"), (PhoneField, "telepon"), (NumberField, "angka"), (DatePartsField, "tanggal"),
    (StoryField, "cerita"), (LineField, "baris"), (forms.MultipleChoiceField, "banyak"), (forms.ChoiceField, "pilih"),
    (forms.BooleanField, "centang"),
)  # fmt: skip


def catalogue_pack(day):
    """Everything of the offline form as it holds on a day; equal content has an equal `hash`."""
    return catalogue.remembered(f"pack {day}", lambda: _stamped(_content(day), day))


def catalogue_hash(day):
    return catalogue_pack(day)["hash"]


def _stamped(content, day):
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    return {"hash": hashlib.sha256(text.encode()).hexdigest()[:32], "tanggal": day.isoformat(), **content}


def _content(day):
    return {
        **_sheet(day), **_services(day), "kelurahan": _kelurahan(), "rahasia": _secret(), "urgensi": _questions(),
        "prioritas_urut": list(map(str, urgency.ORDER)), "nik": _nik_rules(),
        "berkas": {"paling_banyak": MOST_FILES, "jenis": choices.kinds_of_file()},
        "pemberitahuan": intake.NOTICE_VERSION, "kota": settings.CITY, "alamat_umum": settings.PUBLIC_URL.rstrip("/"),
        "peringatan_setelah_hari": WARN_AFTER_DAYS,
    }  # fmt: skip


def _sheet(day):
    return {
        "isian": _fields(IntakeForm(by=WHOLE_CITY, day=day)),
        "baris": {
            "kebutuhan": {"paling_sedikit": 1, "paling_banyak": MOST_NEEDS, "isian": _fields(KebutuhanForm(day=day))},
            "kepesertaan": {
                "paling_sedikit": 0, "paling_banyak": MOST_MEMBERSHIPS, "isian": _fields(KepesertaanForm(day=day)),
            },
        },
        "kunjungan": {name: _field(field) for name, field in VisitForm.base_fields.items()},
    }  # fmt: skip


def _services(day):
    """What each service asks for and gives, and which one a topic usually needs."""
    services = [row for row in catalogue.table("JenisLayanan").values() if row.aktif]
    topics = [row for row in catalogue.table("Subkategori").values() if row.aktif and row.layanan_id]
    return {
        "syarat": {row.kode: [_paper(one) for one in catalogue.requirements(row.kode, day)] for row in services},
        "layanan": {
            row.kode: {"ringkas": row.ringkas, "produk": row.produk, "hari": row.batas_hasil_hari} for row in services
        },
        "usul_layanan": {row.kode: row.layanan_id for row in topics},
    }


def _kelurahan():
    return [
        {"kode": row.kode, "nama": row.nama, "kecamatan": catalogue.wilayah(row.induk_id).nama,
         "ada_sinyal": row.ada_sinyal} for row in catalogue.kelurahan()
    ]  # fmt: skip


def _secret():
    """The answers that make a case rahasia."""
    tables = {
        "subkategori": catalogue.table("Subkategori").values(),
        "layanan": [row for row in catalogue.table("JenisLayanan").values() if row.aktif],
        "ppks": catalogue.table("KategoriPPKS").values(),
    }
    return {name: [row.kode for row in rows if row.rahasia] for name, rows in tables.items()}


def _questions():
    return [
        {"kode": row.kode, "nama": row.nama, "prioritas": row.prioritas, "alasan": row.alasan, "rahasia": row.rahasia}
        for row in urgency.questions()
    ]


def _nik_rules():
    districts = [row.kode for row in catalogue.table("Wilayah").values() if row.tingkat == "KECAMATAN"]
    return {
        "panjang": nik.LENGTH, "perempuan_tambah": nik.WOMEN_ADD_TO_DAY, "provinsi": sorted(nik.PROVINCES),
        "kecamatan": sorted(kode.replace(".", "") for kode in districts),
    }  # fmt: skip


def _paper(row):
    return {"id": row.pk, "nama": row.nama, "keterangan": row.keterangan, "wajib": row.wajib,
            "berkas": row.jenis_berkas_id}  # fmt: skip


def _fields(form):
    return {name: _field(field) for name, field in form.fields.items() if not isinstance(field, forms.FileField)}


def _field(field):
    """One control as plain JSON: what it is, what it says, what it takes, what it offers."""
    kind = next((word for kinds, word in _KINDS if isinstance(field, kinds)), "tersembunyi")
    told = {"jenis": kind, "label": str(field.label or ""), "wajib": field.required}
    told |= {"bantuan": str(field.help_text)} if field.help_text else {}
    told |= {"paling": field.most} if hasattr(field, "most") else {}
    if isinstance(field, NumberField):
        told |= {"dari": field.min_value, "sampai": field.max_value}
    if isinstance(field, forms.ChoiceField):
        told |= {"pilihan": _offered(field.choices), "ubin": bool(getattr(field, "tiles", False))}
    if isinstance(field.initial, str | bool | int):
        told["awal"] = field.initial
    if needed := field.widget.attrs.get("data-needed"):
        told |= {"perlu": needed, "kecuali": field.widget.attrs.get("data-unless", "")}
    return told


def _offered(rows):
    """[[value, label]] or, in groups, [[group, [[value, label]]]]."""
    return [[str(key), _offered(label) if isinstance(label, list | tuple) else str(label)] for key, label in rows]
