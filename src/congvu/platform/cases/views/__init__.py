"""The officer's pages: inbox, case, acts. One desk for the cases of every service."""
