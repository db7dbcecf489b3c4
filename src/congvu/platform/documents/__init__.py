"""Files as evidence: content-addressed bytes, checks in a sealed process, PDFs we make.

Owns: Document, the store, the sealed room, rendering to PDF.
Does not own: which case a file belongs to.
Public: models, actions, queries, rendering.
"""
