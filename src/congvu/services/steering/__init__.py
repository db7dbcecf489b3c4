"""The leader's page: live figures, each opening to its cases.

Owns: pages over platform figures. Does not own: the figures (indicators), the lists (cases).
"""
