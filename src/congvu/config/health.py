"""Is this process able to serve?"""

from django.db import connection
from django.http import HttpRequest, HttpResponse


def check(request: HttpRequest) -> HttpResponse:
    """Answer 200 once the database answers; load balancers and the launcher ask this."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ổn\n", content_type="text/plain; charset=utf-8")
