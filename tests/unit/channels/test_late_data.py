from hyperstream.batch.batch import Batch
from hyperstream.channels.late_data import declared, late_meanwhile, late_rows
from hyperstream.stores.ledger.model import GIVEN, LEGACY, Ledger, Part
from hyperstream.utils.time_utils import MIN_DATE, to_ms

BEGINNING = to_ms(MIN_DATE) - 1
GIVEN_PART, LEGACY_PART = 1, 2


def ledger(*parts, rev=1, complete=None):
    return Ledger(b"", rev=rev, parts=parts, fps=(None, GIVEN, LEGACY), complete=complete)


def batch(*times):
    return Batch(list(times), list(times))


def there(*times):
    return lambda a, b: iter((batch(*times).between(a, b),))


def test_time_is_declared_by_settling_and_by_completeness():
    assert declared(ledger()) == ()
    assert declared(ledger(Part(0, 10, GIVEN_PART), Part(20, 30, LEGACY_PART))) == ((0, 10),)
    assert declared(ledger(Part(0, 10, GIVEN_PART), complete=5)) == ((BEGINNING, 10),)


def test_rows_are_late_where_they_are_new_in_declared_time():
    settled = ledger(Part(0, 10, GIVEN_PART), Part(20, 30, GIVEN_PART))
    assert late_rows(settled, batch(5, 15, 25), there(5)).values_list() == [25]
    assert late_rows(settled, batch(0, 11, 20), there()).values_list() == []
    assert late_rows(settled, batch(10, 30), there()).values_list() == [10, 30]
    assert late_rows(ledger(complete=10), batch(1, 10, 11), there(1)).values_list() == [10]


def test_nothing_is_read_for_an_append():
    def read(a, b):
        raise AssertionError

    settled = ledger(Part(0, 10, GIVEN_PART), complete=12)
    assert len(late_rows(settled, batch(13, 14), read)) == 0
    assert len(late_rows(settled, Batch.empty(), read)) == 0


def test_time_declared_during_the_write_counts_too():
    before = ledger(rev=4)
    after = ledger(Part(0, 10, GIVEN_PART, changed=6), Part(10, 20, GIVEN_PART), rev=6)
    assert late_meanwhile(before, after, batch(5, 15, 25), written=3).values_list() == [5, 15]
    # Equal rows were there before: only where settled time changed, a row was new.
    assert late_meanwhile(before, after, batch(5, 15, 25), written=1).values_list() == [5]
    assert len(late_meanwhile(before, after, batch(5, 15), written=0)) == 0
    assert len(late_meanwhile(before, after, batch(25), written=1)) == 0
    assert len(late_meanwhile(ledger(rev=5), after, batch(5), written=1)) == 0
