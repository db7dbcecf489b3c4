"""The counter's intake: who stands here, what they need, then the same pages."""

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from congvu.kernel import clock
from congvu.kernel.actor import Actor
from congvu.kernel.refusal import Refusal
from congvu.platform.access.requests import ActorRequest, officer
from congvu.platform.agencies import queries as agencies
from congvu.platform.agencies.models import Agency
from congvu.platform.cases import queries as cases
from congvu.platform.cases.actions import drafts
from congvu.platform.people import actions as people_actions
from congvu.platform.people import queries as people
from congvu.platform.procedures import queries as procedures
from congvu.platform.procedures.definition import Channel
from congvu.platform.procedures.models import Procedure
from congvu.services.public_services.forms import FindPersonForm, NewPersonForm

MOST = 20


@require_http_methods(["GET"])
def intake(request: ActorRequest) -> HttpResponse:
    """Find the person by number or name; numbers are masked until one is chosen."""
    actor = officer(request)
    form = FindPersonForm(request.GET if "q" in request.GET else None)
    found = None
    if form.is_bound and form.is_valid():
        found = people.search_people(form.cleaned_data["q"], most=MOST)
        if len(found) == 1 and people.is_full_number(form.cleaned_data["q"]):
            return redirect("public_services:counter_choose", found[0].id)
    context = {
        "form": form,
        "found": found,
        "drafts": [d for d in cases.drafts_of(actor) if d.channel == "COUNTER"],
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "public_services/counter.html", context, status=status)


@require_http_methods(["GET", "POST"])
def new_person(request: ActorRequest) -> HttpResponse:
    actor, at = officer(request), clock.now()
    form = NewPersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = people_actions.record_person(**form.cleaned_data, actor=actor, at=at)
        except Refusal as refusal:
            form.add_error("personal_id", str(refusal))
        else:
            return redirect("public_services:counter_choose", person.id)
    status = 422 if form.is_bound else 200
    return render(request, "public_services/counter_person.html", {"form": form}, status=status)


@require_http_methods(["GET"])
def choose(request: ActorRequest, person_id: UUID) -> HttpResponse:
    """Find the procedure by a few letters, with or without accents."""
    officer(request)
    on = clock.local_date(clock.now())
    text = request.GET.get("q", "")[:200]
    person = people.person(person_id)
    found: Sequence[Procedure] = (
        procedures.search(text, on=on, most=MOST, online_only=True)
        if text.strip()
        else procedures.applyable(on=on, most=MOST)
    )
    context = {
        "person": person,
        "text": text,
        "found": [
            {
                "title": p.name,
                "code": p.code,
                "url": reverse("public_services:counter_start", args=[person.id, p.code]),
            }
            for p in found
        ],
    }
    return render(request, "public_services/counter_choose.html", context)


def counter_of(actor: Actor) -> Agency:
    """Return the one-stop centre at whose counter the officer stands."""
    if actor.agency_id is None:
        raise agencies.NoSuchAgency
    return agencies.agency(actor.agency_id)


@require_POST
def start(request: ActorRequest, person_id: UUID, code: str) -> HttpResponse:
    actor, at = officer(request), clock.now()
    draft = drafts.start_draft(
        version=procedures.published_version(code=code, on=clock.local_date(at)),
        applicant=people.person(person_id),
        channel=Channel.COUNTER,
        receiving_agency=counter_of(actor),
        actor=actor,
        at=at,
    )
    return redirect("public_services:draft", draft.id)
