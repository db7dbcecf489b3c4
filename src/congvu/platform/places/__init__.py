"""Administrative units over time, and addresses as people write them, old and new.

Owns: AdministrativeUnit, Succession, their importers, `resolve`.
Does not own: agencies, competence. The key of a unit is (level, code, date), never the code alone.
Public: models, queries, addresses.
"""
