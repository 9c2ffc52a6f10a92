"""Writing a case down from a program or a telephone, and reading cases; the detail is completed upstairs."""

import hashlib
from uuid import UUID

from django.db import transaction
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from puskesos import access, identity, intake, quota, trace
from puskesos.api.base import ApiView, ListView, Standing
from puskesos.api.cases import KebutuhanBaris, KeluhanBaris, KeluhanOutput, whole, with_papers
from puskesos.api.errors import refusal, wrong_fields
from puskesos.api.filters import KebutuhanFilter, KeluhanFilter
from puskesos.api.sheet import SheetInput, path_of
from puskesos.models import Kebutuhan, Keluhan
from puskesos.numbering import is_uuid7
from puskesos.persons import ELSEWHERE
from puskesos.prepared import Prepared
from puskesos.refusals import Refused

NOT_V7 = "Tanda laporan harus UUID versi 7 yang dibuat di perangkat Anda."


class KeluhanList(ListView):
    """Cases of the acting area, the newest first."""

    rights = {"GET": ("keluhan", "R")}
    serializer_class = KeluhanBaris
    filterset_class = KeluhanFilter
    listed = "api keluhan"

    def get_queryset(self):
        rows = Keluhan.objects.visible_to(self.by).select_related("klien", "pemilik")
        return rows.prefetch_related("kebutuhan")

    def looked_for(self):
        text = self.request.query_params.get("q", "")
        return {"cari": identity.blind_index(text.casefold(), purpose="jejak").hex()[:16]} if text else {}

    @extend_schema(operation_id="keluhan_daftar", summary="Daftar keluhan")
    def get(self, request):
        return super().get(request)


class PeringatanOutput(Standing):
    """Something unusual to look at again; the case is stored all the same."""

    isian = serializers.CharField()
    kode = serializers.CharField()
    kalimat = serializers.CharField()


class StoredOutput(KeluhanOutput):
    """The stored record as its author gets it: with the code for the family, and the hash of what was sent."""

    kode_lacak = serializers.CharField(source="tracking_code")
    peringatan = PeringatanOutput(many=True)
    sidik = serializers.CharField(help_text="SHA-256 dari isi permintaan, untuk dicocokkan sebelum dihapus di HP.")


class KeluhanDetail(ApiView):
    """One case: written down under an id that the client made, and read."""

    rights = {"PUT": ("keluhan", "C"), "GET": ("keluhan", "R")}
    http_method_names = ("get", "head", "put")
    serializer_class = KeluhanOutput
    Stored = StoredOutput

    def get(self, request, id):
        return Response(self.get_serializer(self._whole(access.open_keluhan(self.by, id))).data)

    def put(self, request, id):
        if not is_uuid7(id):
            return Response(wrong_fields({"id": [NOT_V7]}), status=400)
        given = self.taken(SheetInput)
        try:
            with transaction.atomic():
                keluhan, created = intake.register_keluhan(by=self.by, now=self.now, id=id, sheet=given.sheet())
        except Refused as refused:
            return self._refused(refused, given)
        return self._stored(keluhan, created, given.doubts(self.today))

    def _stored(self, keluhan, created, doubts):
        (keluhan,) = _WRITTEN(id=keluhan.pk)
        keluhan.peringatan, keluhan.sidik = doubts, hashlib.sha256(self.request.parser_context["sent"]).hexdigest()
        body = self.Stored(self._whole(keluhan), context=self.get_serializer_context()).data
        return Response(body, status=201 if created else 200)

    def _refused(self, refused, given):
        """An ordinary answer and no exception, so that what was tried stays on record (reliability T04)."""
        if refused.sentence == ELSEWHERE:
            number = given.validated_data["klien"].get("nik") or ""
            quota.spend_search(self.by, now=self.now, term=number)
            mark = identity.blind_index(number, purpose="jejak").hex()[:16]
            trace.record(self.by, trace.Aksi.CARI, cara="nik", kunci=mark, elsewhere=True)
        return refusal(refused, status=400 if refused.status == 422 else None, path=path_of)

    def _whole(self, keluhan):
        return whole(keluhan)


# As the database has it now, with what it made of it.
_WRITTEN = Prepared(lambda id: Keluhan.objects.filter(pk=id).select_related("klien", "pemilik"), id=UUID)


class KebutuhanList(ListView):
    """Needs of the acting area, the newest first."""

    rights = {"GET": ("keluhan", "R")}
    serializer_class = KebutuhanBaris
    filterset_class = KebutuhanFilter
    listed = "api kebutuhan"

    def get_queryset(self):
        return with_papers(Kebutuhan.objects.visible_to(self.by).select_related("keluhan__klien"))

    @extend_schema(operation_id="kebutuhan_daftar", summary="Daftar kebutuhan")
    def get(self, request):
        return super().get(request)


class KebutuhanDetail(ApiView):
    rights = {"GET": ("keluhan", "R")}
    serializer_class = KebutuhanBaris

    @extend_schema(operation_id="kebutuhan", summary="Satu kebutuhan")
    def get(self, request, id):
        needs = Kebutuhan.objects.visible_to(self.by).select_related("keluhan__klien").filter(pk=id)
        need = with_papers(needs).first()
        if need is None:
            raise Http404
        trace.record(self.by, trace.Aksi.BACA, need, kelurahan_id=need.keluhan.kelurahan_id)
        return Response(self.get_serializer(need).data)
