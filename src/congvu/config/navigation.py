"""The menus, from one table: who sees which entry. Only what the access policy admits is shown."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from congvu.config.access_policy import POLICY
from congvu.kernel.actor import CAPACITY_SHORT as SHORT
from congvu.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Entry:
    label: str
    url_name: str
    icon: str = ""
    shortcut: str = ""


CITIZEN = (
    Entry("Dịch vụ công", "public_services:home"),
    Entry("Hồ sơ của tôi", "public_services:mine"),
    Entry("Thông báo", "public_services:notices"),
    Entry("Tra cứu", "public_services:look_up"),
)
OFFICE = (
    Entry("Hộp việc", "cases:inbox", "inbox", "g i"),
    Entry("Tiếp nhận tại quầy", "public_services:counter", "plus", "g q"),
    Entry("Sổ theo dõi", "cases:register", "list-check", "g s"),
    Entry("Thời gian", "cases:times", "clock"),
    Entry("Điều hành", "steering:overview", "chart-bar", "g d"),
    Entry("Ủy quyền ký", "people:delegations", "signature"),
    Entry("Cơ quan", "agencies:directory", "building-bank"),
    Entry("Nhân sự", "people:directory", "users"),
    Entry("Thủ tục", "procedures:directory", "list-check"),
    Entry("Thẩm quyền", "competence:bench", "scale"),
    Entry("Sắp xếp đơn vị", "reorganisation:plan", "building-community"),
    Entry("Lịch làm việc", "deadlines:calendar", "calendar"),
)


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Return what the shells read: menu, who is here, where things are."""
    actor: Actor | None = getattr(request, "actor", None)
    is_officer = bool(actor and actor.is_officer)
    entries = OFFICE if is_officer else CITIZEN
    return {
        "navigation": [
            _drawn(entry, request)
            for entry in entries
            if POLICY[entry.url_name].admits(actor) or not is_officer
        ],
        "viewer": _viewer(actor) if actor else None,
        "sign_in_url": reverse("people:sign_in"),
        "search_url": reverse(_search(actor)),
        "home_url": reverse(_home(actor)),
    }


def _home(actor: Actor | None) -> str:
    if actor is None or not actor.is_officer:
        return "public_services:home"
    return "cases:inbox" if POLICY["cases:inbox"].admits(actor) else "agencies:directory"


def _search(actor: Actor | None) -> str:
    """Officers search their inbox, administrators the catalogue, citizens the services."""
    if actor is None or not actor.is_officer:
        return "public_services:search"
    return "cases:inbox" if POLICY["cases:inbox"].admits(actor) else "procedures:directory"


def _drawn(entry: Entry, request: HttpRequest) -> dict[str, Any]:
    url = reverse(entry.url_name)
    return {
        "label": entry.label,
        "url": url,
        "icon": entry.icon,
        "shortcut": entry.shortcut,
        "current": request.path == url,
    }


def _viewer(actor: Actor) -> dict[str, Any]:
    return {
        "name": actor.name,
        "post": f"{_title(actor)}, {actor.agency_name}" if actor.is_officer else "",
        "links": [
            {"label": "Thông tin của tôi", "url": reverse("people:me")},
            {"label": "Đổi vai trò", "url": reverse("people:choose_post")},
        ],
        "sign_out_url": reverse("people:sign_out"),
    }


def _title(actor: Actor) -> str:
    return f"{SHORT[actor.capacity]}{actor.post_title}"
