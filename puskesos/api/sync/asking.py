"""What a device asks: which of its reports have arrived, and for numbers to give out meanwhile."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from puskesos.api.base import Input
from puskesos.api.fields import Id, Several
from puskesos.api.sync.results import answer
from puskesos.api.sync.sender import HEADERS, SyncView
from puskesos.models import KirimanLapangan
from puskesos.sync import arrivals, devices

MOST_ASKED = 200


class StatusInput(Input):
    ids = Several(MOST_ASKED, child=Id())


class StatusRow(serializers.Serializer):
    id = serializers.CharField()
    status = serializers.ChoiceField(["diterima", "belum", "ditampung", "konflik", "tidak_sah", "dibuang"])
    nomor = serializers.CharField(required=False)
    sidik = serializers.CharField(required=False)
    lampiran_kurang = serializers.ListField(child=serializers.CharField(), required=False)
    detail = serializers.CharField(required=False)


class StatusOutput(serializers.Serializer):
    hasil = StatusRow(many=True)


class StatusView(SyncView):
    rights = {"POST": "everyone"}
    errors = ("422", "429")
    http_method_names = ("post",)

    @extend_schema(
        operation_id="sinkron_status", summary="Apa yang sudah tiba", request=StatusInput, responses=StatusOutput,
        parameters=HEADERS[:1],
    )  # fmt: skip
    def post(self, request):
        ids = self.taken(StatusInput).validated_data["ids"]
        sender = self.sender()
        rows = KirimanLapangan.objects.filter(butir__in=ids, petugas=sender.petugas).select_related("keluhan")
        best = {}
        for row in sorted(rows, key=lambda row: row.status not in KirimanLapangan.STORED, reverse=True):
            best[row.butir] = row
        return Response({"hasil": [_state(id, best.get(UUID(str(id)))) for id in ids]})


def _state(id, row):
    if row is None:
        return {"id": str(id), "status": "belum"}
    outcome = arrivals.outcome(row)
    word = "diterima" if row.status in KirimanLapangan.STORED else outcome.status
    told = answer(outcome)
    kept = {name: told[name] for name in ("nomor", "sidik", "lampiran_kurang", "detail") if name in told}
    return {"id": str(id), "status": word, **kept}


class BlokOutput(serializers.Serializer):
    """Temporary numbers of this device: SMT-{awalan}-{nomor, three digits or more}."""

    awalan = serializers.CharField()
    dari = serializers.IntegerField()
    sampai = serializers.IntegerField()


class BlokView(SyncView):
    rights = {"POST": ("keluhan", "C")}
    errors = ("422", "429")
    http_method_names = ("post",)

    @extend_schema(
        operation_id="sinkron_blok", summary="Nomor sementara untuk perangkat ini", request=None,
        responses=BlokOutput, parameters=HEADERS[:1],
    )  # fmt: skip
    def post(self, request):
        sender = self.sender()
        block = devices.reserve_block(by=self.by, petugas=sender.petugas, now=self.now, device=sender.device)
        return Response(block_of(block))


def block_of(block):
    return block and {"awalan": block.perangkat.awalan, "dari": block.dari, "sampai": block.sampai}
