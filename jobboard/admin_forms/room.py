"""One more row without scripts: a button that sends the form and brings it back with the row."""

from django.http import QueryDict

ROOM = "_room"
SAID = "Here is one more row. Nothing is saved yet."


def with_room(data: QueryDict) -> QueryDict:
    """The same form with one more row of the kind that the button names."""
    wider = data.copy()
    name = f"{data[ROOM]}-TOTAL_FORMS"
    number = data.get(name, "")
    if number.isascii() and number.isdecimal() and len(number) < 5:
        wider[name] = str(int(number) + 1)
    del wider[ROOM]
    return wider
