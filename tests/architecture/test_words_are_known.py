"""Glossary first, code second; every status has its label; every template is used."""

import re
from pathlib import Path

from django.apps import apps
from django.db import models

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "congvu"
GLOSSARY = ROOT / "docs" / "glossary.md"


def glossary_names() -> set[str]:
    return set(re.findall(r"`([A-Za-z_]+)`", GLOSSARY.read_text(encoding="utf-8")))


def our_models() -> list[type[models.Model]]:
    return [m for m in apps.get_models() if m.__module__.startswith("congvu.")]


def test_every_model_is_in_the_glossary() -> None:
    missing = {m.__name__ for m in our_models()} - glossary_names()
    assert missing == set()


def test_the_glossary_names_nothing_that_is_gone() -> None:
    code = "\n".join(
        p.read_text(encoding="utf-8") for p in SOURCE.rglob("*.py") if "migrations" not in p.parts
    )
    gone = {name for name in glossary_names() if not re.search(rf"\b{name}\b", code)}
    assert gone == set()


def test_every_choice_has_a_vietnamese_label() -> None:
    unlabelled = [
        f"{model.__name__}.{field.name}={value}"
        for model in our_models()
        for field in model._meta.get_fields()
        for value, label in (getattr(field, "choices", None) or [])
        if not str(label).strip() or str(label) == str(value)
    ]
    assert unlabelled == []


def test_every_template_is_used() -> None:
    said = "\n".join(
        p.read_text(encoding="utf-8")
        for p in SOURCE.rglob("*")
        if p.suffix in {".py", ".html"} and "node_modules" not in p.parts
    )
    templates = [
        p.relative_to(next(a for a in p.parents if a.name == "templates")).as_posix()
        for p in SOURCE.rglob("templates/**/*.html")
        if "node_modules" not in p.parts
    ]
    # Django finds its own field templates by name; the gallery finds its pages by theirs.
    found_by_name = ("django/", "web/gallery/")
    unused = [t for t in templates if t not in said and not t.startswith(found_by_name)]
    assert templates
    assert unused == []
