"""The same program, but a submission is written in ordinary ORM style."""

from congvu.config.settings import *  # noqa: F403 - the same settings, then the difference

ROOT_URLCONF = "bench.orm_urls"
