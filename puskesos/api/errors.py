"""One shape for everything that goes wrong: `{detail}` in Indonesian, never a traceback."""

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404
from django.http.request import UnreadablePostError
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import exception_handler, set_rollback

from puskesos.refusals import Refused

WRONG_FIELDS = "Ada isian yang belum benar. Perbaiki yang disebut di bawah ini, lalu kirim lagi."
_SENTENCES = {
    exceptions.NotAuthenticated: ("belum_masuk", "Masuk dulu untuk memakai API ini."),
    exceptions.AuthenticationFailed: ("token_salah", "Token tidak dikenal atau akun sudah tidak aktif."),
    exceptions.PermissionDenied: ("tidak_berhak", "Peran Anda tidak mencakup ini."),
    exceptions.MethodNotAllowed: ("metode_salah", "Metode ini tidak berlaku di alamat ini."),
    exceptions.NotAcceptable: ("format_salah", "Format jawaban yang diminta tidak tersedia."),
    exceptions.UnsupportedMediaType: ("jenis_isi_salah", "Jenis isi ini tidak diterima di alamat ini; kirim JSON."),
    exceptions.ParseError: ("tidak_terbaca", "Isi permintaan tidak dapat dibaca."),
    exceptions.Throttled: ("terlalu_sering", "Terlalu banyak permintaan. Coba lagi sebentar."),
    exceptions.NotFound: ("tidak_ada", "Tidak ditemukan."),
}
# Codes that our own code gives: their sentence is ours already.
_OWN = frozenset({"csrf", "token_kedaluwarsa", "kursor", "bukan_json"})


def indonesian_errors(error, context):
    """One shape for every refusal; the transaction is rolled back, nothing is half-written."""
    if isinstance(error, Refused):
        set_rollback()
        return refusal(error)
    error = _translated(error)
    response = exception_handler(error, context)
    if response is None:
        return None
    if isinstance(error, exceptions.ValidationError):
        response.data = wrong_fields(flat(error.detail))
    else:
        response.data = _said(error)
    return response


def refusal(error, *, status=None, path=lambda field: field):
    """The answer to a Refused; `path` names its field as the body of the request does."""
    body = {"detail": error.sentence, "kode": error.code}
    if error.field:
        body["isian"] = {path(error.field): [error.sentence]}
    headers = {"Retry-After": "60"} if error.status == 429 else None
    return Response(body, status=status or error.status, headers=headers)


def wrong_fields(fields):
    """The body of a 400: {path of the field: [sentences]}; what concerns the whole body stands in `detail`."""
    whole = fields.pop("", None)
    detail = " ".join(whole) if whole and not fields else WRONG_FIELDS
    return {"detail": detail, "kode": "isian_salah", "isian": fields}


def flat(detail, path=""):
    """DRF's nested errors as {"klien.nik": [sentences], "kebutuhan.0.layanan": […]}."""
    if isinstance(detail, dict):
        pairs = detail.items()
    elif any(isinstance(one, dict | list) for one in detail):
        pairs = enumerate(detail)
    else:
        return {path: [str(one) for one in detail]} if detail else {}
    found = {}
    for name, inner in pairs:
        own = path if name == api_settings.NON_FIELD_ERRORS_KEY else f"{path}.{name}".strip(".")
        found |= flat(inner, own)
    return found


def _translated(error):
    """What Django raises, as DRF would."""
    if isinstance(error, Http404):
        return exceptions.NotFound()
    if isinstance(error, PermissionDenied):
        return exceptions.PermissionDenied()
    if isinstance(error, UnreadablePostError | RequestDataTooBig):
        return exceptions.ParseError()
    return error


def _said(error):
    code = error.get_codes()
    if code in _OWN:
        return {"detail": str(error.detail), "kode": code}
    known = next((words for kind, words in _SENTENCES.items() if isinstance(error, kind)), ("galat", str(error.detail)))
    return {"detail": known[1], "kode": known[0]}
