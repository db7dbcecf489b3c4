"""Live figures folded from the journal; dashboards read only these.

Owns: the rollup tables, `fold`, replay. Does not own: cases (it knows journal facts only).
Public: queries, reactions.fold, actions.replay.
"""
