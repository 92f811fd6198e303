"""Pictures in a text: their room, their caption, and nothing that breaks the page."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from jobboard.markup import check, plain, render
from jobboard.site import media


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.VAR_DIR = tmp_path
    return tmp_path / "media"


def picture(width: int, height: int) -> str:
    """The address of a stored picture."""
    out = BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, "PNG")
    encoded = media.encode(BytesIO(out.getvalue()), len(out.getvalue()))
    media.store(encoded)
    return f"/media/{encoded.content_hash}.{encoded.format}"


@pytest.mark.first(3)
@pytest.mark.parametrize(
    ("size", "shown"),
    [
        ((600, 300), (600, 300)),
        ((1_200, 700), (1_200, 700)),
        ((2_000, 1_000), (1_200, 600)),
        ((400, 1_600), (200, 800)),
        ((2_000, 2_000), (800, 800)),
    ],
)
def test_the_page_keeps_room_for_it_and_not_too_much(
    size: tuple[int, int], shown: tuple[int, int]
) -> None:
    source = picture(*size)
    html = render(f"![A chart]({source})").html
    width, height = shown
    assert html == (
        f'<figure class="picture"><img src="{source}" alt="A chart" width="{width}" '
        f'height="{height}" loading="lazy"></figure>\n'
    )


def test_what_stands_in_quotes_is_its_caption() -> None:
    source = picture(600, 300)
    html = render(f'![A chart]({source} "Pay of 2026, *not* <b>adjusted</b>")').html
    assert (
        "<figcaption>Pay of 2026, *not* &lt;b&gt;adjusted&lt;/b&gt;</figcaption></figure>" in html
    )


def test_pictures_of_one_paragraph_are_figures_each() -> None:
    one, two = picture(600, 300), picture(300, 200)
    html = render(f'![One]({one} "First")\n![Two]({two})').html
    assert html.count("<figure") == 2
    assert "<p>" not in html


def test_a_picture_among_words_stays_among_them() -> None:
    source = picture(60, 30)
    html = render(f'See ![a mark]({source} "not shown") here.').html
    assert html.startswith("<p>See <img ")
    assert "figure" not in html
    assert "not shown" not in html


@pytest.mark.parametrize("before", ["- ", "> ", "1. "])
def test_it_stands_in_lists_and_quotations_too(before: str) -> None:
    html = render(f'{before}![A chart]({picture(600, 300)} "Under it")').html
    assert "<figcaption>Under it</figcaption>" in html
    assert html.count("<figure") == html.count("</figure>") == 1


def test_one_whose_file_is_missing_is_shown_without_a_size_until_it_is_there() -> None:
    source = picture(600, 300)
    path = media.path_of(source.removeprefix("/media/"))
    content = path.read_bytes()
    path.unlink()
    assert "width" not in render(f"![A chart]({source})").html
    path.write_bytes(b"no picture")
    assert "width" not in render(f"![A chart]({source})").html
    path.write_bytes(content)
    assert 'width="600"' in render(f"![A chart]({source})").html


def test_a_linked_picture_stays_a_link() -> None:
    html = render(f"[![A chart]({picture(600, 300)})](/salaries/)").html
    assert html.startswith('<p><a href="/salaries/"><img ')


def test_captions_are_no_problem_and_no_running_text() -> None:
    text = f'Words.\n\n![A chart]({picture(600, 300)} "Under it")\n\nMore.'
    assert check(text) == ()
    assert plain(text).split() == ["Words.", "More."]


def test_other_addresses_are_refused_as_ever() -> None:
    html = render('![A chart](https://elsewhere.example/x.png "Under it")').html
    assert "<img" not in html
    assert "figure" not in html
