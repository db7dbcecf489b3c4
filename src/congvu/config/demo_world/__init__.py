"""The living demo: made-up persons, officers and cases of the last three months, all test data.

Owns: the names, the lives and the sign-ins of the demo. Does not own: any rule; every act goes
through the actions of the platform, with the instant at which it would have happened.
Public: building.build, logins.LOGINS, logins.register_all.
"""
