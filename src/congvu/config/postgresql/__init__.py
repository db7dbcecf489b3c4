"""Django's PostgreSQL backend with a cheap look at whether a kept connection still lives."""
