"""Which agency is competent for a dossier: dated rules, the facts, and never a guess.

Owns: PublishedRule (what a decision says beside a procedure's own rule), resolving, the check of
every commune against every procedure.
Does not own: a procedure's own rule (procedures), agencies and their names (agencies), how
addresses are read (places), what a case does with the answer (cases).
Public: facts, queries.resolve, queries.signer, actions, coverage.
"""
