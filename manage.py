#!/usr/bin/env python3
"""Django's command line; `bin/manage` calls it inside the prepared environment."""

import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "slrt.settings")
    from django.core.management import execute_from_command_line

    from slrt.embedded import EmbeddedError

    try:
        execute_from_command_line(sys.argv)
    except EmbeddedError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
