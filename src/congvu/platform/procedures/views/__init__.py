"""The pages of the catalogue's administration."""
