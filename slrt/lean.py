"""Collected scripts without comments and indentation: a telephone on a river pays for every byte."""

import re

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Only what fills whole lines, so that no string and no address inside a line is ever mistaken for a comment.
_COMMENTS = re.compile(r"^[ \t]*(?:/\*(?:[^*]|\*(?!/))*\*/|//[^\n]*)[ \t]*\n", re.M)
_INDENTATION = re.compile(r"^[ \t]+|^\n", re.M)


def lean(script):
    """The same script, shorter; it must hold no template literal over several lines."""
    return _INDENTATION.sub("", _COMMENTS.sub("", script))


class LeanStorage(CompressedManifestStaticFilesStorage):
    def _save(self, name, content):
        if name.endswith(".js") and not name.startswith("vendor/"):
            content.seek(0)
            content = ContentFile(lean(content.read().decode()).encode())
        return super()._save(name, content)
