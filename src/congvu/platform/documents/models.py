"""Documents: bytes that are never rewritten, and what the sealed room said of them."""

from django.db import models

from congvu.kernel.ids import new_id


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
        indexes = [models.Index(fields=["sha256"], name="document_sha256")]

    def __str__(self) -> str:
        return self.name
