"""Forms about who works on a case and how urgent it is."""

from django.utils import timezone

from puskesos import access, catalogue
from puskesos.forms.fields import PickField, PickManyField, PlainForm, StoryField
from puskesos.forms.moves.base import CaseForm, MoveForm
from puskesos.models import Alasan, Penugasan, Petugas
from puskesos.models.katalog import Prioritas
from puskesos.refusals import Refused
from puskesos.roles import CASE_READERS, Peran
from puskesos.steps import require_status
from puskesos.verification.checklist import checklist_rows
from puskesos.verification.returned import GAPS, PAPER
from puskesos.workflow import StatusKeluhan, require_move
from slrt.triage import triage
from slrt.triage.triage.owner import OWNED


def owner_choices(now, *, secret_of=None, by=None):
    """[(id, name)]; the manajer may choose anybody for a secret case, because naming is the manajer's."""
    secret = None if by is not None and by.has(Peran.MANAJER) else secret_of
    return list(triage.possible_owners(now, secret_of=secret).values_list("pk", "nama"))


class AssignManyForm(PlainForm):
    """The bar under the queue: one owner for all picked cases."""

    pemilik = PickField(label="Penanggung jawab", empty="Penanggung jawab …")

    def __init__(self, *args, owners, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["pemilik"].offer(owners)
        self.fields["pemilik"].widget.attrs["data-required"] = "Pilih penanggung jawab untuk keluhan yang dipilih."


class OwnerForm(MoveForm):
    """Common to taking and handing over: the owner, by default oneself."""

    pemilik = PickField(label="Penanggung jawab", empty="Pilih back office …")

    def prepare(self):
        self.fields["pemilik"].offer(owner_choices(self.now, secret_of=self.keluhan, by=self.by))
        if self.by.has(Peran.BO_KOTA) and not self.keluhan.pemilik_id:
            self.initial.setdefault("pemilik", self.by.petugas_id)


class TakeForm(OwnerForm):
    code = "take"
    title, button, short = "Ambil untuk ditelaah", "Tetapkan", "Ambil"
    done = "Keluhan sudah punya penanggung jawab."
    stage = staticmethod(triage.take)
    prioritas = PickField(label="Prioritas", tiles=True, choices=Prioritas)
    catatan = StoryField(500, rows=2, label="Catatan", required=False, help_text="Wajib bila prioritas diubah.")

    def prepare(self):
        super().prepare()
        self.initial.setdefault("prioritas", self.keluhan.prioritas)


class AssignForm(OwnerForm):
    code = "assign"
    title, button, short = "Ganti penanggung jawab", "Ganti", "PJ"
    done = "Penanggung jawab diganti."
    stage = staticmethod(triage.assign)
    catatan = StoryField(300, rows=2, label="Catatan", required=False)

    @classmethod
    def check(cls, keluhan, by):
        access.require(by, "triase", "CUA")
        taken = tuple(status for status in OWNED if status != StatusKeluhan.DITERUSKAN)
        require_status(keluhan, taken, "Ganti penanggung jawab")


class PriorityForm(MoveForm):
    code = "priority"
    title, button, short = "Ubah prioritas", "Ubah", "Prioritas"
    intro = "Batas langkah ini dihitung ulang menurut prioritas yang baru."
    done = "Prioritas diubah, batas dihitung ulang."
    stage = staticmethod(triage.change_priority)
    prioritas = PickField(label="Prioritas", tiles=True, choices=Prioritas)
    catatan = StoryField(500, rows=2, label="Alasan")

    def prepare(self):
        self.initial.setdefault("prioritas", self.keluhan.prioritas)

    @classmethod
    def check(cls, keluhan, by):
        access.require(by, "triase", "CUA")
        require_status(keluhan, OWNED, "Prioritas diubah di SLRT;")


class SendBackForm(MoveForm):
    """Return with a ready reason and the exact gaps, one tick each."""

    code = "send_back"
    template = "triage/moves/send_back.html"
    title, button, short = "Kembalikan ke Puskesos", "Kembalikan", "Kembalikan"
    intro = "Puskesos melihat alasan ini dan daftar yang kurang di berandanya."
    done = "Dikembalikan ke Puskesos."
    stage = staticmethod(triage.send_back)
    alasan = PickField(label="Alasan", tiles=True)
    kurang = PickManyField(label="Yang kurang")
    lain = StoryField(500, rows=2, label="Yang kurang, dengan kata sendiri", required=False)
    catatan = StoryField(500, rows=2, label="Catatan", required=False)

    def prepare(self):
        self.fields["alasan"].offer(catalogue.reasons(Alasan.Kelompok.KEMBALI))
        papers = {row.persyaratan.jenis_berkas_id: row.persyaratan.nama for row in checklist_rows(self.keluhan)}
        self.fields["kurang"].choices = [(f"{PAPER}{kode}", nama) for kode, nama in papers.items()] + list(GAPS.items())

    def clean(self):
        data = self.cleaned_data
        if not data.get("kurang") and not data.get("lain"):
            self.add_error("kurang", "Sebutkan apa yang masih kurang.")

    def arguments(self):
        data, names = self.cleaned_data, dict(self.fields["kurang"].choices)
        words = [names[code] for code in data["kurang"]] + ([data["lain"]] if data["lain"] else [])
        return {"alasan": data["alasan"], "kekurangan": words, "isian": data["kurang"], "catatan": data["catatan"]}

    @classmethod
    def check(cls, keluhan, by):
        if keluhan.status == StatusKeluhan.DITERUSKAN:
            access.require(by, "kembalikan", "CA")
        else:
            require_move(keluhan, "send_back", by)


class HandlerForm(CaseForm):
    """The manajer lets one more person know of a secret case."""

    code = "handler"
    title, button = "Tunjuk penangan", "Tunjuk"
    intro = "Hanya penangan yang ditunjuk dapat melihat bahwa kasus ini ada."
    done = "Penangan ditunjuk."
    stage = staticmethod(triage.name_handler)
    petugas = PickField(label="Petugas", empty="Pilih petugas …")

    def prepare(self):
        active = Penugasan.objects.active(timezone.localdate(self.now)).filter(peran__in=CASE_READERS)
        near = active.filter(peran__in=(Peran.BO_KOTA, Peran.FO_KOTA, Peran.MANAJER)) | active.filter(
            wilayah_id=self.keluhan.kelurahan_id
        )
        known = self.keluhan.penangan.values("petugas_id")
        people = Petugas.objects.filter(pk__in=near.values("petugas_id")).exclude(pk__in=known).order_by("nama")
        self.fields["petugas"].offer([(one.pk, one.nama) for one in people])

    @classmethod
    def check(cls, keluhan, by):
        access.require(by, "triase", "A")
        if not keluhan.rahasia:
            raise Refused("Keluhan ini tidak rahasia; tidak perlu menunjuk penangan.")
