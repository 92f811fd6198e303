"""What the table of a posting's fields (``fields.py``) says of each of them."""

from dataclasses import dataclass
from enum import Enum

HALF, WIDE, QUARTER = "half", "wide", "quarter"


class Edit(Enum):
    """What an employer's change of a field does to a posting that is public."""

    REVIEWED = "waits until an editor approves it"
    AT_ONCE = "takes effect at once where it is plausible"
    UNSEEN = "is shown to no reader, so nobody reviews it"
    TECHNICAL = "is what the form remembers between two pages, and nobody's change"


@dataclass(frozen=True, slots=True)
class FormField:
    """A field in the form of an employer.

    ``part``: slug of the part it stands in, empty for a hidden input. ``required``: what its label
    says where the form itself does not always ask for it.
    """

    name: str
    label: str = ""
    part: str = ""
    width: str = HALF
    required: str = ""
    edit: Edit = Edit.REVIEWED


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingField:
    """One fact of a posting.

    ``column``: the field of ``Listing``; empty where only the form has it (the company's name).
    ``form``: how an employer types it; None where only a source or an editor sets it.
    ``is_copied``: the form's value is written to the column as it is.
    ``ledger``: the name under which the public ledger tells a change; empty: it tells none.
    ``ledger_label``: that name in a reader's words, where they are not its own.
    ``is_told_by_sync``: a sync's change has a line too, not only an editor's or employer's.
    ``unit``: the columns that a source sets together, named by one of them; empty: no source does.
    An edit of one keeps a sync from all of its unit. ``unit_label``: its name, on its first row.
    ``is_link``: rows of another table, which a sync writes after the posting's own.
    ``is_searched``: its words are part of the search document.
    ``is_heavy``: long, so no list of postings loads it.
    ``is_contact``: of the person who typed it. ``may_name_somebody``: a text or address that may.
    """

    column: str = ""
    form: FormField | None = None
    is_copied: bool = False
    ledger: str = ""
    ledger_label: str = ""
    is_told_by_sync: bool = True
    unit: str = ""
    unit_label: str = ""
    is_link: bool = False
    is_searched: bool = False
    is_heavy: bool = False
    is_contact: bool = False
    may_name_somebody: bool = False
