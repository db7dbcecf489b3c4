"""Working calendars, allowances, clocks, terms of the law: when something is due, and why.

Owns: CalendarDay, OfficeSession, LegalTerm, Clock, Pause, Extension, DueMove, data/calendar,
data/terms; `rules`, `working_time`, `terms`, `explaining` (pure).
Does not own: what is late about it, whom to tell that a date moved (cases).
Public: rules, actions, queries.work_calendar, .term, .reception_due_at, .explanation; events.
"""
