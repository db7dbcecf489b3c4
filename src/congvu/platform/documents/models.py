"""Documents: bytes that are never rewritten, and what the sealed room said of them."""

from django.db import models
from django.db.models import Q

from congvu.kernel.ids import new_id

SHA256 = r"^[0-9a-f]{64}$"


class Document(models.Model):
    """One file as it came. Bytes live in the store under their SHA-256; rows follow bytes."""

    id = models.UUIDField(primary_key=True, default=new_id)
    sha256 = models.TextField()
    name = models.TextField()  # as the person named it, tidied; never used as a path
    media_type = models.TextField()  # what it is, not what it says it is
    size = models.BigIntegerField()
    pages = models.IntegerField(null=True)
    view_sha256 = models.TextField(blank=True, default="")  # PDF or JPEG made for viewing
    view_media_type = models.TextField(blank=True, default="")
    owner_id = models.UUIDField()  # person who brought it
    is_ours = models.BooleanField(default=False)  # made by the platform
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["sha256"], name="document_sha256"),
            models.Index(fields=["view_sha256"], name="document_view_sha256"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(sha256__regex=SHA256), name="document_names_its_bytes"
            ),
            models.CheckConstraint(
                condition=Q(view_sha256="", view_media_type="")
                | Q(view_sha256__regex=SHA256) & ~Q(view_media_type=""),
                name="document_view_is_whole",
            ),
            models.CheckConstraint(condition=Q(size__gt=0), name="document_is_not_empty"),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(media_type=""), name="document_has_name_and_type"
            ),
        ]

    def __str__(self) -> str:
        return self.name
