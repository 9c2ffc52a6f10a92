"""Who works with the queue and changes something sees the queue counted anew."""

from puskesos import access
from slrt.triage import queue


class FreshQueueMiddleware:
    """After every act of the secretariat: its transaction has ended by now."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        by = getattr(request, "by", None)
        if request.method not in {"GET", "HEAD"} and access.can(by, "triase", "CUPA") and not _only_asks(request):
            queue.forget(by)
        return response


def _only_asks(request):
    """A search is a POST because names stay out of addresses; it changes nothing."""
    return request.resolver_match is not None and request.resolver_match.url_name == "antrean-cari"
