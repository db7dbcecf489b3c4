"""People: citizens, officers, accounts, appointments, signing in.

Owns: Person, Account, Appointment, the OpenID Connect client.
Does not own: what a person may do (access), agencies and posts.
Public: models, queries, actions.
"""
