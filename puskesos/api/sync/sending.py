"""What telephones out of signal send when they find it again: sealed reports and photos."""

from uuid import UUID

from django.db import transaction
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.parsers import BaseParser
from rest_framework.response import Response

from puskesos.api.sync.results import ANSWERS, HasilOutput, answer
from puskesos.api.sync.sender import HEADERS, SyncView
from puskesos.refusals import Refused
from puskesos.sync import arrivals, photos
from puskesos.sync.refused import Unopened

MOST_AT_ONCE = 20


class WholeBody(BaseParser):
    """The body as it came: what nobody can read is kept for a person, so no parser may throw it away."""

    media_type = "*/*"

    def parse(self, stream, media_type=None, parser_context=None):
        return stream.read()


class AmplopInput(serializers.Serializer):
    """A sealed envelope: ECDH on P-256, HKDF-SHA256 (info `slrt-segel-v1`), AES-256-GCM; binary parts as base64."""

    skema = serializers.IntegerField()
    generasi = serializers.IntegerField()
    kunci = serializers.CharField()
    iv = serializers.CharField()
    isi = serializers.CharField()


class LaporanView(SyncView):
    rights = {"PUT": "everyone"}
    http_method_names = ("put",)
    parser_classes = (WholeBody,)

    @extend_schema(
        operation_id="sinkron_laporan", summary="Satu laporan tersegel", request=AmplopInput, responses=ANSWERS,
        parameters=HEADERS,
    )  # fmt: skip
    def put(self, request, id):
        outcome = arrivals.receive(
            sender=self.sender(), now=self.now, id=id, body=bytes(request.data or b""),
            sidik=request.headers.get("X-Sidik", ""),
        )  # fmt: skip
        return Response(answer(outcome), status=outcome.http)


class LampiranView(SyncView):
    rights = {"PUT": "everyone"}
    http_method_names = ("put",)
    parser_classes = (WholeBody,)

    @extend_schema(
        operation_id="sinkron_lampiran", summary="Satu foto tersegel", request=AmplopInput, responses=ANSWERS,
        parameters=[*HEADERS, OpenApiParameter("X-Laporan", {"type": "string", "format": "uuid"},
                                               OpenApiParameter.HEADER, required=True)],
    )  # fmt: skip
    def put(self, request, id):
        try:
            laporan = UUID(request.headers.get("X-Laporan", ""))
        except ValueError:
            raise Refused("Kepala X-Laporan harus menyebut laporan dari foto ini.", field="laporan") from None
        outcome = photos.receive_file(
            sender=self.sender(), now=self.now, id=id, laporan=laporan, body=bytes(request.data or b""),
            sidik=request.headers.get("X-Sidik", ""),
        )  # fmt: skip
        return Response(answer(outcome), status=outcome.http)


class ButirInput(serializers.Serializer):
    id = serializers.CharField()
    amplop = AmplopInput()
    sidik = serializers.CharField(required=False)


class KelompokInput(serializers.Serializer):
    butir = ButirInput(many=True)


class KelompokOutput(serializers.Serializer):
    hasil = HasilOutput(many=True)


class KelompokView(SyncView):
    """Up to twenty reports in one call; one that fails hinders no other, the answer is 200 all the same."""

    rights = {"POST": "everyone"}
    errors = ("422", "429")
    http_method_names = ("post",)

    @extend_schema(
        operation_id="sinkron", summary="Beberapa laporan tersegel", request=KelompokInput, responses=KelompokOutput,
        parameters=HEADERS[:1],
    )  # fmt: skip
    def post(self, request):
        rows = request.data.get("butir") if isinstance(request.data, dict) else None
        if not isinstance(rows, list) or not 0 < len(rows) <= MOST_AT_ONCE:
            raise Refused(f"Kirim 1 sampai {MOST_AT_ONCE} laporan dalam `butir`.", field="butir")
        sender = self.sender()
        return Response({"hasil": [self._one(sender, row) for row in rows]})

    def _one(self, sender, row):
        row = row if isinstance(row, dict) else {}
        sidik = row.get("sidik")
        try:
            id = UUID(str(row.get("id")))
            with transaction.atomic():
                return answer(arrivals.receive(
                    sender=sender, now=self.now, id=id, body=row.get("amplop"),
                    sidik=sidik if isinstance(sidik, str) else "",
                ))  # fmt: skip
        except ValueError:
            return _turned_away(row, Unopened(arrivals.NOT_V7))
        except Refused as refused:
            return _turned_away(row, refused)


def _turned_away(row, refused):
    return {"id": str(row.get("id"))[:60], "status": "ditolak", "kode": refused.code, "detail": refused.sentence}
