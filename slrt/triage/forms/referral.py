"""Choosing where a need goes: agencies with their load, what the case still lacks, and by when an answer is due."""

from functools import cached_property

from django import forms
from django.utils import timezone

from puskesos import catalogue, deadlines
from puskesos.forms.fields import PickField, StoryField
from puskesos.forms.moves.base import CaseForm, MoveForm
from puskesos.models.katalog import Prioritas
from puskesos.refusals import NotAllowed
from puskesos.roles import Peran
from puskesos.steps import require_status
from puskesos.verification.checklist import checklist_rows, standing_dtsen
from puskesos.workflow import StatusKebutuhan, StatusKeluhan
from rujukan import suggest
from slrt.triage import triage

OTHER = "LAIN"
TILES = 8
DONE = (StatusKebutuhan.TERPENUHI, StatusKebutuhan.TIDAK_DILANJUTKAN)
WRITERS = (Peran.BO_KOTA, Peran.MANAJER)
# Ready sentences for the note; the officer changes them as needed.
PHRASES = (
    "Mohon diprioritaskan, keluarga sedang menunggu layanan.",
    "Berkas asli ada pada keluarga dan dapat ditunjukkan.",
    "Mohon keluarga dihubungi lewat petugas Puskesos kelurahan.",
)


class TargetForm(CaseForm):
    """The fields of one referral; the first need still open unless `kebutuhan` names another."""

    template = "triage/moves/referral.html"
    kebutuhan = forms.UUIDField(widget=forms.HiddenInput)
    instansi = PickField(label="Rujuk ke", tiles=True, error_messages={"required": "Pilih instansi tujuannya."})
    instansi_lain = PickField(label="Instansi lain", required=False)
    layanan = PickField(label="Layanan yang diminta")
    kelayakan = StoryField(500, rows=2, label="Catatan kelayakan",
                           help_text="Mengapa keluarga ini layak. Dibaca manajer dan instansi.")  # fmt: skip
    catatan = StoryField(1000, rows=3, label="Catatan untuk instansi", required=False)
    sertakan_identitas = forms.BooleanField(
        label="Sertakan NIK dan nomor HP", required=False, initial=True,
        help_text="Instansi melihatnya tersamar dan membuka dengan alasan; setiap kali tercatat.",
    )  # fmt: skip
    phrases = PHRASES

    def __init__(self, *args, kebutuhan=None, **kwargs):
        self.wanted = str(kebutuhan or "")
        super().__init__(*args, **kwargs)

    def prepare(self):
        self.need = self._need()
        layanan = self.need.layanan_id if self.need else ""
        self.suggested = suggest.suggestions(layanan, self.now)
        self.usual = [one for one in self.suggested if one.usual][:TILES]
        others = [(one.instansi.pk, one.instansi.nama) for one in self.suggested[len(self.usual) :]]
        self.fields["instansi"].offer(
            [*((one.instansi.pk, one.instansi.nama) for one in self.usual), (OTHER, "Lainnya")]
        )
        self.fields["instansi_lain"].offer(others)
        services = [(one.pk, one.nama) for one in catalogue.table("JenisLayanan").values() if one.aktif]
        self.fields["layanan"].offer(services)
        if self.need:
            self.initial.setdefault("kebutuhan", self.need.pk)
            self.initial.setdefault("layanan", layanan)
            self.initial.setdefault("instansi", self.usual[0].instansi.pk if self.usual else OTHER)

    def _need(self):
        wanted = str(self.data.get("kebutuhan") or self.wanted) if self.is_bound else self.wanted
        named = next((need for need in self.needs if str(need.pk) == wanted), None)
        return named or next(iter(self.open_needs), None) or next(iter(self.needs), None)

    @property
    def open_needs(self):
        return [need for need in self.needs if need.status not in DONE]

    def clean_instansi(self):
        """The code of the agency, also when it was picked from the long list."""
        chosen = self.cleaned_data["instansi"]
        return self.data.get("instansi_lain", "") if chosen == OTHER else chosen

    def clean(self):
        if "instansi" in self.cleaned_data and not self.cleaned_data["instansi"]:
            self.add_error("instansi_lain", "Pilih instansi tujuan.")

    def arguments(self):
        names = ("kebutuhan", "instansi", "layanan", "kelayakan", "catatan", "sertakan_identitas")
        return {name: self.cleaned_data[name] for name in names}

    # --- what the page tells beside the fields ---------------------------------------------------------------------
    @property
    def agency_tiles(self):
        """(key, Suggestion, checked) of the usual agencies, for the numbers 1–8."""
        chosen = self["instansi"].value()
        return [(n, one, one.instansi.pk == chosen) for n, one in enumerate(self.usual, start=1)]

    @property
    def other_chosen(self):
        return self["instansi"].value() == OTHER

    @cached_property
    def marks(self):
        """✓ and ✗ of the service of this need."""
        if self.need is None:
            return []
        rows = list(checklist_rows(self.keluhan))
        files = self.keluhan.lampiran.filter(diganti_oleh__isnull=True).values_list("jenis_id", flat=True)
        return suggest.requirement_marks(
            self.need.layanan_id, timezone.localdate(self.now), checklist=rows, kinds=set(files)
        )

    @cached_property
    def hints(self):
        if self.need is None or self.need.program_id is None:
            return []
        check = standing_dtsen(self.keluhan.klien_id, timezone.localdate(self.now))
        members = list(self.keluhan.klien.kepesertaan.all())
        program = catalogue.program(self.need.program_id)
        return suggest.hints(program, desil=check.desil if check else None, members=members)

    @property
    def answer_due(self):
        return deadlines.due("JAWABAN_INSTANSI", self.keluhan.prioritas, self.now)

    @property
    def urgent(self):
        return self.keluhan.prioritas == Prioritas.DARURAT


class ReferForm(TargetForm, MoveForm):
    """One screen: take, analyse, draft, and put it to the manajer; an emergency is sent at once."""

    code = "rujuk"
    title = "Rujuk"
    kesimpulan = StoryField(
        1000, rows=2, label="Kesimpulan telaah", required=False,
        help_text="Apa yang dibutuhkan keluarga dan mengapa cara ini dipilih.",
    )  # fmt: skip

    def prepare(self):
        super().prepare()
        if self.urgent:
            del self.fields["kesimpulan"]
            self.fields["kelayakan"].required = False
        elif self.keluhan.telaah.exists():
            self.fields["kesimpulan"].help_text = "Sudah ada telaah; isi hanya bila ada yang baru."
        else:
            self.fields["kesimpulan"].required = True

    @property
    def button(self):
        return "Kirim rujukan darurat" if self.urgent else "Ajukan ke manajer"

    @property
    def done(self):
        return (
            "Rujukan darurat terkirim; manajer mengesahkan kemudian." if self.urgent else "Rencana diajukan ke manajer."
        )

    @property
    def stage(self):
        return triage.refer_now if self.urgent else triage.propose_referral

    def arguments(self):
        extra = {} if self.urgent else {"kesimpulan": self.cleaned_data["kesimpulan"]}
        return super().arguments() | extra

    @classmethod
    def check(cls, keluhan, by):
        if not by.has(*WRITERS):
            raise NotAllowed("Rujukan disusun oleh back office SLRT.")
        require_status(keluhan, (StatusKeluhan.DITERUSKAN, StatusKeluhan.TELAAH, StatusKeluhan.DIRUJUK), "Rujuk")


class DraftForm(TargetForm):
    """One more alternative on the plan page; nothing is sent by it."""

    code = "tambah"
    title, button = "Tambah pilihan", "Tambah ke rencana"
    done = "Pilihan ditambahkan ke rencana."
