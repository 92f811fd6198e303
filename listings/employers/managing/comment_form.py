"""An answer to the editors."""

from django import forms

from listings.employers.fields import plain

LONGEST = 5_000


class CommentForm(forms.Form):
    text = forms.CharField(
        label="Your answer to the editors",
        max_length=LONGEST,
        error_messages={"required": "Write what you would like to say."},
        widget=forms.Textarea(attrs={"class": "input", "rows": 4}),
    )

    def clean_text(self) -> str:
        return plain(self.cleaned_data["text"])
