"""Who may reach which page: the policy table's rules and the middleware that enforces it.

Owns: the kinds of rule, refusal pages, the current actor of a request, the record of reads.
Does not own: the table itself (config/access_policy.py), object rules (each module's policy.py).
Public: rules, queries.
"""
