"""Handing out the description of the API; apart from schema.py, which the library's views need to load."""

from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiJsonRenderer2, OpenApiYamlRenderer
from drf_spectacular.views import SpectacularAPIView
from rest_framework.response import Response


class Schema(SpectacularAPIView):
    """OpenAPI 3, JSON unless YAML is asked for; open to everybody, it holds no data."""

    rights = {"GET": "open"}
    authentication_classes = ()
    http_method_names = ("get", "head")
    renderer_classes = (OpenApiJsonRenderer2, OpenApiJsonRenderer, OpenApiYamlRenderer)
    _drawn = None

    def _get_schema_response(self, request):
        """Drawn once for each process: anybody may ask, and drawing takes a while."""
        if Schema._drawn is None:
            generator = self.generator_class(urlconf=self.urlconf, api_version=self.api_version, patterns=self.patterns)
            Schema._drawn = generator.get_schema(request=None, public=True)
        return Response(Schema._drawn, headers={"Content-Disposition": 'inline; filename="slrt-puskesos.json"'})


schema = Schema.as_view()
schema.hak = "open"
