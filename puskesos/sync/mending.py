"""From what was typed without signal to a sheet that can be stored: through the very form of the online page.

A page of the web can be sent back to the person in front of it; a report from the field cannot. What the form would
not take is cut, replaced by the least that stands, or left out, and every such place becomes a Doubt for a person to
look at. What was really typed stays in the sealed envelope.
"""

from dataclasses import replace

from django.http import QueryDict

from puskesos import catalogue, finding
from puskesos.forms import choices, questions
from puskesos.forms.fields import LineField, StoryField
from puskesos.forms.intake import IntakePage, usual_service
from puskesos.forms.rows import count, drop_empty, remove_row
from puskesos.models import Warga
from puskesos.numbering import is_uuid7
from puskesos.refusals import NotAllowed
from puskesos.soundness import MOST_MEMBERSHIPS, MOST_NEEDS
from puskesos.sync.refused import ForAPerson
from puskesos.sync.told import Doubt

ROUNDS = 6
MOST_NAMES, LONGEST = 2000, 50_000
ROWS = {"kebutuhan": (1, MOST_NEEDS), "kepesertaan": (0, MOST_MEMBERSHIPS)}
BLANK = "(belum tercatat)"
NO_NIK = "TIDAK_DIKENAL"
OTHER_TOPIC = "LAINNYA"
# Not of the sheet: files travel by themselves, questions are asked only online.
NOT_TYPED = {"lampiran", "berkas", "berkas_id", "berkas_jenis", "orang", "sudah_diperiksa", "tetap_catat", "id", "aksi"}
_CHECK = {"dtsen_terdaftar": "BELUM_DICEK", "dtsen_desil": "", "dtsen_tanggal": "", "dtsen_sumber": ""}
_PUBLIC_TASK = {"dasar": "TUGAS_PUBLIK", "cara_setuju": "TIDAK_ADA"}
# What stands where an answer is missing or no answer: {field: {name: value}}.
LEAST = {
    "nama": {"nama": BLANK}, "ringkasan": {"ringkasan": BLANK}, "subkategori": {"subkategori": OTHER_TOPIC},
    "pelapor_jenis": {"pelapor_jenis": "DIRI_SENDIRI"}, "pelapor_hubungan": {"pelapor_hubungan": "Lainnya"},
    "pelapor_nama": {"pelapor_nama": BLANK}, "kanal": {"kanal": "DATANG"}, "tiket_lapor": {"tiket_lapor": BLANK},
    "alasan_tanpa_nik": {"alasan_tanpa_nik": NO_NIK}, "prioritas_catatan": {"prioritas_catatan": BLANK},
    "dtsen_terdaftar": _CHECK, "dtsen_desil": {"dtsen_desil": ""}, "dtsen_tanggal": _CHECK, "dtsen_sumber": _CHECK,
    "dasar": _PUBLIC_TASK, "cara_setuju": _PUBLIC_TASK, "pemberi": _PUBLIC_TASK | {"pemberi": "KLIEN"},
    "pemberi_nama": {"pemberi_nama": BLANK}, "diberi_tahu": {"diberi_tahu": "on"},
}  # fmt: skip
# When the least above was not enough either, another answer has to give way.
INSTEAD = {"pelapor_hubungan": {"pelapor_jenis": "DIRI_SENDIRI"}, "prioritas_catatan": {"prioritas": ""}}
OUTSIDE = "Dicatat untuk {}, yang di luar wilayah tugas petugas ini. Sekretariat yang mencatatnya."
NO_SHEET = "Isian ini belum dapat dibaca menjadi keluhan. Sekretariat akan memeriksa dan mencatatnya."


class Mended:
    """One report on its way to a sheet: what is typed, and what was doubtful about it so far."""

    def __init__(self, told, *, by, day):
        self.by, self.day, self.told = by, day, told
        self.doubts = list(told.doubts)
        self.typed = self._as_posted(told.typed)
        self._require_place()
        self.page = self._valid()

    # --- as the online form would have posted it -------------------------------------------------------------------
    def _as_posted(self, typed):
        posted = QueryDict(mutable=True)
        for name, texts in as_texts(typed).items():
            if name not in NOT_TYPED:
                posted.setlist(name, texts)
        for prefix, (least, most) in ROWS.items():
            self._count_rows(posted, prefix, least, most)
            drop_empty(posted, prefix, least)
        if not posted.get("kebutuhan-0-layanan"):
            posted["kebutuhan-0-layanan"] = usual_service(posted.get("subkategori", ""))
        return posted

    def _count_rows(self, posted, prefix, least, most):
        total = max(count(posted, prefix), least)
        if total > most:
            self._doubt(prefix, f"Lebih dari {most} baris; sisanya hanya ada di amplop.")
        posted[f"{prefix}-TOTAL_FORMS"], posted[f"{prefix}-INITIAL_FORMS"] = str(min(total, most)), "0"

    def _require_place(self):
        """An unknown kelurahan is a slip; a known one out of reach is for somebody who serves it."""
        code, codes = self.typed.get("kelurahan", ""), self.by.kelurahan_codes
        place = catalogue.wilayah(code)
        if place is not None and place.tingkat == "KELURAHAN":
            if codes is not None and code not in codes:
                raise ForAPerson(OUTSIDE.format(place.nama), field="kelurahan")
            return
        own = self.by.wilayah_id if codes and self.by.wilayah_id in codes else min(codes or [""])
        if not own:
            raise ForAPerson(NO_SHEET, field="kelurahan")
        self.typed["kelurahan"] = own
        self._doubt("kelurahan", "Kelurahan belum jelas; sementara dicatat di kelurahan petugas.")

    # --- through the form, until it holds --------------------------------------------------------------------------
    def _valid(self):
        for attempt in range(ROUNDS):
            page = IntakePage(by=self.by, day=self.day, typed=self.typed, warga=self._warga())
            _offer_retired(page)
            if page.is_valid():
                return page
            self._mend(page, attempt)
        raise ForAPerson(NO_SHEET)

    def _warga(self):
        wanted = self.typed.get("warga_id", "")
        found = is_uuid7(wanted) and Warga.objects.visible_to(self.by).current().filter(pk=wanted).first()
        if wanted and not found:
            self.typed["warga_id"] = ""
            self._doubt("warga_id", "Warga yang dipilih di HP tidak ditemukan; mungkin sudah terdaftar.")
        return found or None

    def _mend(self, page, attempt):
        for name, errors in page.form.errors.items():
            self._doubt(name, f"{_label(page.form, name)}: {errors[0]}")
            self.give_way(name, page.form.fields.get(name), again=attempt > 1)
        for form in page.kebutuhan.forms:
            for name, errors in form.errors.items():
                self._doubt("kebutuhan", f"{_label(form, name)}: {errors[0]}")
                self._give_way_in_row(form, name)
        for at, form in reversed(list(enumerate(page.kepesertaan.forms))):
            if form.errors:
                self._doubt("kepesertaan", "Satu kepesertaan program tidak lengkap; isinya hanya ada di amplop.")
                remove_row(self.typed, "kepesertaan", at, 0)

    def give_way(self, name, field=None, *, again=False):
        """Put the least in the place of an answer that cannot stand."""
        if self._shortened(name, field):
            return
        for one, value in (INSTEAD.get(name, {}) if again else LEAST.get(name, {name: ""})).items():
            self.typed.setlist(one, [value] if value else [])
            if not value:
                for part in range(3):
                    self.typed.pop(f"{one}_{part}", None)

    def _shortened(self, name, field):
        """A text that is only too long loses its end instead of all."""
        text = self.typed.get(name, "")
        if isinstance(field, LineField | StoryField) and len(text) > field.most:
            self.typed[name] = text[: field.most - 1].rstrip() + "…"
            return True
        return False

    def _give_way_in_row(self, form, name):
        key = form.add_prefix(name)
        if name == "layanan":
            self.typed[key] = usual_service(self.typed.get("subkategori", "")) or usual_service(OTHER_TOPIC)
        elif not self._shortened(key, form.fields.get(name)):
            self.typed[key] = ""

    def again(self, refused):
        """The stage refused something: mend that and read once more; ForAPerson when there is nothing to mend."""
        if isinstance(refused, NotAllowed) or refused.field not in self.page.form.fields:
            raise ForAPerson(refused.sentence, field=refused.field)
        self._doubt(refused.field, refused.sentence)
        self.give_way(refused.field)
        self.page = self._valid()

    def _doubt(self, field, sentence):
        if not any(one.isian == field for one in self.doubts):
            self.doubts.append(Doubt(field, sentence))

    # --- the sheet, and what a person would have been asked --------------------------------------------------------
    def sheet(self):
        return replace(self.page.to_sheet(), dicatat_di_lapangan=self.told.recorded, lampiran=())

    def ask(self):
        """What the online page would have asked before storing: numbers that look odd, people and needs on file."""
        data = self.page.form.cleaned_data
        for sentence in self.page.form.doubts(self.day):
            self.doubts.append(Doubt("nik", sentence))
        likely = [] if data["warga_id"] else finding.suspects(self.by, questions.described(data))
        owner = data["warga_id"] or next((one.warga.pk for one in likely if questions.SAME_NIK in one.reasons), None)
        if likely and not owner:
            self._doubt("warga", "Mungkin sudah terdaftar; lihat Data ganda.")
        services = [row.cleaned_data["layanan"] for row in self.page.kebutuhan.forms]
        if finding.same_needs(self.by, day=self.day, services=services, warga_id=owner, no_kk=data["no_kk"]):
            self._doubt("kebutuhan", "Kebutuhan yang sama masih terbuka, atau baru dijawab, untuk keluarga ini.")


def as_texts(typed):
    """{name: [texts]} of whatever stands in a report, as a browser would have posted it."""
    found = {}
    for name, value in list(typed.items())[:MOST_NAMES]:
        texts = [_text(one) for one in (value if isinstance(value, list) else [value])]
        texts = [text for text in texts if text is not None]
        if texts and len(name) <= 100:
            found[name] = texts
    return found


def _text(value):
    if value is True:
        return "on"
    if value is None or value is False:
        return None
    return str(value)[:LONGEST] if isinstance(value, str | int | float) else None


def _label(form, name):
    field = form.fields.get(name)
    return str(field.label) if field and field.label else "Isian"


def _offer_retired(page):
    """A catalogue on a telephone may be a month old: what was on offer then is taken still."""
    _offer(page.form.fields["subkategori"], page.form["subkategori"].value(), "Subkategori")
    for form in page.kebutuhan.forms:
        _offer(form.fields["layanan"], form.chosen(), "JenisLayanan")
    for form in page.kepesertaan.forms:
        _offer(form.fields["program"], form["program"].value(), "Program")


def _offer(field, code, table):
    row = catalogue.table(table).get(code)
    if row is not None and not row.aktif:
        field.choices = [*field.choices, *choices.same([row.pk])]
