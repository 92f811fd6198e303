"""Addresses as employers paste them: read where they are meant, refused where nobody gets to."""

import pytest

from tests.listings.employers.typed import errors, form

pytestmark = pytest.mark.django_db


def clean(**typed: str) -> str:
    checked = form(**typed)
    checked.is_valid()
    [name] = typed
    return str(checked.cleaned_data.get(name))


MAIL = "ada@umbra.example"


@pytest.mark.parametrize(
    "typed",
    [
        MAIL,
        f"  {MAIL} ",
        f"Ada Byron <{MAIL}>",
        f"“Byron, Ada” <{MAIL}>",
        f"<{MAIL}>",
        f"mailto:{MAIL}",
        f"MAILTO:{MAIL}?subject=Lamp%20keeper",
        f"{MAIL}.",
        f"{MAIL},",
    ],
)
def test_a_pasted_mail_address_is_read(typed: str) -> None:
    assert clean(email=typed) == MAIL
    assert clean(apply_to=typed) == MAIL


@pytest.mark.parametrize(
    "typed",
    [
        *("ada", "ada@", "ada@umbra", "ada @umbra.example", "ada@localhost", "ada@[127.0.0.1]"),
        *("ada..x@umbra.example", f"{MAIL}, bob@umbra.example", f"{MAIL} <b@umbra.example> x"),
        f"{MAIL}\nBcc: eve@else.example",
    ],
)
def test_what_is_no_mail_address_is_refused_with_an_example(typed: str) -> None:
    assert errors(email=typed) == {"email": ["Write one e-mail address, such as ada@company.com."]}


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("umbra.example", "https://umbra.example"),
        ("www.umbra.example/jobs", "https://www.umbra.example/jobs"),
        ("http://umbra.example:8080/", "http://umbra.example:8080/"),
        ("https://ümbra.example/ö?q=ü", "https://ümbra.example/ö?q=ü"),
        ("https://93.184.216.34/jobs", "https://93.184.216.34/jobs"),
    ],
)
def test_a_web_address_is_read(typed: str, address: str) -> None:
    assert clean(apply_to=typed) == address
    assert clean(company_website=typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        *("https://localhost/", "https://intranet/jobs", "https://10.0.0.1/", "https://[::1]/"),
        *("http://169.254.1.1/", "https://ada:secret@umbra.example/", "https://umbra.example:0/"),
    ],
)
def test_a_web_address_that_readers_cannot_open_is_refused(typed: str) -> None:
    why = "This is no web address that readers can open: write it as it stands in the browser."
    for field in ("apply_to", "company_website"):
        assert field in errors(**{field: typed})
    assert errors(apply_to=typed) in ({"apply_to": [why]}, {"apply_to": [NEITHER]})


NEITHER = "Neither a web address nor an e-mail address: write one, such as company.com/jobs."


@pytest.mark.parametrize(
    "typed",
    [
        "call me",
        "https://",
        "ftp://x.example",
        "javascript:alert(1)",
        "https://umbra.example:99999/",
    ],
)
def test_what_is_no_address_is_refused_with_an_example(typed: str) -> None:
    assert errors(apply_to=typed) == {"apply_to": [NEITHER]}
