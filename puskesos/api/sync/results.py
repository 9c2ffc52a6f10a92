"""What is answered about one item, alone or in a batch."""

from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers

from puskesos.models import KirimanLapangan
from puskesos.sync import arrivals
from puskesos.sync.arrivals import Status


class PeriksaOutput(serializers.Serializer):
    isian = serializers.CharField()
    kalimat = serializers.CharField()


class HasilOutput(serializers.Serializer):
    """What became of one item. `sidik` is the sum of what was inside: delete on the telephone only when it is yours."""

    id = serializers.CharField()
    status = serializers.ChoiceField(
        ["baru", "sudah_ada", "ditampung", "konflik", "tidak_sah", "dibuang", "laporan_belum_ada", "ditolak"]
    )
    detail = serializers.CharField(required=False)
    kode = serializers.CharField(required=False)
    nomor = serializers.CharField(required=False)
    nomor_sementara = serializers.CharField(required=False)
    kode_lacak = serializers.CharField(required=False)
    sidik = serializers.CharField(required=False)
    lampiran_kurang = serializers.ListField(child=serializers.CharField(), required=False)
    periksa = PeriksaOutput(many=True, required=False)
    galat = serializers.DictField(child=serializers.ListField(child=serializers.CharField()), required=False)


ANSWERS = {
    201: OpenApiResponse(HasilOutput, "Diterima sekarang."), 200: OpenApiResponse(HasilOutput, "Sudah diterima."),
    202: OpenApiResponse(HasilOutput, "Di tangan sekretariat; belum bernomor."),
    404: OpenApiResponse(HasilOutput, "Laporan dari foto ini belum tiba."),
    409: OpenApiResponse(HasilOutput, "Tanda yang sama, isi lain; keduanya disimpan."),
    422: OpenApiResponse(HasilOutput, "Tidak dapat diproses; tersimpan untuk sekretariat."),
}  # fmt: skip


def answer(outcome):
    """One Outcome as the body of an answer, or one row of a batch."""
    body = {"id": str(outcome.id), "status": outcome.status}
    row = outcome.kiriman
    if row:
        body |= {"sidik": row.sidik, "lampiran_kurang": arrivals.missing_files(row), "periksa": row.periksa}
        if row.nomor_sementara:
            body["nomor_sementara"] = row.nomor_sementara
        if row.keluhan_id:
            body["nomor"] = row.keluhan.nomor
        if row.keluhan_id and row.jenis == KirimanLapangan.Jenis.KELUHAN:
            body["kode_lacak"] = row.keluhan.tracking_code()
    if outcome.galat and outcome.status not in {"baru", "sudah_ada"}:
        body |= {"galat": outcome.galat, "detail": next(iter(outcome.galat.values()))[0]}
    if row and row.status == Status.DIBUANG:
        body["detail"] = f"Sekretariat tidak mencatatnya: {row.alasan}"
    return body
