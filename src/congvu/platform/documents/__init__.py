"""Files as evidence: content-addressed bytes, checks in a sealed process, PDFs we make.

Owns: Document, the store, the sealed room, rendering to PDF, a person's own files.
Does not own: which case a file belongs to, and who else may see it there.
Public: models, actions (receive, keep_made, sweep_orphans), queries, policy, rendering, and
delivery (for edges of other modules, after they asked their own policy).
"""
