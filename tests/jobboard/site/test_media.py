"""Pictures: what may come in, what is kept of it, and how it is served."""

import resource
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse
from PIL import Image

from jobboard.environment import BASE_DIR
from jobboard.markup import check
from jobboard.models import Picture, SiteIdentity, User
from jobboard.models.content import PictureFormat
from jobboard.site import identity, media
from listings.search.facts import job_posting
from tests.listings.factories import make_city, make_company, make_listing

SECRET = b"GPS 48.1 N 11.6 E <script>alert(1)</script>"


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.VAR_DIR = tmp_path
    return tmp_path / "media"


def drawing(width: int = 60, height: int = 40, mode: str = "RGB") -> Image.Image:
    return Image.new(mode, (width, height), (13, 85, 96, 120)[: len(mode)])


def file_of(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def many_colours(width: int = 64, height: int = 64) -> Image.Image:
    """Return a picture of a few thousand colours."""
    image = Image.new("RGB", (width, height))
    image.putdata(
        [(x * 4 % 256, y * 4 % 256, x * y % 251) for y in range(height) for x in range(width)]
    )
    return image


def half(content: bytes) -> bytes:
    return content[: len(content) // 2]


def encode(content: bytes) -> media.Encoded:
    return media.encode(BytesIO(content), len(content))


def png_header(width: int, height: int) -> bytes:
    """Return a PNG that announces its size and holds next to nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    size = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", size) + chunk(b"IDAT", zlib.compress(b"\0" * 64)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def frames() -> list[Image.Image]:
    return [Image.new("RGB", (40, 40), colour) for colour in ("red", "blue")]


def layers(number: int) -> bytes:
    """Return a progressive JPEG whose last layer is repeated: each costs a pass over all pixels."""
    content = file_of(many_colours(), "JPEG", progressive=True)
    last = content.rindex(media.START_OF_SCAN)
    return content[:last] + content[last:-2] * number + content[-2:]


FAR_TOO_MANY = "This picture has far more than 8 million pixels; make it smaller."
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", media.NOT_A_PICTURE),
    "an SVG that is called PNG": (lambda: SVG, media.NOT_A_PICTURE),
    "a page that is called PNG": (lambda: b"<!doctype html><h1>x", media.NOT_A_PICTURE),
    "a GIF that is also a script": (lambda: b"GIF89a/*" + b"*/=1;alert(1)", media.NOT_A_PICTURE),
    "a true GIF": (lambda: file_of(drawing(), "GIF"), media.NOT_A_PICTURE),
    "a TIFF": (lambda: file_of(drawing(), "TIFF"), media.NOT_A_PICTURE),
    "a PostScript file": (lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n", media.NOT_A_PICTURE),
    "a PNG without a body": (lambda: file_of(many_colours())[:20], media.NOT_A_PICTURE),
    "a PNG cut off": (lambda: half(file_of(many_colours())), media.BROKEN),
    "a JPEG cut off": (lambda: half(file_of(many_colours(), "JPEG")), media.BROKEN),
    "a WebP cut off": (lambda: half(file_of(many_colours(), "WEBP")), media.NOT_A_PICTURE),
    "50,000 × 50,000 pixels": (lambda: png_header(50_000, 50_000), FAR_TOO_MANY),
    "8,000 × 10,000 pixels": (
        lambda: png_header(8_000, 10_000),
        (
            "This picture is 8,000 × 10,000 pixels; 8 million in all is the most. Make it smaller, "
            "2,529 × 3,162 for example."
        ),
    ),
    "31 million pixels in 123 KB": (
        lambda: file_of(Image.new("L", (7_000, 4_500))),
        (
            "This picture is 7,000 × 4,500 pixels; 8 million in all is the most. Make it smaller, "
            "3,527 × 2,267 for example."
        ),
    ),
    "one pixel": (
        lambda: file_of(drawing(1, 1)),
        "This picture is 1 × 1 pixels; each side needs at least 24.",
    ),
    "a hairline": (
        lambda: file_of(drawing(4_000, 10)),
        "This picture is 4,000 × 10 pixels; each side needs at least 24.",
    ),
    "a strip": (
        lambda: file_of(drawing(30, 900), "WEBP"),
        "This picture is 30 × 900 pixels: one side is 30 times the other, and 10 is the most.",
    ),
    "a strip that the camera turned": (
        lambda: file_of(drawing(900, 30), "JPEG"),
        "This picture is 900 × 30 pixels: one side is 30 times the other, and 10 is the most.",
    ),
    "a JPEG of 5,000 layers": (lambda: layers(5_000), media.TOO_MANY_SCANS),
    "fewer pixels than announced": (lambda: png_header(500, 500), media.BROKEN),
    "no pixels at all": (lambda: png_header(0, 0), media.NOT_A_PICTURE),
    "30 MB": (
        lambda: file_of(drawing()) + b"\0" * 30_000_000,
        "This file is larger than 10 MB.",
    ),
    "a moving PNG": (
        lambda: file_of(frames()[0], save_all=True, append_images=frames()[1:]),
        media.ANIMATED,
    ),
    "a moving WebP": (
        lambda: file_of(frames()[0], "WEBP", save_all=True, append_images=frames()[1:]),
        media.ANIMATED,
    ),
}


class TestRefused:
    @pytest.mark.parametrize("name", HOSTILE)
    def test_it_is_refused_with_a_reason(self, name: str) -> None:
        make, why = HOSTILE[name]
        with pytest.raises(media.PictureRefusedError) as refused:
            encode(make())
        assert str(refused.value) == why

    def test_a_size_that_lies_is_found_out(self, settings: Any) -> None:
        with pytest.raises(media.PictureRefusedError, match="larger than 10 MB"):
            media.encode(BytesIO(b"\0" * (settings.PICTURES.bytes + 1)), 10)

    def test_any_cut_and_any_wrong_byte_is_refused_or_clean(self) -> None:
        for content in (file_of(many_colours(), kind) for kind in ("PNG", "JPEG", "WEBP")):
            for at in range(0, len(content), max(1, len(content) // 60)):
                broken = content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :]
                for attempt in (content[:at], broken):
                    try:
                        found = encode(attempt)
                    except media.PictureRefusedError:
                        continue
                    assert Image.open(BytesIO(found.content)).size == (found.width, found.height)


class TestEncoded:
    def test_a_photograph_becomes_webp_and_a_drawing_png(self) -> None:
        assert encode(file_of(many_colours(), "JPEG")).format == "webp"
        assert encode(file_of(many_colours())).format == "webp"
        assert encode(file_of(drawing())).format == "png"

    def test_transparency_stays(self) -> None:
        found = encode(file_of(drawing(mode="RGBA")))
        assert Image.open(BytesIO(found.content)).mode == "RGBA"

    @pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "CMYK"])
    def test_every_usual_kind_of_pixels_is_read(self, mode: str) -> None:
        kind = "JPEG" if mode == "CMYK" else "PNG"
        assert encode(file_of(Image.new(mode, (60, 40)), kind)).width == 60

    def test_nothing_that_came_along_is_kept(self) -> None:
        exif = Image.Exif()
        exif[0x010E] = SECRET.decode()
        for kind in ("JPEG", "WEBP", "PNG"):
            content = file_of(many_colours(), kind, exif=exif) + SECRET
            assert SECRET in content
            found = encode(content).content
            assert b"script" not in found
            assert b"GPS" not in found
            assert not Image.open(BytesIO(found)).getexif()

    def test_a_picture_that_was_held_upright_stands_upright(self) -> None:
        exif = Image.Exif()
        exif[0x0112] = 6  # the camera lay on its side
        found = encode(file_of(many_colours(90, 60), "JPEG", exif=exif))
        assert (found.width, found.height) == (60, 90)

    @pytest.mark.parametrize("size", [(4_000, 1_000), (1_000, 4_000), (2_001, 210)])
    def test_it_is_made_smaller_in_its_own_shape(
        self, settings: Any, size: tuple[int, int]
    ) -> None:
        found = encode(file_of(drawing(*size)))
        assert max(found.width, found.height) == settings.PICTURES.kept_side
        assert found.width / found.height == pytest.approx(size[0] / size[1], rel=0.02)

    def test_a_small_one_keeps_its_size_and_the_same_picture_its_name(self) -> None:
        one, two = encode(file_of(drawing())), encode(file_of(drawing(), compress_level=0))
        assert (one.width, one.height) == (60, 40)
        assert one.content_hash == two.content_hash

    def test_of_a_phone_s_two_views_the_first_is_taken(self) -> None:
        second = drawing(90, 60)
        content = file_of(many_colours(90, 60), "MPO", save_all=True, append_images=[second])
        found = encode(content)
        assert (found.width, found.height, found.format) == (90, 60, "webp")


@pytest.mark.slow
class TestMemory:
    def test_a_process_reads_one_picture_at_a_time(self) -> None:
        reading, most = 0, 0

        class Watched(BytesIO):
            """An upload that says when it is read, and takes its time."""

            def read(self, size: int | None = -1, /) -> bytes:
                nonlocal reading, most
                reading += 1
                most = max(most, reading)
                Event().wait(0.02)
                content = super().read(size)
                reading -= 1
                return content

        content = file_of(drawing())
        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(lambda _: media.encode(Watched(content), 1), range(8)))
        assert most == 1
        assert len({one.content_hash for one in found}) == 1

    def test_whoever_waits_too_long_is_told_to_come_again(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(media, "WAIT_SECONDS", 0.1)
        started, goes_on = Event(), Event()

        class Slow(BytesIO):
            def read(self, size: int | None = -1, /) -> bytes:
                started.set()
                goes_on.wait(30)
                return super().read(size)

        content = file_of(drawing())
        with ThreadPoolExecutor(1) as pool:
            first = pool.submit(media.encode, Slow(content), 1)
            started.wait(30)
            with pytest.raises(media.PictureRefusedError, match="Other pictures are being read"):
                encode(content)
            goes_on.set()
            assert first.result().width == 60
        assert encode(content).width == 60

    def test_eight_of_the_largest_pictures_at_once_stay_under_300_mb(self) -> None:
        """31 million pixels, eight times at once, took 2.4 GB."""
        out = subprocess.run(
            [sys.executable, "-c", EIGHT_AT_ONCE],
            capture_output=True,
            text=True,
            check=True,
            cwd=BASE_DIR,
        ).stdout
        assert int(out) < 300


EIGHT_AT_ONCE = """
import os, pathlib
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
import django; django.setup()
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from PIL import Image
from jobboard.site import media
media.WAIT_SECONDS = 600  # a busy machine may take its time; here its memory counts
out = BytesIO()
Image.linear_gradient("L").resize((2_000, 3_999)).convert("RGBA").save(out, "PNG")
with ThreadPoolExecutor(8) as pool:
    list(pool.map(lambda _: media.encode(BytesIO(out.getvalue()), 1), range(8)))
status = pathlib.Path("/proc/self/status").read_text()
print(int(status.split("VmHWM:")[1].split()[0]) // 1024)
"""


class TestStored:
    def test_it_lies_under_its_content_and_nothing_else_is_left(self, folder: Path) -> None:
        found = encode(file_of(drawing()))
        path = media.store(found)
        media.store(found)
        assert [path] == list(folder.iterdir())
        assert path.name == f"{found.content_hash}.png"
        assert path.read_bytes() == found.content

    def test_only_the_board_s_user_enters_the_folder(self, folder: Path) -> None:
        media.store(encode(file_of(drawing())))
        assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.django_db
class TestServed:
    def test_a_picture_is_served_for_good_under_its_type(self, client: Client) -> None:
        found = encode(file_of(drawing()))
        media.store(found)
        response = client.get(
            f"/media/{found.content_hash}.png", headers={"Accept-Encoding": "gzip"}
        )
        assert response.content == found.content
        assert response["Content-Type"] == "image/png"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Cache-Control"] == "public, max-age=31536000, immutable"
        assert int(response["Content-Length"]) == len(found.content)
        assert "Content-Encoding" not in response
        tag = {"If-None-Match": response["ETag"]}
        assert client.get(response.wsgi_request.path, headers=tag).status_code == 304

    def test_it_asks_no_query(self, client: Client, django_assert_num_queries: Any) -> None:
        found = encode(file_of(drawing()))
        media.store(found)
        with django_assert_num_queries(0):
            assert client.get(f"/media/{found.content_hash}.png").status_code == 200

    @pytest.mark.parametrize(
        "path",
        [
            "/media/",
            "/media/../secret-key",
            "/media/..%2fsecret-key",
            "/media/%2e%2e/secret-key",
            "/media//etc/passwd",
            "/media/notes.txt",
            "/media/" + "a" * 32,
            "/media/" + "a" * 32 + ".svg",
            "/media/" + "a" * 32 + ".png%0a",
            "/media/" + "a" * 32 + ".png%00.webp",
            "/media/" + "a" * 32 + ".png/",
            "/media/" + "A" * 32 + ".png",
            "/media/" + "b" * 32 + ".png",
        ],
    )
    def test_all_else_is_a_404(self, client: Client, folder: Path, path: str) -> None:
        folder.mkdir()
        (folder / "notes.txt").write_text("mine")
        (folder / ("a" * 32)).write_text("mine")
        (folder / ("a" * 32 + ".svg")).write_text("mine")
        (folder.parent / "secret-key").write_text("mine")
        assert client.get(path).status_code == 404

    def test_only_reading_is_allowed(self, client: Client) -> None:
        assert client.post(f"/media/{'a' * 32}.png").status_code == 405


@pytest.mark.django_db
class TestDesk:
    add = "/admin/jobboard/picture/add/"

    def upload(self, client: Client, content: bytes, alt: str = "A teal field") -> Any:
        file = SimpleUploadedFile("Holiday (1).png", content, "image/png")
        return client.post(self.add, {"file": file, "alt": alt})

    def test_an_upload_becomes_a_row_and_a_file(self, administrator: Client) -> None:
        assert administrator.get(self.add).status_code == 200
        assert self.upload(administrator, file_of(drawing())).status_code == 302
        picture = Picture.objects.get()
        assert (picture.width, picture.height, picture.format) == (60, 40, "png")
        assert (picture.alt, picture.original_name) == ("A teal field", "Holiday (1).png")
        assert administrator.get(picture.url).status_code == 200
        assert check(f"![{picture.alt}]({picture.url})") == ()

    def test_the_same_picture_twice_is_pointed_out(self, administrator: Client) -> None:
        self.upload(administrator, file_of(drawing()))
        response = self.upload(administrator, file_of(drawing()), alt="Again")
        assert "This picture is here already: “A teal field”" in response.text
        assert Picture.objects.count() == 1

    @pytest.mark.parametrize("name", ["an SVG that is called PNG", "a PNG cut off", "a strip"])
    def test_a_hostile_upload_leaves_nothing(
        self, administrator: Client, folder: Path, name: str
    ) -> None:
        response = self.upload(administrator, HOSTILE[name][0]())
        assert response.status_code == 200
        assert list(response.context["adminform"].form.errors) == ["file"]
        assert not Picture.objects.exists()
        assert not folder.exists()

    def test_one_person_uploads_so_many_in_an_hour(
        self, administrator: Client, settings: Any
    ) -> None:
        settings.PICTURES = replace(settings.PICTURES, uploads_an_hour=2)
        self.upload(administrator, file_of(drawing()))
        self.upload(administrator, SVG)
        response = self.upload(administrator, file_of(many_colours()))
        assert "You have uploaded 2 pictures within an hour, which is the most" in response.text
        assert "in 60 minutes" in response.text
        assert Picture.objects.count() == 1
        other = Client()
        other.force_login(User.objects.create_superuser("two@desk.example", "three-plain-words"))
        assert self.upload(other, file_of(many_colours())).status_code == 302

    def test_a_picture_without_a_description_is_refused(
        self, administrator: Client, folder: Path
    ) -> None:
        for alt in ("", "   "):
            response = self.upload(administrator, file_of(drawing()), alt=alt)
            assert list(response.context["adminform"].form.errors) == ["alt"]
        assert not folder.exists()
        with pytest.raises(IntegrityError), transaction.atomic():
            Picture.objects.create(content_hash="a" * 32, format="png", width=1, height=1, alt="")

    def test_only_its_description_changes(self, administrator: Client) -> None:
        self.upload(administrator, file_of(drawing()))
        picture = Picture.objects.get()
        url = reverse("admin:jobboard_picture_change", args=[picture.pk])
        assert picture.url in administrator.get(url).text
        file = SimpleUploadedFile("x.png", file_of(many_colours()))
        assert administrator.post(url, {"alt": "Sea", "file": file}).status_code == 302
        changed = Picture.objects.get()
        assert (changed.alt, changed.content_hash) == ("Sea", picture.content_hash)

    def test_a_list_is_searched_by_what_is_shown(self, administrator: Client) -> None:
        self.upload(administrator, file_of(drawing()))
        response = administrator.get("/admin/jobboard/picture/", {"q": "teal"})
        assert response.context["cl"].result_count == 1

    def test_a_deleted_picture_s_file_goes_too(
        self, administrator: Client, folder: Path, django_capture_on_commit_callbacks: Any
    ) -> None:
        self.upload(administrator, file_of(drawing()))
        url = reverse("admin:jobboard_picture_delete", args=[Picture.objects.get().pk])
        with django_capture_on_commit_callbacks(execute=True):
            assert administrator.post(url, {"post": "yes"}).status_code == 302
        assert list(folder.iterdir()) == []

    def test_one_that_is_in_use_stays(self) -> None:
        SiteIdentity(logo=make_picture()).save()
        with pytest.raises(ProtectedError):
            Picture.objects.get().delete()


def make_picture(alt: str = "Umbra: a black disc") -> Picture:
    found = encode(file_of(drawing()))
    media.store(found)
    return Picture.objects.create(
        content_hash=found.content_hash,
        format=found.format,
        width=found.width,
        height=found.height,
        alt=alt,
    )


@pytest.mark.django_db
class TestLogo:
    def test_a_company_s_page_shows_its_logo_else_its_initial(self, client: Client) -> None:
        company = make_company("Umbra")
        assert 'class="initial"' in client.get("/companies/umbra/").text
        company.logo = make_picture()
        company.save()
        text = client.get("/companies/umbra/").text
        assert f'src="{company.logo.url}" alt="Umbra: a black disc"' in text
        assert 'class="initial"' not in text

    def test_a_logo_is_in_the_markup_of_postings(self, settings: Any) -> None:
        company = make_company("Umbra", logo=make_picture())
        listing = make_listing("Data Engineer", company=company, places=(make_city("Bonn", "DE"),))
        assert f'"logo": "{settings.SITE_URL}/media/' in job_posting(listing)

    def test_the_board_s_own_stands_in_the_header(self, client: Client) -> None:

        SiteIdentity(logo=make_picture()).save()
        identity.forget()
        text = client.get("/about/").text
        identity.forget()
        assert f'<img src="{Picture.objects.get().url}" alt=""' in text


def test_a_disk_that_takes_no_more_keeps_no_half_of_a_picture(
    tmp_path: Path, settings: Any
) -> None:
    settings.VAR_DIR = tmp_path
    picture = media.Encoded(b"x" * 100_000, PictureFormat.PNG, 10, 10)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, before[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            media.store(picture)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list((tmp_path / "media").iterdir()) == []
    assert media.store(picture).read_bytes() == picture.content
