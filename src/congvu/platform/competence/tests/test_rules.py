"""Which of several rules counts: a decision before the version, the nearer before the wider."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from congvu.platform.competence.rules import Rule, RuleSource, ranked, winner
from congvu.platform.procedures.definition import Competence, CompetenceRule

DAY = date(2026, 11, 23)
OWN = Rule(
    competence=Competence(rule=CompetenceRule.COMMUNE_OF_PLACE, legal_basis="Luật Bánh, Điều 1"),
    source=RuleSource.VERSION,
)


def decided(**more: object) -> Rule:
    facts = {
        "competence": Competence(rule=CompetenceRule.FIXED, legal_basis="Nghị định Bánh"),
        "source": RuleSource.PUBLISHED,
        "decision_number": "12/QĐ-UBND",
        **more,
    }
    return Rule(**facts)  # type: ignore[arg-type]


def won(*rules: Rule, situation: str = "", commune: str = "19363", province: str = "44") -> object:
    among = ranked(rules, on=DAY)
    return winner(among, situation=situation, commune=commune, province=province)


def test_a_decision_beats_the_version() -> None:
    wide = decided()
    assert won(OWN, wide) is wide
    assert won(OWN) is OWN


def test_the_nearer_place_beats_the_wider_and_the_situation_comes_after() -> None:
    province, commune = decided(place_code="44"), decided(place_code="19363")
    special = decided(place_code="44", situation="gap")
    assert won(OWN, province, commune, special, situation="gap") is commune
    assert won(OWN, province, special, situation="gap") is special
    assert won(OWN, province, special, situation="khac") is province
    assert won(OWN, province, commune, commune="19364") is province
    assert won(OWN, province, commune, commune="10000", province="01") is OWN


def test_a_rule_counts_from_its_first_day_and_not_on_its_last() -> None:
    span = decided(valid_from=date(2026, 11, 1), valid_until=date(2026, 11, 23))
    assert won(OWN, span) is OWN
    open_ended = decided(valid_from=DAY)
    assert won(OWN, open_ended) is open_ended
    assert won(OWN, decided(valid_from=date(2026, 11, 24))) is OWN


def test_the_basis_names_the_decision_and_the_law() -> None:
    assert decided().legal_basis == "12/QĐ-UBND; Nghị định Bánh"
    assert OWN.legal_basis == "Luật Bánh, Điều 1"


rules = st.builds(
    decided,
    place_code=st.sampled_from(["", "44", "01", "19363", "19364"]),
    situation=st.sampled_from(["", "gap"]),
    valid_from=st.dates(date(2026, 11, 20), date(2026, 11, 26)),
)


@given(found=st.lists(rules), situation=st.sampled_from(["", "gap", "khac"]))
def test_the_winner_speaks_of_the_case_and_nobody_nearer_does(
    found: list[Rule], situation: str
) -> None:
    best = won(OWN, *found, situation=situation)
    assert isinstance(best, Rule)
    fitting = [
        rule
        for rule in (OWN, *found)
        if rule.is_in_force(DAY)
        and rule.situation in ("", situation)
        and rule.place_code in ("", "44", "19363")
    ]
    assert best in fitting
    assert best.rank == max(rule.rank for rule in fitting)
