"""One case over the API, complete: with its referrals, and every step of every floor."""

from django.urls import path
from drf_spectacular.utils import OpenApiResponse, extend_schema

from puskesos.access import lock_keluhan, peek_keluhan
from puskesos.api.base import Input
from puskesos.api.case_steps import GROUND, LIFE, NoteInput
from puskesos.api.cases import KeluhanOutput
from puskesos.api.fields import OPTIONAL, Code, Id, Line, Pick, Several, Words, YesNo, reasons, table
from puskesos.api.keluhan import KeluhanDetail, StoredOutput
from puskesos.api.sheet import SheetInput
from puskesos.api.steps import FreeInput, Step, StepInput, StepsView, StepView, beside, by_code, of_life, view_of
from puskesos.models import Kebutuhan, Petugas
from puskesos.models.katalog import Prioritas
from puskesos.roles import Peran
from puskesos.workflow import StatusKeluhan as S
from rujukan import referral
from rujukan.api.outputs import RujukanRingkas
from rujukan.api.steps import ON_CASE
from slrt.triage import case_file, triage
from slrt.triage.forms.referral import WRITERS
from slrt.triage.models import RencanaAksi
from slrt.triage.triage.owner import OWNED


# --- one case -------------------------------------------------------------------------------------------------------
class KasusOutput(KeluhanOutput):
    """One case with its referrals."""

    rujukan = RujukanRingkas(many=True, source="referrals")


class KasusTersimpan(StoredOutput):
    """The stored record with its referrals."""

    rujukan = RujukanRingkas(many=True, source="referrals")


class KasusView(KeluhanDetail):
    serializer_class = KasusOutput
    Stored = KasusTersimpan
    errors = ("409", "429")

    @extend_schema(operation_id="keluhan", summary="Satu keluhan", responses=KasusOutput)
    def get(self, request, id):
        return super().get(request, id)

    @extend_schema(
        operation_id="keluhan_simpan", summary="Mencatat keluhan dengan UUIDv7 buatan klien; aman diulang",
        request=SheetInput,
        responses={
            201: OpenApiResponse(KasusTersimpan, "Tersimpan."),
            200: OpenApiResponse(KasusTersimpan, "Sudah tersimpan, isinya sama."),
        },
    )  # fmt: skip
    def put(self, request, id):
        return super().put(request, id)

    def _whole(self, keluhan):
        keluhan.referrals = case_file.referrals(keluhan)
        return super()._whole(keluhan)


# --- facts ----------------------------------------------------------------------------------------------------------
def petugas_id(username):
    """The person of that user name, for stages that judge whether they may be chosen; 0 is nobody."""
    return Petugas.objects.filter(username=username).values_list("pk", flat=True).first() or 0


class OwnerInput(StepInput):
    """`pemilik` is a user name of SLRT's back office."""

    pemilik = Line(150)
    catatan = Words(300, required=False)

    def facts(self):
        told = super().facts()
        return {**told, "pemilik": petugas_id(told["pemilik"])}


class TakeInput(StepInput):
    """Without `pemilik` back office takes it itself; another priority needs the note."""

    pemilik = Line(150, required=False)
    prioritas = Pick(Prioritas, required=False)
    catatan = Words(500, required=False)

    def facts(self):
        told = super().facts()
        return {**told, "pemilik": petugas_id(told["pemilik"])} if told.get("pemilik") else told


class PriorityInput(StepInput):
    prioritas = Pick(Prioritas)
    catatan = Words(500)


class SendBackInput(StepInput):
    """`kekurangan` in words, `isian` the names of fields that the Puskesos finds marked."""

    alasan = Code(reasons("KEMBALI"))
    kekurangan = Several(30, child=Line(200), allow_empty=False)
    isian = Several(30, child=Line(60), **OPTIONAL)
    catatan = Words(500, required=False)


class TelaahInput(StepInput):
    masalah = Words(2000)
    kesimpulan = Words(2000)
    sumber_daya = Words(1000, required=False)
    risiko = Words(1000, required=False)


class PlanInput(StepInput):
    tugas_keluarga = Words(1000, required=False)
    catatan = Words(1000, required=False)


class DecisionInput(StepInput):
    catatan = Words(1000, required=False)


class RatifyInput(FreeInput):
    catatan = Words(1000, required=False)


class HandlerInput(FreeInput):
    """`petugas` is a user name."""

    petugas = Line(150)

    def facts(self):
        return {"petugas": petugas_id(self.told()["petugas"])}


class TargetFields(Input):
    """Where one need goes."""

    kebutuhan = Id()
    instansi = Code(table("Instansi"))
    layanan = Code(table("JenisLayanan"))
    kelayakan = Words(500, required=False)
    catatan = Words(1000, required=False)
    sertakan_identitas = YesNo(required=False)


class DraftInput(TargetFields, StepInput):
    pass


class ReferNowInput(TargetFields, StepInput):
    pass


class ProposeReferralInput(TargetFields, StepInput):
    """`kesimpulan` is needed while the case has no analysis yet."""

    kesimpulan = Words(1000, required=False)


def draft(*, by, now, id, versi, kebutuhan, **target):
    """referral.draft_rujukan on the locked case."""
    keluhan = lock_keluhan(by, id, versi)
    need = Kebutuhan.objects.filter(keluhan=keluhan, pk=kebutuhan).first()
    return referral.draft_rujukan(by=by, now=now, keluhan=keluhan, kebutuhan=need, **target)


# --- steps ----------------------------------------------------------------------------------------------------------
def _owned(row, by):
    return row.status in OWNED


def _referable(row, by):
    return row.status in {S.DITERUSKAN, S.TELAAH}


def _to_ratify(row, by):
    return triage.latest_plan(row, RencanaAksi.Status.DISAHKAN_KEMUDIAN) is not None


TRIAGE = by_code(
    of_life(LIFE, "take", TakeInput, triage.take),
    of_life(LIFE, "send_back", SendBackInput, triage.send_back),
    of_life(LIFE, "plan", PlanInput, triage.submit_plan),
    of_life(LIFE, "revise_plan", NoteInput, triage.revise_plan),
    of_life(LIFE, "refer", DecisionInput, triage.approve_plan),
    of_life(LIFE, "refer_urgent", DecisionInput, triage.refer_urgent),
    of_life(LIFE, "try_other", NoteInput, triage.try_other),
    beside("write_telaah", "Tulis telaah", TelaahInput, triage.write_telaah, right=("triase", "CUA"),
           stands=lambda row, by: row.status == S.TELAAH),
    beside("draft", "Susun rujukan", DraftInput, draft, right=("rujukan", "CA"),
           stands=lambda row, by: row.status in (referral.DRAFTED_KOTA if by.is_kota else referral.AT_PUSKESOS)),
    beside("assign", "Ganti penanggung jawab", OwnerInput, triage.assign, right=("triase", "CUPA"), stands=_owned),
    beside("change_priority", "Ubah prioritas", PriorityInput, triage.change_priority, right=("triase", "CUA"),
           stands=_owned),
    Step("ratify", "Sahkan rujukan darurat", RatifyInput, triage.ratify, may=lambda by: by.has(Peran.MANAJER),
         stands=_to_ratify),
    beside("name_handler", "Tunjuk penangan", HandlerInput, triage.name_handler, right=("triase", "A"),
           stands=lambda row, by: row.rahasia),
    Step("propose_referral", "Rujuk: telaah, draf dan ajukan sekaligus", ProposeReferralInput, triage.propose_referral,
         may=lambda by: by.has(*WRITERS), stands=_referable),
    Step("refer_now", "Rujuk darurat sekarang", ReferNowInput, triage.refer_now, may=lambda by: by.has(*WRITERS),
         stands=lambda row, by: _referable(row, by) and row.prioritas == Prioritas.DARURAT),
)  # fmt: skip
STEPS = {**GROUND, **ON_CASE, **TRIAGE}


class Door:
    steps = STEPS
    peek = staticmethod(peek_keluhan)


class KasusSteps(Door, StepsView):
    rights = {"GET": ("keluhan", "R")}

    @extend_schema(operation_id="keluhan_langkah", summary="Langkah yang boleh saya ambil pada keluhan")
    def get(self, request, id):
        return super().get(request, id)


class KasusStep(Door, StepView):
    rights = {"POST": ("keluhan", "R")}


urlpatterns = [
    path("keluhan/<uuid:id>/", KasusView.as_view(), name="api-keluhan"),
    path("keluhan/<uuid:id>/langkah/", KasusSteps.as_view(), name="api-langkah"),
    *(
        path(f"keluhan/<uuid:id>/langkah/{code}/", view_of(step, KasusStep, "keluhan"), name=f"api-langkah-{code}")
        for code, step in STEPS.items()
    ),
]
