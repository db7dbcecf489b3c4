"""Starting things: the environment, the embedded PostgreSQL, the demo, tests, gates.

`bootstrap` runs by path on the standard library alone, before any environment exists.
"""
