"""Nothing typed is lost when the session ends under a long form: what arrives too late becomes a draft.

The form carries a signed token that says for whom it was made. Whoever holds the page may put its content into that
officer's draft, and may do nothing else; the officer finds it after signing in again.
"""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse

from puskesos import drafts, gate
from puskesos.middleware import load_acting
from puskesos.models import Petugas
from puskesos.refusals import Refused

SALT = "puskesos.rescue"
SECONDS = 2 * 24 * 3600
NOT_KEPT = {"csrfmiddlewaretoken", "tanda", "aksi", "bagian"}


def token(by, id):
    """The token that a form of this officer carries."""
    return signing.dumps([by.petugas_id, str(id)], salt=SALT)


def typed_values(post):
    """What was typed, {name: [values]}, without what belongs to one request only."""
    return {name: values for name, values in post.lists() if name not in NOT_KEPT}


def keep(request):
    """Put the posted form into the draft of the officer it was made for; its id, or None without one."""
    try:
        petugas_id, id = signing.loads(request.POST.get("tanda", ""), salt=SALT, max_age=SECONDS)
        petugas = Petugas.objects.filter(pk=petugas_id).first()
        by, _ = load_acting(petugas, asal=gate.client(request)) if petugas else (None, [])
        if by is None:
            return None
        with transaction.atomic():
            drafts.save_draft(by=by, now=request.now, id=UUID(id), typed=typed_values(request.POST))
        return id
    except (signing.BadSignature, Refused, ValueError):
        return None


def continue_at(id):
    """Where a draft is continued."""
    address = reverse("puskesos:keluhan-baru")
    return f"{address}?{urlencode({'draf': id})}" if id else address


def to_sign_in(request):
    """Sign in, then go on where one was; used when a form arrives without a session."""
    target = request.get_full_path()
    if request.method == "POST":
        kept = keep(request)
        target = continue_at(kept)
        if kept:
            messages.info(request, "Sesi Anda habis. Isian Anda tersimpan sebagai draf; masuk lagi untuk melanjutkan.")
    return redirect(f"{reverse('puskesos:masuk')}?{urlencode({'next': target})}")


def after_csrf_failure(request):
    """The draft to go on with when only the token of the page was stale; None when nothing could be kept."""
    id = keep(request) if request.method == "POST" and "tanda" in request.POST else None
    if id is None:
        return None
    messages.warning(
        request, "Halaman tadi sudah kedaluwarsa. Isian Anda dipulihkan; periksa, lalu simpan sekali lagi."
    )
    return redirect(continue_at(id))
