"""The catalogue: procedures, their immutable published versions, form schema, competence rules.

Owns: Procedure, ProcedureVersion, the Definition document, the importer of catalogue records.
Does not own: cases running on a version, the calendar, files.
Public: definition, queries, actions, forms.
"""
