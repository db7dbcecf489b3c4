"""Working calendar, allowances, clocks: when something is due, and why.

Owns: CalendarDay, Clock, Pause; `rules` (pure) computes and explains.
Does not own: what is late about it (cases).
Public: rules, queries.work_calendar, actions.
"""
