"""The mails that an employer gets, and the digest of moderators; their words are in ``words/``.

To send one: ``jobboard.mail.enqueue("posting-approved", address, {…}, key="approved:17")``, with
every name of the kind's sample. An optional fact may be empty: its paragraph is then left out.
"""

from pathlib import Path

from jobboard.mail import Kind, read_wording, register

WORDS = Path(__file__).parent / "words"
SITE = "https://jobs.example.org"
POSTING = {"title": "Night nurse (f/m/d)", "company": "Riverside Clinic"}
MANAGE = {"manage_url": f"{SITE}/employers/postings/17/"}
COMMENT = "Please say how many nights a month.\n\nThe pay lacks its period: an hour, or a month?"


def declare() -> None:
    """Register the kinds."""
    register(
        _kind(
            "posting-received",
            "Posting received: please confirm",
            {
                **POSTING,
                "code": "KQ7M-42XD",
                "confirm_url": f"{SITE}/employers/confirm/17/KQ7M-42XD/",
                "hours": "48",
            },
            is_confirmation=True,
        ),
        _kind(
            "posting-approved",
            "Posting approved",
            {**POSTING, **MANAGE, "url": f"{SITE}/jobs/17-night-nurse/", "ends_on": "2 May 2026"},
        ),
        _kind(
            "changes-wanted",
            "Changes wanted",
            {**POSTING, "comment": COMMENT, "edit_url": f"{SITE}/employers/postings/17/edit/"},
        ),
        _kind(
            "posting-rejected",
            "Posting rejected",
            {**POSTING, "reason": "The text names no employer.", "comment": ""},
        ),
        _kind(
            "edit-approved",
            "Edit approved",
            {**POSTING, **MANAGE, "url": f"{SITE}/jobs/17-night-nurse/"},
        ),
        _kind(
            "edit-refused",
            "Edit not taken over",
            {**POSTING, **MANAGE, "url": f"{SITE}/jobs/17-night-nurse/", "comment": COMMENT},
        ),
        _kind(
            "posting-ends-soon",
            "Posting ends soon",
            {
                **POSTING,
                **MANAGE,
                "ends_on": "2 May 2026",
                "days_left": "7",
                "views": "412",
                "applies": "38",
                "longer": "60 or 90",
                "answer_url": f"{SITE}/employers/answer/17.1tQ8fK.x7Yq/",
            },
        ),
        _kind("posting-closed", "Posting closed", {**POSTING, **MANAGE, "reason": "filled"}),
        _kind(
            "posting-ran-out",
            "Posting ran out",
            {
                **POSTING,
                **MANAGE,
                "longer": "60 or 90",
                "longer_until": "9 May 2026",
                "answer_url": f"{SITE}/employers/answer/17.1tQ8fK.x7Yq/",
            },
        ),
        _kind(
            "posting-frozen",
            "Posting under review",
            {**POSTING, **MANAGE, "reason": "Readers say that the link is dead.", "comment": ""},
        ),
        _kind(
            "contact-asked",
            "New address: please confirm",
            {"number": "17", "code": "KQ7M-42XD", "hours": "48"},
            is_confirmation=True,
        ),
        _kind("contact-changed", "Address changed", {**POSTING, **MANAGE}),
        _kind(
            "was-it-filled",
            "Was it filled? (three weeks after)",
            {
                **POSTING,
                "closed_on": "11 April 2026",
                "answer_url": f"{SITE}/employers/filled/17.1tQ8fK.x7Yq/",
            },
        ),
        _kind(
            "moderators-digest",
            "Digest for moderators",
            {
                "total": "3 things",
                "summary": "2 postings to approve\n1 posting under review",
                "oldest": "1 March 2026",
                "desk_url": f"{SITE}/admin/",
            },
        ),
    )


def _kind(name: str, label: str, sample: dict[str, str], *, is_confirmation: bool = False) -> Kind:
    """A kind whose words are in the file of its name; a confirmation holds a code."""
    return Kind(
        name=name,
        label=label,
        wording=read_wording(WORDS / f"{name}.md"),
        sample=sample,
        is_confirmation=is_confirmation,
        holds_secret=is_confirmation,
        strangers=frozenset(POSTING.keys() & sample.keys()) if is_confirmation else frozenset(),
    )
