"""Money is whole đồng, an int whose name ends in `_vnd`."""


def written(amount_vnd: int) -> str:
    """Return `50.000 đồng`, the way agencies write it."""
    return f"{amount_vnd:,}".replace(",", ".") + " đồng"
