"""The description of the API for programs (OpenAPI 3): every operation names its errors and the place header."""

from drf_spectacular.authentication import SessionScheme
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers


class Galat(serializers.Serializer):
    """Anything that went wrong, in a sentence for people and a code for programs."""

    detail = serializers.CharField()
    kode = serializers.CharField(required=False)


class GalatIsian(Galat):
    """What is wrong at which field: {"klien.nik": ["…"]}; empty when the body as a whole cannot be read."""

    isian = serializers.DictField(child=serializers.ListField(child=serializers.CharField()), required=False)


class Bentrok(GalatIsian):
    """Somebody was faster, or the step does not lead on from here; where the thing stands now."""

    status = serializers.CharField(required=False)
    versi = serializers.IntegerField(required=False)
    langkah = serializers.ListField(child=serializers.CharField(), required=False)


ERRORS = {
    "400": (GalatIsian, "Isi atau parameter tidak dapat dibaca; `isian` menyebut letaknya."),
    "401": (Galat, "Belum masuk, atau token tidak berlaku."),
    "403": (Galat, "Tidak berhak, penugasan tidak aktif, atau (kode `csrf`) tanda keamanan salah."),
    "404": (Galat, "Tidak ada, atau di luar wilayah tugas."),
    "409": (Bentrok, "Sudah diubah orang lain, langkah tidak sah dari status sekarang, atau isi berbeda."),
    "413": (Galat, "Isi lebih besar dari 12 MB."),
    "415": (Galat, "Jenis isi tidak diterima."),
    "422": (GalatIsian, "Terbaca, tetapi aturan layanan menolaknya; `detail` menyebut sebabnya."),
    "429": (Galat, "Jatah habis atau terlalu banyak percobaan."),
    "503": (Galat, "Server sedang tidak dapat dihubungi; ulangi sesuai `Retry-After`."),
}
PLACE = OpenApiParameter(
    "X-Penugasan", {"type": "string", "format": "uuid"}, OpenApiParameter.HEADER, required=False,
    description="Penugasan yang dipakai bertindak (lihat `sesi`); tanpa ini penugasan pertama. Hanya bersama token.",
)  # fmt: skip


class BrowserScheme(SessionScheme):
    """The session of our pages, as the library describes sessions."""

    target_class = "puskesos.api.authentication.BrowserAuthentication"


class ApiSchema(AutoSchema):
    """Adds to every operation the answers that any call may get, as far as they can happen there."""

    def get_override_parameters(self):
        return [] if "open" in self.view.rights.values() else [PLACE]

    def get_operation(self, *args, **kwargs):
        operation = super().get_operation(*args, **kwargs)
        if operation:
            for status in self._possible_errors():
                operation["responses"].setdefault(status, self._error(status))
            operation["responses"] = dict(sorted(operation["responses"].items()))
        return operation

    def _possible_errors(self):
        found = {"400", "503", *getattr(self.view, "errors", ())}
        if "open" not in self.view.rights.values():
            found |= {"401", "403"}
        if "{" in self.path:
            found.add("404")
        return found | ({"413", "415"} if self.method in {"POST", "PUT"} else set())

    def _error(self, status):
        serializer, words = ERRORS[status]
        component = self.resolve_serializer(serializer(), "response")
        return {"content": {"application/json": {"schema": component.ref}}, "description": words}
