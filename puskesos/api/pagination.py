"""Pages of lists by cursor."""

from django.core.exceptions import ValidationError
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination

UNKNOWN = "Kursor halaman tidak dikenal. Mulai lagi dari halaman pertama."


class KeysetPagination(CursorPagination):
    """Cursor pages: `next`, `previous`, `results`; the newest first; cost does not grow with depth."""

    page_size = 50
    page_size_query_param = "ukuran"
    page_size_query_description = "Banyaknya baris satu halaman, paling banyak 200."
    max_page_size = 200
    ordering = "-id"
    cursor_query_param = "kursor"
    cursor_query_description = "Letak halaman, dari `next` atau `previous`."

    def paginate_queryset(self, queryset, request, view=None):
        self.key = queryset.model._meta.pk
        return super().paginate_queryset(queryset, request, view)

    def decode_cursor(self, request):
        """The library takes any text for a place; here it must be an id."""
        try:
            cursor = super().decode_cursor(request)
            if cursor and self.key.to_python(cursor.position) is None:
                raise NotFound
        except (NotFound, ValidationError):
            raise NotFound(UNKNOWN, code="kursor") from None
        return cursor
