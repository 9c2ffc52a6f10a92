"""What every view and serializer of the API shares."""

from functools import cache

from django.utils import timezone
from django.utils.functional import cached_property
from rest_framework import generics, mixins, serializers

from puskesos import trace
from puskesos.api.parameters import of_list, refuse_strangers

MOST_STRANGERS = 20
READ = ("get", "head")


class ApiView(generics.GenericAPIView):
    """`rights` says which right of roles.TABLE opens each method; the mark `hak` is for the access matrix."""

    rights = {}
    errors = ()
    http_method_names = ("get", "head", "post", "put", "delete")

    @classmethod
    def as_view(cls, **kwargs):
        view = super().as_view(**kwargs)
        view.hak = tuple(cls.rights.items())
        return view

    @property
    def by(self):
        return getattr(getattr(self.request, "_request", None), "by", None)

    @property
    def now(self):
        return self.request._request.now

    @property
    def today(self):
        return timezone.localdate(self.now)

    def taken(self, Input, **context):
        """The valid body as this Input; 400 with a sentence per field otherwise."""
        given = Input(data=self.request.data, context={"by": self.by, "now": self.now, **context})
        given.is_valid(raise_exception=True)
        return given


class ListView(mixins.ListModelMixin, ApiView):
    """Pages of rows; a shown page leaves one Jejak."""

    listed = ""

    http_method_names = READ

    def get(self, request):
        return self.list(request)

    def list(self, request):
        refuse_strangers(request, of_list(self))
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        trace.record_list(self.by, self.listed, [row.pk for row in rows], **self.looked_for())
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)

    def looked_for(self):
        """What was searched for, as it may stand in the trace."""
        return {}


class Standing(serializers.Serializer):
    """A serializer whose fields are made once for all requests.

    The library copies all of them for each serializer, which takes several times as long as using them. They belong to
    no request: none of them may look at the `context`.
    """

    @cached_property
    def fields(self):
        return _fields(type(self))


@cache
def _fields(kind):
    return serializers.Serializer.fields.func(kind())


REQUIRED, NULL = "Isian ini wajib.", "Isian ini tidak boleh null."


class InputList(serializers.ListSerializer):
    default_error_messages = {
        "required": REQUIRED, "null": NULL, "not_a_list": "Isian ini harus berupa daftar.",
        "empty": "Isi paling sedikit satu.", "max_length": "Terlalu banyak; paling banyak {max_length}.",
    }  # fmt: skip

    def __init__(self, *args, **kwargs):
        """A list that may be null is not a list of nulls, though the library hands the word on to the rows."""
        super().__init__(*args, **kwargs)
        self.child.allow_null = False


class Input(Standing):
    """A body: names that are not known are refused, because what is dropped in silence is lost."""

    default_error_messages = {"required": REQUIRED, "null": NULL, "invalid": "Isian ini harus berupa objek JSON."}

    class Meta:
        list_serializer_class = InputList

    def to_internal_value(self, data):
        strangers = self._strangers(data)
        try:
            value = super().to_internal_value(data)
        except serializers.ValidationError as error:
            raise serializers.ValidationError({**strangers, **error.detail}) from None
        if strangers:
            raise serializers.ValidationError(strangers)
        return value

    def _strangers(self, data):
        if not isinstance(data, dict) or hasattr(data, "getlist"):  # names of multipart parts are not our fields
            return {}
        unknown = [name for name in data if name not in self.fields]
        return {name[:60]: ["Isian ini tidak dikenal."] for name in unknown[:MOST_STRANGERS]}

    def told(self):
        """What was given; null is as good as left out."""
        return told(self.validated_data)


def told(values):
    return {name: value for name, value in (values or {}).items() if value is not None}
