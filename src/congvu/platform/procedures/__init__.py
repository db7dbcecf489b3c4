"""The catalogue: procedures, their immutable published versions, form rules, competence rules.

Owns: Procedure, ProcedureVersion, the Definition document, our TOML files, the importer of the
national catalogue's records and their doubts, search, the rule engine of forms.
Does not own: cases running on a version, the calendar, uploaded files, which places exist.
Public: definition, queries, actions, answers (check_page, check_all, shown_pages, relevant,
written_answers, clean), forms.build_page, competence.resolve.
"""
