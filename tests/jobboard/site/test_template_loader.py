"""Templates are sent without the indentation that people read them by, and say the same."""

from typing import Any

import pytest
from django.template.defaulttags import URLNode
from django.template.loader import get_template

from jobboard.site.template_loader import without_indentation


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("<ul>\n  <li>a</li>\n</ul>\n<p>\n  b\n</p>", "<ul><li>a</li></ul><p>b</p>"),
        ("<p>one\n  <b>two</b>\n  three</p>", "<p>one <b>two</b> three</p>"),
        ("<b>one</b>\n<b>two</b>", "<b>one</b> <b>two</b>"),
        ("<input\n    name='a'\n    checked>", "<input name='a' checked>"),
        ("<p>{% if a %}\n  b\n{% endif %}</p>", "<p>{% if a %} b {% endif %}</p>"),
        ("{% if a %}\n  <p>b</p>\n{% endif %}\n<p>c</p>", "{% if a %}<p>b</p>{% endif %}<p>c</p>"),
        ("<pre>\n a\n  b</pre>\n<p>c</p>", "<pre>\n a\n  b</pre><p>c</p>"),
        ("<textarea>\n{{ a }}\n</textarea>", "<textarea>\n{{ a }}\n</textarea>"),
        ("<p>a < b\n > c</p>", "<p>a < b > c</p>"),
    ],
)
def test_what_never_shows_is_not_sent(written: str, sent: str) -> None:
    assert without_indentation(written) == sent


def test_the_boards_templates_are_loaded_so_and_those_of_others_as_they_are() -> None:
    ours: Any = get_template("base.html")
    assert "\n    " not in ours.template.source
    theirs: Any = get_template("admin/base.html")
    assert "\n" in theirs.template.source


def test_addresses_that_never_change_are_looked_up_once() -> None:
    template: Any = get_template("base.html")
    assert template.template.nodelist.get_nodes_by_type(URLNode) == []
    assert 'href="/jobs/"' in template.render({})
