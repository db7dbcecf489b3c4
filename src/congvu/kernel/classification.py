"""State-secret levels (Law 117/2025/QH15). A connected installation holds NONE only."""

from enum import StrEnum


class Classification(StrEnum):
    NONE = "NONE"
    CONFIDENTIAL = "CONFIDENTIAL"  # Mật
    SECRET = "SECRET"  # noqa: S105 - a level, not a password: Tối mật
    TOP_SECRET = "TOP_SECRET"  # noqa: S105 - a level: Tuyệt mật
