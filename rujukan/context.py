"""What the page frame knows of this floor: how many notices wait to be read."""

from django.utils.functional import SimpleLazyObject

from rujukan.models import Kiriman


def notices(request):
    """`notices_unread`, counted when a template asks for it, in one query."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"notices_unread": 0}
    return {"notices_unread": SimpleLazyObject(lambda: unread(user.pk).count())}


def unread(petugas_id):
    return Kiriman.objects.filter(petugas=petugas_id, kanal=Kiriman.Kanal.APLIKASI, dibaca_pada__isnull=True)
