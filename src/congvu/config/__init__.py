"""Composition root: settings, urls, access policy, navigation, subscriptions, launching.

Owns how the parts are put together. Knows everything; nothing below may import it.
"""
