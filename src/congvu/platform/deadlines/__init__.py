"""Working calendar, allowances, clocks: when something is due, and why.

Owns: CalendarDay, OfficeSession, Clock, Pause and data/calendar; `rules` and `explaining` (pure).
Does not own: what is late about it (cases).
Public: rules, explaining, queries.work_calendar, queries.reception_due_at, actions.
"""
