"""The agencies of the political system over time: tree, units, posts.

Owns: Agency, Unit, Post and the reference data in data/agencies.
Does not own: who holds a post (people), what a post may do (access, cases.policy).
Public: models, queries, actions.load_agencies.
"""
