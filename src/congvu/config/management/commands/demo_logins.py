"""Print who can sign in to the demo."""

from typing import Any

from django.core.management.base import BaseCommand

from congvu.config.demo_world import logins


class Command(BaseCommand):
    help = "In danh sách tài khoản của bản chạy thử: tên đăng nhập, mật khẩu, vai."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(logins.table())
