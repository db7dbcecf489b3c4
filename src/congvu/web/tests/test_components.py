"""Tags draw what a screen reader and a keyboard need, and escape what people type."""

from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory

from congvu.web.paging import Page
from congvu.web.templatetags import web as tags

EVIL = "<script>alert(1)</script>"
ICONS = Path(__file__).parents[1] / "assets" / "icons.json"


class Sample(forms.Form):
    name = forms.CharField(label="Họ và tên", help_text="Ghi như trên thẻ căn cước.")
    place = forms.ChoiceField(
        label="Nơi sinh", choices=[("a", "Tại nhà"), ("b", EVIL)], widget=forms.RadioSelect
    )
    fee = forms.IntegerField(label="Lệ phí", required=False, max_value=10)
    agree = forms.BooleanField(label="Tôi cam đoan")
    code = forms.CharField(label="CCCD", required=False, max_length=3)
    own = forms.CharField(label="Khác", error_messages={"required": "Thiếu mục khác."})


def draw(source: str, **context: Any) -> str:
    return Template("{% load web %}" + source).render(Context(context))


@pytest.mark.parametrize(
    "source",
    [
        "{% status_tag evil %}",
        "{% button evil %}",
        "{% link_button evil evil %}",
        "{% notice title=evil %}{{ evil }}{% endnotice %}",
        "{% panel title=evil code=evil %}{% endpanel %}",
        "{% details evil %}{{ evil }}{% enddetails %}",
        "{% card title=evil url=evil %}{% endcard %}",
        "{% empty_state evil evil action_label=evil action_url=evil %}",
        "{% figure_tile evil evil evil hint=evil %}",
        "{% icon evil label=evil %}",
        "{% progress_steps 1 2 evil %}",
        "{% summary_list rows title=evil %}",
        "{% timeline rows %}",
        "{% tabs rows evil %}",
        "{% breadcrumbs rows %}",
        "{% bar_chart rows evil label_head=evil unit=evil %}",
        "{% data_table rows table evil %}",
    ],
)
def test_text_is_escaped(source: str) -> None:
    row = dict.fromkeys(("label", "title", "text", "url", "actor", "note", "change_url"), EVIL)
    rows = [{**row, "value": 1, "count": 1}]
    page = draw(source, evil=EVIL, rows=rows, table=[{"cells": [row]}])
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_input_is_tied_to_its_label_hint_and_error() -> None:
    page = draw("{% field form.name %}", form=Sample({}))
    assert '<label class="ds-label" for="id_name">' in page
    assert 'aria-describedby="id_name-goi-y id_name-loi"' in page
    assert 'aria-invalid="true"' in page
    assert 'id="id_name-goi-y"' in page
    assert "Hãy nhập họ và tên." in page


def test_choices_are_a_group_with_a_legend() -> None:
    page = draw("{% field form.place heading=1 %}", form=Sample({"place": "a"}))
    assert "<legend" in page
    assert '<h1 class="cv-question">Nơi sinh' in page
    assert 'id="id_place_0" name="place" value="a" checked' in page
    assert "<script" not in page


def test_field_that_may_be_left_out_says_so() -> None:
    assert "(không bắt buộc)" in draw("{% field form.fee %}", form=Sample())
    assert "(không bắt buộc)" not in draw("{% field form.name %}", form=Sample())


def test_number_that_cannot_be_read_stays_in_the_box() -> None:
    page = draw("{% field form.fee suffix='đ' %}", form=Sample({"fee": "mười"}))
    assert 'type="text"' in page
    assert 'inputmode="numeric"' in page
    assert 'value="mười"' in page
    assert "Lệ phí chưa đúng dạng" in page


def test_errors_name_the_field_and_link_to_it() -> None:
    page = draw("{% error_summary form %}", form=Sample({"fee": "11", "code": "1234"}))
    assert "Có lỗi cần sửa" in page
    for target, words in [
        ("id_name", "Hãy nhập họ và tên."),
        ("id_place_0", "Hãy chọn nơi sinh."),
        ("id_fee", "Lệ phí không được lớn hơn 10."),
        ("id_agree", "Hãy đánh dấu vào ô “Tôi cam đoan”."),
        ("id_code", "CCCD chỉ được dài tối đa 3 ký tự, hiện có 4."),
        ("id_own", "Thiếu mục khác."),
    ]:
        assert f'<a class="ds-link" href="#{target}">{words}</a>' in page


def test_error_of_the_whole_form_is_told_without_a_link() -> None:
    form = Sample({})
    form.add_error(None, "Hai ngày trái nhau.")
    assert "<li>Hai ngày trái nhau.</li>" in draw("{% error_summary form %}", form=form)


def test_no_errors_draw_nothing() -> None:
    assert draw("{% error_summary form %}", form=Sample()).strip() == ""


def test_change_link_says_what_it_changes() -> None:
    rows = [{"label": "Họ và tên", "value": "", "change_url": "/sua", "change_hidden": "họ tên"}]
    page = draw("{% summary_list rows %}", rows=rows)
    assert 'Sửa<span class="ds-sr-only"> họ tên</span>' in page
    assert "Không cung cấp" in page


def test_zero_is_a_value_not_a_gap() -> None:
    page = draw("{% summary_list rows %}", rows=[{"label": "Lệ phí", "value": 0}])
    assert "Không cung cấp" not in page


def test_table_cell_knows_its_column_on_a_phone() -> None:
    columns = [{"label": "Mã"}, {"label": "Phí", "numeric": True}]
    page = draw("{% data_table c r 'Việc' %}", c=columns, r=[{"cells": ["H1", 0]}])
    assert '<th scope="row" data-label="Mã">' in page
    assert '<td data-label="Phí" class="cv-numeric">' in page
    assert '<span class="cv-cell">0</span>' in page


def test_table_with_a_missing_cell_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        tags.data_table([{"label": "Mã"}, {"label": "Phí"}], [{"cells": ["H1"]}], "Việc")


def test_pager_keeps_the_filters() -> None:
    request = RequestFactory().get("/", {"q": "khai sinh", "cursor": "cu"})
    page = draw("{% pager page %}", page=Page(rows=[], next_cursor="moi"), request=request)
    assert 'href="?q=khai+sinh&amp;cursor=moi"' in page
    assert "Trang trước" not in page


def test_bars_are_in_proportion() -> None:
    rows = [{"label": "Đất đai", "value": 50}, {"label": "Hộ tịch", "value": 200}]
    page = draw("{% bar_chart rows 'Lĩnh vực' %}", rows=rows)
    assert 'width="25.0%"' in page
    assert 'width="100.0%"' in page


def test_bars_of_nothing_have_no_length() -> None:
    page = draw("{% bar_chart rows 'x' %}", rows=[{"label": "Đất đai", "value": 0}])
    assert 'width="0%"' in page


def test_no_component_breaks_the_content_policy() -> None:
    folder = Path(__file__).parents[1] / "templates"
    for file in folder.rglob("*.html"):
        source = file.read_text(encoding="utf-8")
        assert " style=" not in source, file
        assert " onclick=" not in source, file
        assert "<script>" not in source, file


def test_every_icon_drawn_is_in_the_sprite() -> None:
    known = ICONS.read_text(encoding="utf-8")
    for name in tags.NOTICE_ICONS.values():
        assert f'"{name}"' in known
