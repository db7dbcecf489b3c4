"""State-secret levels (Law 117/2025/QH15). A connected installation holds NONE only."""

from enum import StrEnum


class Classification(StrEnum):
    NONE = "NONE"
    CONFIDENTIAL = "CONFIDENTIAL"  # Mật
    SECRET = "SECRET"  # Tối mật
    TOP_SECRET = "TOP_SECRET"  # Tuyệt mật
