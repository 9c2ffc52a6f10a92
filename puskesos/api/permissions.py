"""What a caller may do: the same table of rights as the pages."""

from rest_framework import exceptions, permissions

from puskesos import access
from puskesos.refusals import NotAllowed

NO_PLACE = "Tidak ada penugasan yang aktif: sudah berakhir atau belum dimulai. Hubungi koordinator atau admin sistem."
WRONG_PLACE = "Penugasan di kepala X-Penugasan bukan milik Anda atau tidak aktif. Pilih dari /api/v1/sesi/."
TEMPORARY = "Kata sandi Anda masih sementara. Masuk lewat peramban dan ganti dulu."


class HasRight(permissions.BasePermission):
    """Views say `rights = {"GET": ("keluhan", "R"), …}`; without an active assignment nothing opens.

    "everyone" is any signed-in person, "open" needs no sign-in. A method without its right stays closed.
    """

    def has_permission(self, request, view):
        right = view.rights.get("GET" if request.method == "HEAD" else request.method)
        if right is None and _unknown_method(request, view):
            raise exceptions.MethodNotAllowed(request.method)
        if right == "open":
            return True
        if not request.user.is_authenticated:
            return False
        return right == "everyone" or self._holds(request, right)

    def _holds(self, request, right):
        by = request._request.by
        if request.user.ganti_sandi:
            raise NotAllowed(TEMPORARY)
        if by is None:
            raise NotAllowed(WRONG_PLACE if getattr(request._request, "wrong_place", False) else NO_PLACE)
        if right:
            access.require(by, *right)
        return bool(right)


def _unknown_method(request, view):
    name = request.method.lower()
    return name not in view.http_method_names or not hasattr(view, name)
