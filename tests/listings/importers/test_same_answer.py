"""An answer that is the last one to the byte is not taken apart: nothing of it can have changed."""

from typing import Any

import pytest

from listings.importers.adapter import ADAPTERS, RawPosting
from listings.importers.sync import reading_version
from listings.importers.systems.ashby import AshbyAdapter
from listings.models import Listing, Source, SourceRecord
from tests.listings.importers.boards import fail, job, run

pytestmark = pytest.mark.django_db


class CountingAdapter(AshbyAdapter):
    """Ashby's, which counts the answers that it took apart."""

    def __init__(self) -> None:
        self.answers = 0

    def postings(self, answer: bytes) -> list[RawPosting]:
        self.answers += 1
        return super().postings(answer)


@pytest.fixture
def adapter(monkeypatch: pytest.MonkeyPatch) -> CountingAdapter:
    counting = CountingAdapter()
    monkeypatch.setitem(ADAPTERS, "ashby", counting)
    return counting


def test_the_same_answer_is_not_taken_apart(adapter: CountingAdapter) -> None:
    first = run(job(1), job(2))
    good_at = Source.objects.get().last_good_at
    second = run(job(1), job(2))
    assert adapter.answers == 1
    assert (first.written.new, second.written.new, second.written.unchanged) == (2, 0, 2)
    source = Source.objects.get()
    assert source.last_good_at
    assert good_at
    assert source.last_good_at > good_at
    assert source.last_outcome == "Postings: 2 unchanged."


def test_another_one_is(adapter: CountingAdapter) -> None:
    run(job(1), job(2))
    assert run(job(1), job(2, title="Chief of tides")).written.changed == 1
    assert run(job(1), job(2)).written.changed == 1
    assert run(job(1)).written.closed == 1
    assert adapter.answers == 4


def test_what_could_not_be_read_is_told_again(adapter: CountingAdapter) -> None:
    run(job(1), job(2, title=None))
    assert run(job(1), job(2, title=None)).written.problems == {"job-2": "title: missing."}
    assert adapter.answers == 1


def test_a_newer_reader_reads_it_again(adapter: CountingAdapter) -> None:
    run(job(1))
    adapter.parser_version += 1
    assert run(job(1)).written.changed == 1
    assert adapter.answers == 2


@pytest.mark.parametrize(
    "changes", [{"parser_version": 1}, {"last_seen_at": "2026-01-05T09:00:00Z"}]
)
def test_records_that_are_not_what_it_left_are_compared(
    adapter: CountingAdapter, changes: dict[str, Any]
) -> None:
    run(job(1), job(2))
    SourceRecord.objects.filter(external_id="job-2").update(**changes)
    run(job(1), job(2))
    assert adapter.answers == 2
    record = SourceRecord.objects.get(external_id="job-2")
    assert (record.last_seen_at, record.parser_version) == (None, reading_version("ashby"))


def test_a_record_that_is_gone_is_made_anew(adapter: CountingAdapter) -> None:
    run(job(1), job(2))
    SourceRecord.objects.filter(external_id="job-2").delete()
    assert run(job(1), job(2)).written.new == 1


def test_while_postings_are_withheld_each_answer_is_compared(adapter: CountingAdapter) -> None:
    jobs = [job(number) for number in range(12)]
    run(*jobs)
    assert run(*jobs[:2]).written.withheld == 10
    assert run(*jobs[:2]).written.closed > 0
    assert Listing.objects.live().count() < 12
    assert adapter.answers == 3


def test_a_failure_between_two_changes_nothing(adapter: CountingAdapter) -> None:
    run(job(1))
    fail()
    assert run(job(1)).written.unchanged == 1
    source = Source.objects.get()
    assert (source.last_error, adapter.answers) == ("", 1)
