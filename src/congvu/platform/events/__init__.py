"""The append-only journal, `publish`, and the dispatch of its rows to their readers.

Owns: JournalEntry, Reader positions, rows set aside. Lowest module: everyone may record.
Does not own: what the events mean.
Public: Event, publish, models.JournalEntry, actions.dispatch.
"""
