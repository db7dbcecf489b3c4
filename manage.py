#!/usr/bin/env python3
"""Django's own entry point; `./congvu <command>` calls it with the database running."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")
    execute_from_command_line(sys.argv)
