"""A test identity provider of VNeID's shape. Served only in a demo; never a real identity.

Owns: test identities, its codes and key. Does not own: the platform's people and accounts; it is
a stranger to the platform and knows only its registered redirect address.
"""
