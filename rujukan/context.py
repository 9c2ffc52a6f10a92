"""What pages of the floor below know of this one: how many notices and letters wait for whoever is signed in."""

from django.utils.functional import SimpleLazyObject

from rujukan import letters
from rujukan.models import Kiriman


def notices(request):
    """`notices_unread`, counted when a template asks for it, in one query."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"notices_unread": 0}
    return {"notices_unread": SimpleLazyObject(lambda: unread(user.pk).count())}


def unread(petugas_id):
    return Kiriman.objects.filter(petugas=petugas_id, kanal=Kiriman.Kanal.APLIKASI, dibaca_pada__isnull=True)


def letters_waiting(request):
    """`letters_waiting`: how many ask for this person's paraf or signature; asked by the first pages alone."""
    by = getattr(request, "by", None)
    return {"letters_waiting": SimpleLazyObject(lambda: _letters(by))}


def _letters(by):
    found = letters.waiting(by) if by else None
    return 0 if found is None else found.count()
