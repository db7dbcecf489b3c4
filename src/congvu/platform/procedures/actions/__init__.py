"""Publishing versions of procedures, and changing the route of one."""

from congvu.platform.procedures.actions.publishing import (
    BrokenFiles,
    ImportReport,
    OursStands,
    import_records,
    load_files,
    publish_version,
)
from congvu.platform.procedures.actions.routing import (
    CannotEdit,
    RouteFlawed,
    RouteStale,
    change_route,
    discard_route,
    import_route,
    open_route,
    publish_route,
)

__all__ = [
    "BrokenFiles",
    "CannotEdit",
    "ImportReport",
    "OursStands",
    "RouteFlawed",
    "RouteStale",
    "change_route",
    "discard_route",
    "import_records",
    "import_route",
    "load_files",
    "open_route",
    "publish_route",
    "publish_version",
]
