"""How the tests read HTML: what a person sees, and which elements carry it."""

from html.parser import HTMLParser


class Page(HTMLParser):
    """Visible text, and every start tag with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def hrefs(self) -> list[str]:
        return [str(attrs.get("href")) for tag, attrs in self.elements if tag == "a"]
