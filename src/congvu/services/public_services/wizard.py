"""The order of the pages of one form: what comes first, next, before; what is still missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from congvu.kernel.actor import Actor
from congvu.kernel.clock import local_date
from congvu.platform.cases import queries as cases
from congvu.platform.cases.actions.destination import CompetenceUndecided, destination
from congvu.platform.cases.actions.drafts import DraftExpired
from congvu.platform.cases.models import Draft, DraftFile
from congvu.platform.people.models import Person
from congvu.platform.procedures import answers
from congvu.platform.procedures.definition import (
    Channel,
    Definition,
    Evidence,
    EvidenceKind,
    Page,
    evidence_for,
)
from congvu.platform.procedures.forms import PageForm, build_page
from congvu.platform.procedures.queries import definition_by_id, published_version

SITUATION, PAPERS, CHECK = "truong-hop", "giay-to", "kiem-tra"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenForm:
    """A draft with its definition and papers, read once per request."""

    draft: Draft
    definition: Definition
    files: Sequence[DraftFile]
    on: Any  # the local day

    @property
    def pages(self) -> Sequence[Page]:
        return answers.shown_pages(
            self.definition, situation=self.draft.situation, answers=self.draft.answers
        )

    @property
    def keys(self) -> list[str]:
        """Return the keys of all pages in order, the fixed ones included."""
        first = [SITUATION] if len(self.definition.situations) > 1 else []
        papers = [PAPERS] if papers_to_bring(self) else []
        return [*first, *(page.key for page in self.pages), *papers, CHECK]


def open_form(draft_id: UUID, *, actor: Actor, at: datetime, expired_too: bool = False) -> OpenForm:
    """Return the actor's own draft. Raises NoSuchDraft, DraftExpired."""
    draft = cases.draft_of(draft_id, actor=actor)
    if draft.expires_at <= at and not expired_too:
        raise DraftExpired(
            "Bản đang soạn đã hết hạn giữ. Thông tin đã nhập vẫn còn: hãy mở “Hồ sơ của tôi” và"
            " chọn “Tiếp tục từ bản cũ”."
        )
    return OpenForm(
        draft=draft,
        definition=definition_by_id(draft.version_id),
        files=list(draft.files.all()),
        on=local_date(at),
    )


def page_of(form: OpenForm, key: str) -> Page | None:
    return next((page for page in form.pages if page.key == key), None)


def bound_page(form: OpenForm, page: Page, data: Any) -> PageForm:
    """Return the form of one page, prefilled from what is known of the applicant."""
    return build_page(
        definition=form.definition,
        page=page,
        situation=form.draft.situation,
        answers=form.draft.answers,
        prefill=_known(form.draft.applicant),
        on=form.on,
        data=data,
    )


def _known(person: Person) -> dict[str, str]:
    return {
        "applicant.full_name": person.full_name,
        "applicant.birth_date": person.birth_date.isoformat() if person.birth_date else "",
        "applicant.personal_id": person.personal_id,
        "applicant.phone": person.phone,
        "applicant.email": person.email,
        "applicant.address": person.address,
    }


def url_of(form: OpenForm, key: str) -> str:
    draft_id = form.draft.id
    match key:
        case "truong-hop":
            return reverse("public_services:situation", args=[draft_id])
        case "giay-to":
            return reverse("public_services:papers", args=[draft_id])
        case "kiem-tra":
            return reverse("public_services:check", args=[draft_id])
        case _:
            return reverse("public_services:page", args=[draft_id, key])


def url_after(form: OpenForm, key: str, return_to: str) -> str:
    """Return the next page; the check page after an edit from there, unless something opened."""
    if return_to == CHECK:
        return first_open_url(form)
    keys = form.keys
    place = keys.index(key) + 1 if key in keys else 0
    return url_of(form, keys[min(place, len(keys) - 1)])


def url_before(form: OpenForm, key: str) -> str:
    keys = form.keys
    place = keys.index(key) if key in keys else 0
    if place == 0:
        return reverse("public_services:procedure", args=[form.definition.code])
    return url_of(form, keys[place - 1])


def first_open_url(form: OpenForm) -> str:
    """Return the first page that still needs something, or the check page."""
    for key in form.keys:
        if _is_open(form, key):
            return url_of(form, key)
    return url_of(form, CHECK)


def _is_open(form: OpenForm, key: str) -> bool:
    if key == SITUATION:
        return not form.draft.situation
    if key == PAPERS:  # at a counter the officer may have seen them on paper
        return form.draft.channel == Channel.ONLINE and bool(papers_missing(form))
    if key == CHECK:
        return False
    return bool(
        answers.check_page(
            form.definition,
            key,
            answers=form.draft.answers,
            situation=form.draft.situation,
            on=form.on,
        )
    )


def step_number(form: OpenForm, key: str) -> int:
    return form.keys.index(key) + 1 if key in form.keys else 1


def step_count(form: OpenForm) -> int:
    return len(form.keys)


def papers_to_bring(form: OpenForm) -> list[Evidence]:
    return [
        paper
        for paper in evidence_for(form.definition, situation=form.draft.situation)
        if paper.kind is EvidenceKind.UPLOAD
    ]


def papers_missing(form: OpenForm) -> list[Evidence]:
    """Return required papers without a file. A counter may have seen them on paper instead."""
    brought = {file.evidence_key for file in form.files}
    return [p for p in papers_to_bring(form) if p.required and p.key not in brought]


def papers_to_see(form: OpenForm) -> list[Evidence]:
    """Return what an officer at a counter may tick as seen: every paper without a file."""
    brought = {file.evidence_key for file in form.files}
    return [
        paper
        for paper in evidence_for(form.definition, situation=form.draft.situation)
        if paper.kind is not EvidenceKind.FROM_REGISTER and paper.key not in brought
    ]


def paper_rows(form: OpenForm) -> list[dict[str, Any]]:
    rows = []
    for paper in papers_to_bring(form):
        names = [f.document.name for f in form.files if f.evidence_key == paper.key]
        rows.append(
            {
                "label": paper.label,
                "lines": names,
                "note": "" if names or paper.required else "Không bắt buộc",
                "change_url": f"{url_of(form, PAPERS)}#giay-{paper.key}",
                "change_hidden": paper.label,
            }
        )
    return rows


def answered_parts(form: OpenForm) -> list[dict[str, Any]]:
    """Return the check page's lists: one part per page, each row with its way back."""
    parts = answers.written_answers(
        form.definition, situation=form.draft.situation, answers=form.draft.answers
    )
    return [
        {
            "title": part.title,
            "rows": [
                {
                    "label": row.label,
                    "value": row.value,
                    "change_url": f"{url_of(form, part.key)}?ve={CHECK}",
                    "change_hidden": row.label,
                }
                for row in part.rows
            ],
        }
        for part in parts
    ]


def missing_links(form: OpenForm) -> list[dict[str, str]]:
    """Return links to the pages that still need something."""
    titles = {page.key: page.title for page in form.pages}
    titles |= {SITUATION: "Chọn trường hợp", PAPERS: "Giấy tờ cần nộp"}
    return [
        {"label": titles[key], "url": f"{url_of(form, key)}?ve={CHECK}"}
        for key in form.keys
        if key != CHECK and _is_open(form, key)
    ]


def problem_links(form: OpenForm, problems: Mapping[str, str]) -> list[dict[str, str]]:
    """Return each problem with the page where it is mended."""
    pages = {q.key: page.key for page in form.definition.form for q in page.questions}
    return [
        {"label": text, "url": f"{url_of(form, pages.get(key, PAPERS))}?ve={CHECK}"}
        for key, text in problems.items()
    ]


def dropped(form: OpenForm, *, at: datetime) -> list[str]:
    """Return the labels of answers that the version in force no longer asks."""
    version = published_version(code=form.definition.code, on=local_date(at))
    known = {q.key for page in definition_by_id(version.id).form for q in page.questions}
    labels = {q.key: q.label for page in form.definition.form for q in page.questions}
    return [labels.get(key, key) for key in form.draft.answers if key not in known]


def office_words(form: OpenForm) -> dict[str, str]:
    """Return who will be competent, or why that is not known yet."""
    try:
        found = destination(
            definition=form.definition,
            situation=form.draft.situation,
            answers=form.draft.answers,
            chosen_commune=(
                form.draft.receiving_agency.commune_code if form.draft.receiving_agency else ""
            ),
            counter=form.draft.receiving_agency,
            on=form.on,
        )
    except CompetenceUndecided as undecided:
        return {"name": "", "receiving": "", "reason": str(undecided)}
    return {
        "name": found.competent_agency.name,
        "receiving": found.receiving_agency.name,
        "reason": found.reason,
    }


def key_of(text: str) -> UUID:
    """Read the name of the act; an unreadable one fits no draft."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def seen_papers(data: Mapping[str, Any]) -> dict[str, str]:
    """Return the papers an officer ticked as seen at the counter."""
    return {
        name.removeprefix("da_xem_"): "Đã xem bản giấy tại quầy"
        for name in data
        if name.startswith("da_xem_")
    }
