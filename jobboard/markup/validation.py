"""A validator for fields that hold Markdown."""

from django.core.exceptions import ValidationError

from jobboard.markup.page import check


def validate_markup(text: str) -> None:
    """Raise ``ValidationError`` with a message for each problem, each with its line."""
    problems = check(text)
    if problems:
        raise ValidationError([str(problem) for problem in problems], code="markup")
