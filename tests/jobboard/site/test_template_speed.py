"""A template says the same whether its values are looked up quickly or as Django does."""

from types import SimpleNamespace
from typing import Any, Never

import pytest
from django.template import Context, Engine, Template
from django.utils.functional import lazystr
from django.utils.safestring import SafeString

from jobboard.site.template_loader import fill_in


class Broken:
    @property
    def raises(self) -> Never:
        raise AttributeError("its own")


class Silent:
    @property
    def raises(self) -> Never:
        error = ValueError("not for the page")
        error.silent_variable_failure = True  # type: ignore[attr-defined]  # Django reads it
        raise error


def shout(text: str = "called") -> str:
    return text.upper()


VALUES: dict[str, Any] = {
    "text": "<b>&",
    "safe": SafeString("<b>"),
    "lazy": lazystr("<i>"),
    "number": 12_345,
    "part": 0.5,
    "nothing": None,
    "yes": True,
    "row": SimpleNamespace(name="<name>", inner={"key": "value", "items": "own"}, call=shout),
    "map": {"a": {"b": "deep"}, "items": 1},
    "list": ["first", {"k": "v"}],
    "call": shout,
    "rows": [("a", 1), ("b", 2)],
    "broken": Broken(),
    "silent": Silent(),
}
TEMPLATES = (
    "{{ text }} {{ safe }} {{ lazy }} {{ number }} {{ part }} {{ nothing }} {{ yes }}",
    "{{ row.name }} {{ row.inner.key }} {{ row.inner.items }} {{ row.call }} {{ row.gone }}",
    "{{ map.a.b }} {{ map.items }} {{ map.a.items }} {{ map.gone.deeper }}",
    "{{ list.0 }} {{ list.1.k }} {{ list.7 }} {{ list.first }}",
    "{{ call }} {{ gone }} {{ gone.more }}",
    "{% autoescape off %}{{ text }} {{ row.name }}{% endautoescape %}",
    "{{ text|upper }} {{ gone|default:text }} {{ row.name|safe }}",
    "{{ nothing|default_if_none:row.name }}",
    "{% for name, at in rows %}{{ forloop.counter }} {{ name }} {{ at }}{% endfor %}",
    "{% if row.gone %}a{% elif map.a.b == 'deep' and not gone.more %}b{% endif %}",
    "{% if text in list or number > 3 %}c{% endif %}{% if gone == nothing %}d{% endif %}",
    "{% with one=row.inner two=map.a.b %}{{ one.key }} {{ two }}{% endwith %}{{ one }}",
    "{{ autoescape }} {{ template_name }} {{ silent.raises }}|",
)


def both(written: str, invalid: str) -> tuple[Template, Template]:
    engine = Engine(string_if_invalid=invalid)
    usual, quick = engine.from_string(written), engine.from_string(written)
    fill_in(quick.nodelist)
    return usual, quick


@pytest.mark.parametrize("invalid", ["", "no %s"])
@pytest.mark.parametrize("written", TEMPLATES)
def test_a_page_is_the_same(written: str, invalid: str) -> None:
    usual, quick = both(written, invalid)
    expected = usual.render(Context(VALUES))
    assert quick.render(Context(VALUES)) == expected
    assert quick.render(Context(VALUES)) == expected  # what was looked up changed nothing


def test_an_error_of_a_value_is_an_error_of_the_page() -> None:
    for template in both("{{ broken.raises }}", ""):
        with pytest.raises(AttributeError, match="its own"):
            template.render(Context(VALUES))
