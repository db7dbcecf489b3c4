"""The three axes beside the business one: money, the result's way home, other systems.

They never mix with CaseStatus: a decided case may be unpaid, a returned one not yet synchronised.
"""

from django.db import models


class PaymentStatus(models.TextChoices):
    NOTHING_DUE = "NOTHING_DUE", "Không phát sinh nghĩa vụ tài chính"
    DUE = "DUE", "Chờ nộp"
    DECLARED = "DECLARED", "Người dân báo đã nộp, chờ đối chiếu"
    PAID = "PAID", "Đã nộp"


class DeliveryStatus(models.TextChoices):
    NO_RESULT = "NO_RESULT", "Chưa có kết quả"
    READY = "READY", "Chờ nhận kết quả"
    DELIVERED = "DELIVERED", "Đã nhận kết quả"


class SyncStatus(models.TextChoices):
    NOT_NEEDED = "NOT_NEEDED", "Không phải đồng bộ"
    WAITING = "WAITING", "Chờ đồng bộ"
    DONE = "DONE", "Đã đồng bộ"
    FAILED = "FAILED", "Đồng bộ lỗi"
