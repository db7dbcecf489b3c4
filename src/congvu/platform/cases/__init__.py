"""The one case engine: draft, submit, accept, supplement, propose, decide, return.

Owns: Case, Draft, Task, Supplement, Decision; the lifecycle; officer pages.
Does not own: what a procedure says (procedures), the calendar (deadlines), bytes (documents).
Public: actions, queries, policy, lifecycle, events.
"""
