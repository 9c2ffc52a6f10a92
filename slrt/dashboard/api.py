"""The figures of the dashboard for programs: counted by the same functions, for the same reach, as on the pages."""

from dataclasses import asdict

from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from puskesos import months, trace
from puskesos.api.base import ApiView
from puskesos.api.fields import LocalTime
from puskesos.api.parameters import refuse_strangers
from slrt.dashboard import agency, figures, tables, technical
from slrt.dashboard.board import board_of
from slrt.dashboard.definitions import LEADERS, READERS
from slrt.dashboard.forms import ChoiceForm
from slrt.dashboard.models import Hal
from slrt.dashboard.reach import reach_of

ASKED = ("bulan", "kecamatan", "kelurahan", "instansi")
# Tables that stand beside the big numbers; the others repeat them.
SHOWN = ("diterima", "tepat-waktu", "lewat-batas", "lama-selesai", "terlayani", "instansi", "kebutuhan")


class AngkaOutput(serializers.Serializer):
    """One big number, written as on the page; `jumlah` is how many rows stand behind it."""

    kode = serializers.CharField(source="slug")
    label = serializers.CharField()
    nilai = serializers.CharField(source="text")
    catatan = serializers.CharField(source="note")
    jumlah = serializers.IntegerField(source="count")
    definisi = serializers.CharField(source="definition")


class TabelOutput(serializers.Serializer):
    """A table of counts, written as on the page: small counts that could point at somebody are not told apart."""

    kode = serializers.CharField()
    judul = serializers.CharField()
    kepala = serializers.ListField(child=serializers.CharField())
    baris = serializers.ListField(child=serializers.ListField(child=serializers.CharField()))
    jumlah = serializers.ListField(child=serializers.CharField())


class BulanOutput(serializers.Serializer):
    """One month of the year that ends with the chosen one: cases, or for an agency referrals and answers in time."""

    bulan = serializers.CharField()
    masuk = serializers.IntegerField()
    selesai = serializers.IntegerField()


class TeknisOutput(serializers.Serializer):
    """What the system administrator sees instead."""

    akun = serializers.IntegerField()
    tanpa_tugas = serializers.IntegerField()
    lama_tidak_masuk = serializers.IntegerField()
    pengingat_menunggu = serializers.IntegerField()
    kiriman_gagal = serializers.IntegerField()
    detak = LocalTime(allow_null=True)
    ditahan = serializers.CharField()


class DasborOutput(serializers.Serializer):
    ruang = serializers.CharField(help_text="Seberapa luas angka ini: kota, kecamatan, kelurahan, atau instansi.")
    keterangan = serializers.CharField()
    bulan = serializers.CharField(allow_null=True)
    angka = AngkaOutput(many=True)
    tabel = TabelOutput(many=True)
    bulanan = BulanOutput(many=True)
    teknis = TeknisOutput(allow_null=True)


class DasborView(ApiView):
    rights = {"GET": ("dasbor", "R")}
    http_method_names = ("get", "head")

    @extend_schema(
        operation_id="dasbor", summary="Angka dasbor menurut wilayah tugas", responses=DasborOutput,
        parameters=[
            OpenApiParameter("bulan", str, description="Misalnya 2026-11; tanpa ini bulan berjalan."),
            OpenApiParameter("kecamatan", str, description="Kode kecamatan di dalam wilayah."),
            OpenApiParameter("kelurahan", str, description="Kode kelurahan di dalam wilayah."),
            OpenApiParameter("instansi", str, description="Kode instansi."),
        ],
    )  # fmt: skip
    def get(self, request):
        refuse_strangers(request, ASKED)
        reach = self._narrowed(reach_of(self.by), request.query_params)
        if reach.scope == "t":
            trace.record(self.by, trace.Aksi.DAFTAR, daftar="api dasbor", halaman="teknis")
            return self._answer(reach, teknis=asdict(technical.machine(self.now)))
        form = ChoiceForm(request.query_params, reach=reach, now=self.now)
        if not form.is_valid():
            raise serializers.ValidationError(form.errors)
        reach, month = form.chosen()
        trace.record(self.by, trace.Aksi.DAFTAR, kelurahan_id=reach.kelurahan, daftar="api dasbor",
                     bulan=months.code(month), kecamatan=reach.kecamatan, instansi=reach.instansi)  # fmt: skip
        return self._answer(reach, bulan=months.code(month), **self._counted(reach, month))

    def _narrowed(self, reach, chosen):
        """One kelurahan or one agency of the reach; 404 for any other."""
        if chosen.get("kelurahan"):
            return reach.in_kelurahan(chosen["kelurahan"])
        return reach.at_instansi(chosen["instansi"]) if chosen.get("instansi") else reach

    def _counted(self, reach, month):
        if reach.instansi:
            board = agency.AgencyBoard(reach, month, self.now)
            lines = board.line(Hal.DIKIRIM), board.line(Hal.JAWAB_TEPAT)
            return {"angka": agency.big_numbers(board), "bulanan": _year(board, *lines)}
        board = board_of(reach, month, self.now)
        found = [(name, table) for name in SHOWN for table in tables.TABLES[name](board)] if _shows(reach) else []
        return {
            "angka": figures.big_numbers(board), "tabel": [_drawn(*pair) for pair in found],
            "bulanan": _year(board, board.line(Hal.MASUK), board.line(Hal.SELESAI)),
        }  # fmt: skip

    def _answer(self, reach, **parts):
        whose = LEADERS if reach.is_leader else READERS if reach.reads_cases else ""
        empty = {"bulan": None, "angka": [], "tabel": [], "bulanan": [], "teknis": None}
        return Response(DasborOutput({"ruang": reach.name, "keterangan": whose, **empty, **parts}).data)


def _shows(reach):
    """The tables are for whom the pages show them (views.rincian)."""
    return reach.scope in {"k", "w", "c", "g"} and not (reach.is_leader and reach.kelurahan)


def _drawn(name, table):
    return {
        "kode": name, "judul": table.title, "kepala": table.head, "baris": [_texts(row) for row in table.rows],
        "jumlah": _texts(table.foot),
    }  # fmt: skip


def _texts(row):
    return [cell.text for cell in row]


def _year(board, came, done):
    rows = zip(board.months, came, done, strict=True)
    return [{"bulan": months.code(month), "masuk": n, "selesai": m} for month, n, m in rows]


urlpatterns = [path("dasbor/", DasborView.as_view(), name="api-dasbor")]
