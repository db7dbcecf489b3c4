"""Rearranging communes from a day on: merge, rename; what would move is shown before it does.

Owns: the administrator's pages and the act that ties units and agencies together.
Does not own: units (places), agencies and their heirs (agencies), how dossiers pass on (cases).
"""
