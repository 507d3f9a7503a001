from hyperstream import HyperStream
from hyperstream.maintenance.checking import check
from hyperstream.maintenance.copying import copy
from tests.unit.frames.frames_of_all_kinds import every_type, same_frame


def test_a_copied_store_is_sound_and_has_the_same_frames(tmp_path):
    frame = every_type()
    with (
        HyperStream(f"sqlite:///{tmp_path / 'old.db'}") as old,
        HyperStream(f"sqlite:///{tmp_path / 'new.db'}") as new,
    ):
        old.store.save(frame, "a", "b")
        old.store.save(frame.iloc[1:3], "a", "b")
        copy(old.database, new.database)
        assert check(new.database).problems == []
        same_frame(new.store.retrieve("a", "b"), frame)
        assert new.store.info("a", "b") == old.store.info("a", "b")
        assert len(new.store.history("a", "b")) == 2
