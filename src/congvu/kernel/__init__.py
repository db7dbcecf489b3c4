"""Pure Python without tables: clock, ids, actor, classification, Vietnamese text, money.

Owns what every tier may use. Imports nothing of ours.
"""
