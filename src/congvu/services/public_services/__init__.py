"""Public services (dịch vụ công): find, apply, follow, supplement; the counter's intake.

Owns: pages and the API of applying. Does not own: cases, procedures, files; it calls them.
"""
