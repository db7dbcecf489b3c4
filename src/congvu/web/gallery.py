"""Examples for the gallery: every component in every state. Invented, and only shown there."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from congvu.kernel.clock import VIETNAM
from congvu.web.fields import DayMonthYearField
from congvu.web.paging import Page

PAGES = frozenset({"citizen", "office", "home", "question", "confirmation", "case"})
OFFICE_PAGES = frozenset({"office", "case"})
AT = datetime(2026, 11, 22, 9, 30, tzinfo=VIETNAM)
PLACES = [("nha", "Tại nhà"), ("benh-vien", "Bệnh viện, trạm y tế"), ("khac", "Nơi khác")]


class SampleForm(forms.Form):
    """One field of each kind."""

    ho_ten = forms.CharField(
        label="Họ và tên",
        help_text="Ghi đúng như trên thẻ căn cước.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    ngay_sinh = DayMonthYearField(label="Ngày sinh", help_text="Ví dụ: 22 11 1990")
    so_dinh_danh = forms.CharField(
        label="Số định danh cá nhân",
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    noi_sinh = forms.ChoiceField(label="Nơi sinh", choices=PLACES, widget=forms.RadioSelect)
    giay_to = forms.MultipleChoiceField(
        label="Giấy tờ đã có",
        required=False,
        choices=[("gcs", "Giấy chứng sinh"), ("cc", "Thẻ căn cước"), ("kh", "Giấy kết hôn")],
        widget=forms.CheckboxSelectMultiple,
    )
    quan_he = forms.ChoiceField(
        label="Quan hệ với trẻ", choices=[("", "Chọn một"), ("cha", "Cha"), ("me", "Mẹ")]
    )
    le_phi = forms.IntegerField(label="Lệ phí", required=False)
    ghi_chu = forms.CharField(label="Ghi chú", required=False, widget=forms.Textarea)
    tep = forms.FileField(
        label="Ảnh chụp giấy chứng sinh",
        required=False,
        help_text="JPEG, PNG, HEIC hoặc PDF, mỗi tệp không quá 20 MB.",
    )
    cam_doan = forms.BooleanField(label="Tôi cam đoan những điều khai trên là đúng sự thật")


def context(page: str) -> dict[str, Any]:
    """Return what the page of the gallery shows, with an officer or a citizen signed in."""
    is_office = page in OFFICE_PAGES
    return {
        "title": "Bộ thành phần giao diện",
        "at": AT,
        "viewer": _officer() if is_office else _citizen(),
        "search_url": "?",
        "navigation": _office_navigation() if is_office else _citizen_navigation(),
        "clean": SampleForm(auto_id="sach_%s"),
        "wrong": _wrong_form(),
        "answers": _answers(),
        "entries": _entries(),
        "columns": _columns(),
        "rows": _rows(),
        "paged": Page(rows=[], previous_cursor="truoc", next_cursor="sau"),
        "tabs": _tabs(),
        "bars": _bars(),
        "subjects": _subjects(),
        "crumbs": [{"label": "Trang chủ", "url": "?"}, {"label": "Bộ thành phần"}],
    }


def _wrong_form() -> SampleForm:
    data: MultiValueDict[str, str] = MultiValueDict(
        {
            "ho_ten": [""],
            "ngay_sinh_day": ["31"],
            "ngay_sinh_month": ["2"],
            "ngay_sinh_year": ["2026"],
            "so_dinh_danh": ["0123456789012345"],
            "le_phi": ["năm mươi nghìn"],
        }
    )
    return SampleForm(data, auto_id="sai_%s")


def _officer() -> dict[str, Any]:
    return {
        "name": "Trần Thị Minh Hạnh",
        "post": "Công chức tư pháp - hộ tịch",
        "sign_out_url": "?",
        "links": [{"label": "Đổi vị trí công tác", "url": "?"}],
    }


def _citizen() -> dict[str, Any]:
    return {
        "name": "Nguyễn Văn An",
        "sign_out_url": "?",
        "links": [{"label": "Hồ sơ của tôi", "url": "?"}],
    }


def _citizen_navigation() -> list[dict[str, Any]]:
    return [
        {"label": "Dịch vụ công", "url": "?", "current": True},
        {"label": "Tra cứu hồ sơ", "url": "?"},
        {"label": "Hồ sơ của tôi", "url": "?", "count": 2},
    ]


def _office_navigation() -> list[dict[str, Any]]:
    return [
        {"label": "Việc của tôi", "url": "?", "icon": "inbox", "count": 12, "current": True,
         "shortcut": "g i"},
        {"label": "Tiếp nhận", "url": "?", "icon": "plus", "shortcut": "g t"},
        {"label": "Cả đơn vị", "url": "?", "icon": "users", "count": 148},
        {"label": "Số liệu", "url": "?", "icon": "chart-bar"},
    ]  # fmt: skip


def _answers() -> list[dict[str, Any]]:
    return [
        {"label": "Họ và tên", "value": "Nguyễn Bảo Ngọc", "change_url": "?",
         "change_hidden": "họ và tên của trẻ"},
        {"label": "Ngày sinh", "value": "22/11/2026", "change_url": "?"},
        {"label": "Nơi cư trú", "lines": ["Thôn Đông, xã Vĩnh Linh", "tỉnh Quảng Trị"],
         "note": "Theo cơ sở dữ liệu dân cư, ngày 20/11/2026", "change_url": "?"},
        {"label": "Số điện thoại", "value": None, "change_url": "?"},
    ]  # fmt: skip


def _entries() -> list[dict[str, Any]]:
    return [
        {"title": "Đã gửi hồ sơ", "at": AT - timedelta(days=3), "actor": "Nguyễn Văn An"},
        {"title": "Đã tiếp nhận", "at": AT - timedelta(days=2), "actor": "Bộ phận một cửa",
         "text": "Hồ sơ đủ giấy tờ. Hẹn trả kết quả 17:00 ngày 24/11/2026."},
        {"title": "Đang xử lý", "state": "current", "actor": "UBND xã Vĩnh Linh",
         "tag": "Còn 2 ngày", "tone": "info", "text": "Anh/chị không phải làm gì lúc này."},
        {"title": "Có kết quả", "state": "next"},
    ]  # fmt: skip


def _columns() -> list[dict[str, Any]]:
    return [
        {"label": "Mã hồ sơ", "sort_url": "?", "sorted": "ascending"},
        {"label": "Người nộp"},
        {"label": "Thủ tục"},
        {"label": "Thời hạn"},
        {"label": "Lệ phí", "numeric": True},
    ]


def _rows() -> list[dict[str, Any]]:
    people = ("Nguyễn Văn An", "Lê Thị Hồng Gấm", "Hồ Văn Thiện", "Phạm Quỳnh Như")
    due = (
        ("Quá hạn 3 giờ", "danger"),
        ("Còn 5 giờ", "warning"),
        ("Còn 2 ngày", "info"),
        ("Đã xong", "neutral"),
    )
    return [
        {
            "id": f"ho-so-{number}",
            "state": "late" if tone == "danger" else "",
            "cells": [
                {"text": f"H50.44-2611-000{number}", "url": "?", "code": True},
                {"text": name, "note": "********1234"},
                "Đăng ký khai sinh",
                {"text": words, "tone": tone},
                "50.000 đ",
            ],
        }
        for number, (name, (words, tone)) in enumerate(zip(people, due, strict=True), start=1)
    ]


def _tabs() -> list[dict[str, Any]]:
    return [
        {"label": "Cần tôi làm", "url": "?", "count": 12, "current": True},
        {"label": "Chờ người dân", "url": "?", "count": 4},
        {"label": "Chờ đơn vị khác", "url": "?", "count": 0},
        {"label": "Cả đơn vị", "url": "?"},
        {"label": "Vừa xong", "url": "?"},
    ]


def _bars() -> list[dict[str, Any]]:
    return [
        {"label": "Hộ tịch", "value": 1240, "url": "?"},
        {"label": "Đất đai", "value": 815, "url": "?", "tone": "danger"},
        {"label": "Chứng thực", "value": 402, "url": "?"},
        {"label": "Xây dựng", "value": 0},
    ]


def _subjects() -> list[dict[str, Any]]:
    return [
        {"label": "Sinh con, nuôi con", "icon": "baby-carriage", "about": "Khai sinh, trợ cấp"},
        {"label": "Kết hôn, gia đình", "icon": "heart", "about": "Kết hôn, tình trạng hôn nhân"},
        {"label": "Nơi ở, cư trú", "icon": "home", "about": "Thường trú, tạm trú, xác nhận"},
        {"label": "Kinh doanh", "icon": "building-store", "about": "Hộ kinh doanh, tạm ngừng"},
        {"label": "Đất đai", "icon": "map-pin", "about": "Cấp, đổi giấy chứng nhận"},
        {"label": "Bản sao, chứng thực", "icon": "copy", "about": "Sao y, chữ ký, hợp đồng"},
    ]  # fmt: skip
