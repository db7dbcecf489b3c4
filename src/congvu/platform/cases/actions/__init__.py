"""The acts on a case, one file a verb. Each: require, check, write, record, in one transaction."""
