"""Text as it is given: HTML, escaped or plain is decided once, and nothing is lost."""

import pytest

from listings.reading.descriptions import clean_html, one_line, plain_text
from listings.reading.title_parts import normalize_title

TWO = "<p>One</p><p>Two &amp; three</p>"


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ("R&amp;D Engineer &#8211; Lead", "R&D Engineer – Lead"),
        ("R&amp;amp;D Engineer &#x2013; Lead", "R&D Engineer – Lead"),
        ("R&D &ndash; Lead&nbsp;Engineer", "R&D – Lead Engineer"),
        ("Caf&eacute; manager &quot;Nord&quot;", 'Café manager "Nord"'),
        ("Data\u200b Engineer\ufeff", "Data Engineer"),
        ("Data Engineer&#8203; (m/w/d)", "Data Engineer (m/w/d)"),
        ("Engineer&lt;br&gt;Berlin", "Engineer Berlin"),
        ("Engineer<br/>Berlin", "Engineer Berlin"),
        ("<b>Data</b> Engineer", "Data Engineer"),
        ("&lt;strong&gt;Data&lt;/strong&gt; Engineer", "Data Engineer"),
        ("<![CDATA[Data & AI Engineer]]>", "Data & AI Engineer"),
        ("We <3 C++ < 5 years", "We <3 C++ < 5 years"),
        ("Developer, vector<int> and Map<K, V>", "Developer, vector<int> and Map<K, V>"),
        ("Front end &lt;div&gt; wrangler", "Front end <div> wrangler"),
        ("AT&T, Q&A and P&L; B&B", "AT&T, Q&A and P&L; B&B"),
        ("👩‍💻 Developer", "👩‍💻 Developer"),
        ("نیم‌بها", "نیم‌بها"),
        (" A\x07\u202e\n  B ", "A B"),
    ],
)
def test_a_title_is_what_its_writer_meant(given: str, line: str) -> None:
    assert one_line(given) == line
    assert one_line(line) == line


def test_what_was_escaped_is_decoded_before_anything_reads_it() -> None:
    assert normalize_title(one_line("R&amp;D Engineer &#8211; Remote")) == "r&d engineer"


@pytest.mark.parametrize(
    "given",
    [
        "<p>One</p><p>Two & three</p>",
        "<p>One</p><p>Two &amp; three</p>",
        "<p>One</p><p>Two &amp;amp; three</p>",
        "&lt;p&gt;One&lt;/p&gt;&lt;p&gt;Two &amp; three&lt;/p&gt;",
        "&lt;p&gt;One&lt;/p&gt;&lt;p&gt;Two &amp;amp; three&lt;/p&gt;",
        "&amp;lt;p&amp;gt;One&amp;lt;/p&amp;gt;&amp;lt;p&amp;gt;Two &amp; three&amp;lt;/p&amp;gt;",
        "&#60;p&#62;One&#60;/p&#62;&#60;p&#62;Two &#38; three&#60;/p&#62;",
        "&#x3C;p&#x3e;One&#x3C;/p&#x3e;&#x3C;p&#x3e;Two &#x26; three&#x3C;/p&#x3e;",
        "&amp;#60;p&amp;#62;One&amp;#60;/p&amp;#62;<p>Two & three</p>",
        "&lt;p>One&lt;/p>&lt;p>Two & three&lt;/p>",
        '&lt;p class=&quot;a&quot;&gt;One&lt;/p&gt;&lt;p style="x"&gt;Two & three&lt;/p&gt;',
        "<div>&lt;p&gt;One&lt;/p&gt;&lt;p&gt;Two &amp; three&lt;/p&gt;</div>",
        "<div><p>One</p>&lt;p&gt;Two &amp; three&lt;/p&gt;</div>",
        "<div>&amp;lt;p&amp;gt;One&amp;lt;/p&amp;gt;&#60;p&#62;Two & three&#60;/p&#62;</div>",
        "<div>One<br><br></div><div>Two & three</div>",
        "<![CDATA[<p>One</p><p>Two & three</p>]]>",
        "&lt;![CDATA[&lt;p&gt;One&lt;/p&gt;&lt;p&gt;Two & three&lt;/p&gt;]]&gt;",
        "One\n\nTwo & three",
        "One\r\n\r\nTwo &amp; three",
        "One\n \t\n\n\nTwo &#38; three",
    ],
)
def test_a_description_escaped_in_any_way_is_clean_html(given: str) -> None:
    assert clean_html(given).replace("<br></p>", "</p>").replace("<br>", "") == TWO


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("We <3 rowing.\n\nYou too?", "We <3 rowing.\nYou too?"),
        (
            "Pay: salary < 100k.\n\nMail <jobs@x.example>",
            "Pay: salary < 100k.\nMail <jobs@x.example>",
        ),
        ("std::vector<int> & Map<K, V>\n\nSoon", "std::vector<int> & Map<K, V>\nSoon"),
        ("See <https://x.example/a?b=1&copy=2>", "See <https://x.example/a?b=1&copy=2>"),
        ("if a<b and c>d", "if a<b and c>d"),
        (
            "You write <div> and <span> all day.\n\nSoon",
            "You write <div> and <span> all day.\nSoon",
        ),
        ("You know &lt;div&gt;.\n\nSoon", "You know <div>.\nSoon"),
        ("<p>We <3 rowing, < 100k</p><p>Soon</p>", "We <3 rowing, < 100k\nSoon"),
        ("<p>Mail <jobs@x.example> or vector<int></p>", "Mail <jobs@x.example> or vector<int>"),
        ("<p>I &lt;3 vector&lt;int&gt;</p>", "I <3 vector<int>"),
        ("&lt;p&gt;I &amp;lt;3 vector&amp;lt;int&amp;gt;&lt;/p&gt;", "I <3 vector<int>"),
        ("We <b>row</b>.\n\nAnd sail.", "We row.\nAnd sail."),
        ("One&lt;br&gt;two", "One\ntwo"),
        ("<p>One&lt;br /&gt;two</p>", "One\ntwo"),
        ("<o:p>One</o:p><p>two</p>", "One\ntwo"),
        ("Caf&eacute; &#8211; &ldquo;Nord&rdquo;&nbsp;&hearts;", "Café – “Nord” ♥"),
        ("AT&T and R&D; Q&A", "AT&T and R&D; Q&A"),
    ],
)
def test_plain_words_keep_all_of_it(given: str, words: str) -> None:
    assert plain_text(clean_html(given)) == words


@pytest.mark.parametrize(
    "given",
    [
        "&lt;script&gt;alert(1)&lt;/script&gt;<p>a</p>",
        "&#60;img src=x onerror=alert(1)&#62;&#60;/p&#62;",
        "&amp;lt;svg onload=alert(1)&amp;gt;&amp;lt;/svg&amp;gt;",
        "<p>a &lt;a href=&quot;javascript:alert(1)&quot;&gt;b&lt;/a&gt;</p>",
        "<x-a onclick=alert(1)>a</x-a>",
        "<![CDATA[<script>alert(1)</script>]]>",
    ],
)
def test_what_is_unescaped_is_cleaned_like_everything_else(given: str) -> None:
    cleaned = clean_html(given)
    assert not [bad for bad in ("<script", "<img", "<svg", "javascript:", "<x-a") if bad in cleaned]
