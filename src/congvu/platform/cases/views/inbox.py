"""The officer's inbox: one list, one sort order, time left first."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from congvu.kernel import clock
from congvu.kernel.actor import Actor, PostKind
from congvu.platform.access.requests import ActorRequest, officer
from congvu.platform.cases import queries
from congvu.platform.cases.acts import OFFICER_ACTS
from congvu.platform.cases.queries import Tab
from congvu.platform.cases.views.rows import COLUMNS, row
from congvu.web.paging import page_of

PAGE = 50


def show(request: ActorRequest) -> HttpResponse:
    """Show one tab. An unknown tab is the first one: old bookmarks keep working."""
    actor = officer(request)
    tabs = queries.tabs_of(actor)
    asked = request.GET.get("nhom", "")
    tab = Tab(asked) if asked in set(tabs) else tabs[0]
    text = request.GET.get("q", "")[:100]
    cases = queries.listed(queries.matching(queries.inbox(actor, tab), text))
    order = ("-finished_at", "id") if tab is Tab.DONE else ("due_at", "id")
    page = page_of(cases, order=order, size=PAGE, cursor=request.GET.get("cursor", ""))
    at, many = clock.now(), _many(actor, tab)
    return render(
        request,
        "cases/inbox.html",
        {
            "tabs": _tabs(tabs, current=tab),
            "tab": tab.value,
            "tab_label": queries.TAB_LABELS[tab],
            "text": text,
            "columns": COLUMNS,
            "rows": [row(case, at=at, can_pick=bool(many)) for case in page.rows],
            "page": page,
            "many": many,
            "empty": _EMPTY[tab] if not text else "Không có hồ sơ nào khớp với chữ đã tìm.",
        },
    )


def following(request: ActorRequest) -> HttpResponse:
    """Go on to the next dossier that waits for this officer, without the list between."""
    found = queries.next_for(officer(request), after=request.GET.get("sau", "")[:100])
    if found is None:
        messages.success(request, "Không còn hồ sơ nào đang chờ anh/chị.")
        return redirect("cases:inbox")
    return redirect("cases:case", found.code)


def _many(actor: Actor, tab: Tab) -> list[dict[str, str]]:
    """Return the acts that the post does to many dossiers of this tab at once."""
    names = _MANY.get((actor.post_kind, tab), ()) if actor.post_kind else ()
    return [{"name": name, "label": OFFICER_ACTS[name].label} for name in names]


_MANY = {
    (PostKind.COUNTER, Tab.MINE): ("accept", "return_result"),
    (PostKind.HANDLER, Tab.UNCLAIMED): ("claim",),
    (PostKind.UNIT_HEAD, Tab.UNCLAIMED): ("claim",),
    (PostKind.SIGNER, Tab.MINE): ("approve",),
}


def _tabs(tabs: tuple[Tab, ...], *, current: Tab) -> list[dict[str, Any]]:
    return [
        {
            "label": queries.TAB_LABELS[tab],
            "url": f"{reverse('cases:inbox')}?nhom={tab.value}",
            "current": tab is current,
        }
        for tab in tabs
    ]


_EMPTY = {
    Tab.MINE: "Không có việc nào đang chờ anh/chị.",
    Tab.UNCLAIMED: "Không có hồ sơ nào chưa có người nhận.",
    Tab.CITIZEN: "Không có hồ sơ nào đang chờ người dân bổ sung.",
    Tab.OTHERS: "Không có hồ sơ nào đang ở đơn vị khác.",
    Tab.UNIT: "Đơn vị không có hồ sơ nào đang mở.",
    Tab.DONE: "Chưa có hồ sơ nào giải quyết xong.",
}
