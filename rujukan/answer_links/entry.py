"""Between opening a way and answering: the secret leaves the address at once for a signed cookie of two hours."""

from django.conf import settings
from django.core import signing
from django.shortcuts import redirect

from rujukan.answer_links import links

LASTS = 2 * 3600
_SALT = "rujukan.jawab"
_PAGE_SALT = "rujukan.jawab.halaman"


def cookie_name():
    return "__Host-jawab" if settings.SESSION_COOKIE_SECURE else "jawab"


def enter(tautan):
    """To the clean address /j/, with the way in the cookie."""
    response = redirect("rujukan:jawab")
    value = signing.dumps(str(tautan.pk), salt=_SALT)
    response.set_cookie(
        cookie_name(), value, max_age=LASTS, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
    return response


def enter_letter(rujukan, now, *, issued):
    """The same for a letter issued at that moment, from the page that proves it genuine; None when its way is closed.

    A way made later belongs to a newer letter: this one's own was revoked, perhaps because the letter was lost.
    """
    tautan = links.of_letter(rujukan)
    if tautan and tautan.dibuat_pada > issued:
        return None
    return enter(tautan) if tautan and not links.closed_because(tautan, now) else None


def entered(request):
    """The way this browser came by, whatever became of it; None without a cookie, or with a foreign or an old one."""
    try:
        id = signing.loads(request.COOKIES.get(cookie_name(), ""), salt=_SALT, max_age=LASTS)
    except signing.BadSignature:
        return None
    return links.by_id(id)


def page_mark(tautan):
    """What a form carries to say which way it was shown for: one browser has one cookie, and several tabs."""
    return signing.dumps(str(tautan.pk), salt=_PAGE_SALT)


def is_page_of(request, tautan):
    """Whether the form that was sent was shown for this way, and not for one opened before in another tab."""
    try:
        return signing.loads(request.POST.get("halaman", ""), salt=_PAGE_SALT) == str(tautan.pk)
    except signing.BadSignature:
        return False


def leave(response):
    response.delete_cookie(cookie_name(), samesite="Lax")
    return response
