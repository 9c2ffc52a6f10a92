"""The frame of every answer under /api/: JSON whatever happens, never a redirect, never kept by anybody."""

from http import HTTPStatus

from django.conf import settings
from django.http import JsonResponse

PREFIX = "/api/"
_SENTENCES = {
    400: "Permintaan ini tidak dapat dibaca.",
    401: "Masuk dulu untuk memakai API ini.",
    403: "Permintaan ini ditolak.",
    404: "Alamat ini tidak ada. Periksa ejaannya, termasuk garis miring di akhir.",
    405: "Metode ini tidak berlaku di alamat ini.",
    413: "Isi permintaan lebih besar dari 12 MB.",
}
_BROKEN = "Terjadi kesalahan di server. Coba lagi sebentar; bila tetap begitu, hubungi admin sistem."
_NOT_SECURE = "API ini hanya lewat https."
_JSON = ("application/json", "application/vnd.oai.openapi")


class ApiFrameMiddleware:
    """Outermost: turns pages and redirects of the inner layers into JSON of the same meaning."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.path.startswith(PREFIX):
            return self.get_response(request)
        response = _refused(413) if _length(request) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE else self._answer(request)
        response["X-SLRT"] = "1"
        response["Cache-Control"] = "no-store"
        return response

    def _answer(self, request):
        response = self.get_response(request)
        status = response.status_code
        if 300 <= status < 400 and status != HTTPStatus.NOT_MODIFIED:
            return _instead_of_redirect(response["Location"])
        speaks_json = response.get("Content-Type", "").startswith(_JSON)
        return response if status < 400 or speaks_json else _refused(status)


def _instead_of_redirect(location):
    if location.startswith("https://"):
        return JsonResponse({"detail": _NOT_SECURE, "kode": "bukan_https"}, status=403)
    return _refused(401 if location.startswith(settings.LOGIN_URL) else 404)


def _refused(status):
    sentence = _SENTENCES.get(status, _BROKEN if status >= 500 else _SENTENCES[400])
    return JsonResponse({"detail": sentence}, status=status)


def _length(request):
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
