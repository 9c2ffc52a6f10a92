"""The ways in which the house says no; each carries the sentence that the person reads."""


class Refused(Exception):
    """A rule of the product said no; `sentence` is for people, `field` names the input when there is one."""

    status = 422
    code = "ditolak"

    def __init__(self, sentence, *, field=None):
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class NotAllowed(Refused):
    """The acting role does not hold this right (403)."""

    status = 403
    code = "tidak_berhak"


class IllegalMove(Refused):
    """The thing is not in a status from which this move leads (409: usually somebody was faster)."""

    status = 409
    code = "langkah_tidak_sah"


class MissingFact(Refused):
    """The move needs a fact that was not given."""

    code = "fakta_kurang"


class Stale(Refused):
    """Somebody else changed the thing since it was opened; nothing was overwritten (409)."""

    status = 409
    code = "sudah_berubah"
