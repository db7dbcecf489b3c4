"""How a made-up person fills in a form: plausible, valid answers to whatever is asked."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from congvu.config.demo_world import phrases
from congvu.config.demo_world.persons import TEST_MAIL, TEST_PHONE, Registry
from congvu.platform.people.models import Person, Sex
from congvu.platform.places.models import AdministrativeUnit
from congvu.platform.procedures import answers
from congvu.platform.procedures.definition import Definition, Question, QuestionKind

CHILDREN = ("child_", "student_")
RECENT = {"child_birth_date": 45, "death_date": 20, "birth_certificate_date": 40}


@dataclass(frozen=True, kw_only=True)
class FormFiller:
    """One person filling in one form on one day."""

    registry: Registry
    applicant: Person
    commune: AdministrativeUnit  # where the matter lies
    on: date

    def fill(self, definition: Definition, *, situation: str) -> dict[str, Any]:
        """Return answers to every question that is asked, following what earlier ones open."""
        given: dict[str, Any] = {}
        while new := self._unanswered(definition, situation=situation, given=given):
            given |= {question.key: self.answer(question) for question in new}
        return answers.relevant(definition, situation=situation, answers=given)

    def _unanswered(
        self, definition: Definition, *, situation: str, given: dict[str, Any]
    ) -> list[Question]:
        asked = answers.shown_questions(definition, situation=situation, answers=given)
        return [question for question in asked if question.key not in given]

    def answer(self, question: Question) -> Any:
        known = self._of_applicant(question)
        return known if known else _MAKERS[question.kind](self, question)

    def _of_applicant(self, question: Question) -> str:
        value = getattr(self.applicant, question.prefill.removeprefix("applicant."), "")
        if not question.prefill or not value:
            return ""
        return value.isoformat() if isinstance(value, date) else str(value)

    def _sex_by(self, key: str) -> str:
        if key.startswith(("mother_", "woman_")):
            return Sex.FEMALE.value
        if key.startswith(("father_", "man_")):
            return Sex.MALE.value
        return self.registry.sex()

    def make_text(self, question: Question) -> str:
        key = question.key
        if key in phrases.WRITTEN:
            return phrases.WRITTEN[key][: question.max_length]
        known = self._name(key) or self._origin(key)
        if not known and not question.required:
            return ""
        return (known or phrases.OTHERWISE)[: question.max_length]

    def _name(self, key: str) -> str:
        if key == "child_family_name":
            return self.applicant.full_name.split()[0]
        if key in {"child_middle_name", "child_given_name"}:
            return self.registry.name(sex=self.registry.sex()).split()[1 + (key[6] == "g")]
        if key.startswith("business_") or key == "company_name":
            owner = self.applicant.full_name.split()[-1]
            return f"Cửa hàng {owner}" if key.startswith("business_") else f"Công ty {owner}"
        if key.endswith(("_name", "_holder", "_owner")):
            return self.registry.name(sex=self._sex_by(key))
        return ""

    def _origin(self, key: str) -> str:
        if key.endswith("ethnic_group"):
            return self.registry.dice.choice(phrases.ETHNIC_GROUPS)
        if key.endswith("nationality"):
            return "Việt Nam"
        if "address" in key:
            return self.registry.address(self.commune)
        if key.endswith("home_town"):
            return f"{self.commune.full_name}, tỉnh Quảng Trị"
        return ""

    def make_date(self, question: Question) -> str:
        return self._day(question).isoformat()

    def _day(self, question: Question) -> date:
        dice, key = self.registry.dice, question.key
        if key in RECENT:
            return self.on - timedelta(days=dice.randint(1, RECENT[key]))
        if key.endswith("birth_date"):
            return self._birthday(key)
        if question.not_after_today:
            return self.on - timedelta(days=dice.randint(10, 400))
        near = self.on + timedelta(days=dice.randint(1, 9))
        return near + timedelta(days=180) if key.endswith("_to") else near

    def _birthday(self, key: str) -> date:
        if key.startswith(CHILDREN):
            return self.registry.birth_date(on=self.on, least=7, most=16)
        if key.startswith("deceased_"):
            return self.registry.birth_date(on=self.on, least=66, most=92)
        return self.registry.birth_date(on=self.on, least=22, most=45)

    def make_number(self, question: Question) -> int:
        likely = phrases.NUMBERS.get(question.key, self.registry.dice.randint(1, 3))
        least = question.least if question.least is not None else 0
        most = question.most if question.most is not None else likely
        return max(least, min(likely, most))

    def make_choice(self, question: Question) -> str:
        values = [option.value for option in question.options]
        usual = phrases.USUALLY.get(question.key)
        return usual if usual in values else self.registry.dice.choice(values)

    def make_yes_no(self, question: Question) -> str:
        return self.registry.dice.choice(("yes", "no"))

    def make_place(self, question: Question) -> dict[str, str]:
        return {"text": f"{self.commune.full_name}, tỉnh Quảng Trị", "code": self.commune.code}

    def make_personal_id(self, question: Question) -> str:
        born = self.registry.birth_date(on=self.on)
        return self.registry.number(sex=self._sex_by(question.key), born=born)

    def make_phone(self, question: Question) -> str:
        return TEST_PHONE.format(self.registry.dice.randint(1, 99_999))

    def make_email(self, question: Question) -> str:
        return f"lien.he@{TEST_MAIL}"


_MAKERS: dict[QuestionKind, Callable[[FormFiller, Question], Any]] = {
    QuestionKind.TEXT: FormFiller.make_text,
    QuestionKind.LONG_TEXT: FormFiller.make_text,
    QuestionKind.DATE: FormFiller.make_date,
    QuestionKind.NUMBER: FormFiller.make_number,
    QuestionKind.MONEY: FormFiller.make_number,
    QuestionKind.CHOICE: FormFiller.make_choice,
    QuestionKind.YES_NO: FormFiller.make_yes_no,
    QuestionKind.PLACE: FormFiller.make_place,
    QuestionKind.PERSONAL_ID: FormFiller.make_personal_id,
    QuestionKind.PHONE: FormFiller.make_phone,
    QuestionKind.EMAIL: FormFiller.make_email,
}
