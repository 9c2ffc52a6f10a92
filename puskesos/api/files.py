"""Adding a photo or document to a case."""

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from puskesos import access, files
from puskesos.api.base import ApiView, Input
from puskesos.api.cases import BerkasOutput
from puskesos.api.fields import OPTIONAL, Code, Id, Upload, table
from puskesos.models import Lampiran
from puskesos.numbering import is_uuid7
from puskesos.refusals import Refused


class BerkasInput(Input):
    """`id` is a UUIDv7 made by the client: sent again, the same file is stored once."""

    berkas = Upload(allow_empty_file=True)
    jenis = Code(table("JenisBerkas"), sentence="Jenis berkas ini tidak dikenal.")
    id = Id(**OPTIONAL)


class BerkasView(ApiView):
    rights = {"POST": ("isian", "U")}
    errors = ("409", "422")
    http_method_names = ("post",)
    parser_classes = (MultiPartParser,)
    serializer_class = BerkasOutput

    @extend_schema(
        operation_id="berkas_simpan", summary="Menambah berkas", request=BerkasInput,
        responses={201: OpenApiResponse(BerkasOutput, "Tersimpan."), 200: OpenApiResponse(BerkasOutput, "Sudah ada.")},
    )  # fmt: skip
    def post(self, request, id):
        access.peek_keluhan(self.by, id)
        told = self.taken(BerkasInput).told()
        file_id = told.get("id")
        if file_id and not is_uuid7(file_id):
            raise Refused("Tanda berkas harus UUID versi 7.", field="id")
        known = bool(file_id) and Lampiran.objects.filter(pk=file_id).exists()
        row = files.attach(by=self.by, now=self.now, file=told["berkas"], jenis=told["jenis"], id=file_id, keluhan=id)
        return Response(self.get_serializer(row).data, status=200 if known else 201)
