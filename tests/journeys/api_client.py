"""A program that signs in as a person does, and applies through the API."""

import re
import time
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import requests

ANSWERS = {
    "place": {"text": "Phường Đồng Hới, Quảng Trị", "code": "18880"},
    "applicant_name": "Nguyễn Văn Thử",
    "applicant_birth_date": "1998-03-02",
    "applicant_personal_id": "045200000123",
    "applicant_address": "Tổ 1",
    "applicant_phone": "0912345678",
    "for_whom": "self",
    "subject_sex": "female",
    "subject_ethnic_group": "Kinh",
    "subject_nationality": "Việt Nam",
    "subject_address": "Tổ 1",
    "subject_place": {"text": "Phường Đồng Hới, Quảng Trị", "code": "18880"},
    "period_kind": "now",
    "never_married": "yes",
    "purpose": "other",
    "other_purpose": "Xin việc",
    "copies": 1,
    "earlier": "no",
    "promise": "yes",
}
BODY = {"procedure_code": "1.004873", "situation": "never_married", "answers": ANSWERS}
REST_SECONDS, PATIENCE_SECONDS = 0.3, 60


@dataclass
class ApiClient:
    url: str
    session: requests.Session

    def submit(self, key: UUID) -> dict[str, Any]:
        """Apply under that name until the platform acknowledges it, through whatever fails."""
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            try:
                answer = self.session.post(
                    f"{self.url}/api/v1/ho-so",
                    json=BODY,
                    headers={
                        "Idempotency-Key": str(key),
                        "X-CSRFToken": self.session.cookies["csrftoken"],
                    },
                    timeout=10,
                )
            except requests.RequestException:
                time.sleep(REST_SECONDS)
                continue
            if answer.status_code in {200, 201}:
                acknowledged: dict[str, Any] = answer.json()
                return acknowledged
            assert answer.status_code in {500, 502, 503}, answer.text[:500]
            time.sleep(REST_SECONDS)
        raise AssertionError(f"không được xác nhận sau {PATIENCE_SECONDS} giây: {key}")


def sign_in(url: str, username: str, password: str) -> ApiClient:
    session = requests.Session()
    page = session.get(f"{url}/dang-nhap/?next=/ho-so/", timeout=20)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    assert token, page.text[:500]
    form = {"username": username, "password": password, "csrfmiddlewaretoken": token.group(1)}
    done = session.post(page.url, data=form, headers={"Referer": page.url}, timeout=20)
    assert "Hồ sơ của tôi" in done.text, done.text[:800]
    return ApiClient(url=url, session=session)
