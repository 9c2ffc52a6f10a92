"""The short text of a message to a telephone: numbers and limits, never a word about a family."""

from django.conf import settings

MOST_LISTED = 8


def short(messages):
    """One text for all reminders of one desk; more than a handful are counted, not listed."""
    lines = [f"SLRT {settings.CITY}: {_head(messages)}"]
    lines += [f"- {one.isi}" for one in messages[:MOST_LISTED]]
    if len(messages) > MOST_LISTED:
        lines.append(f"- dan {len(messages) - MOST_LISTED} rujukan lain")
    lines.append("Mohon dijawab lewat aplikasi, tautan di e-mail, atau telepon sekretariat SLRT.")
    return "\n".join(lines)


def _head(messages):
    return "1 rujukan perlu tindak lanjut." if len(messages) == 1 else f"{len(messages)} rujukan perlu tindak lanjut."
