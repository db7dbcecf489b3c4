"""Layout, components, paging, security headers, refusal pages. Knows no domain.

Owns: the base template and shells, template tags (`{% load web %}`), form fields for pages,
keyset paging, the front-end build in `assets/`.
Does not own: navigation, sign-in, what a status means: those arrive as context variables.
Public: `paging.page_of`, `fields.DayMonthYearField`, `refusals.refusal`, and COMPONENTS.md.
"""
