"""Luigi beside our workflows: as many tasks as there are places, and one that requires them all."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from typing import Any


def luigi_build(count: int, there: bool) -> Callable[[], float]:
    """So many tasks whose outputs, in memory, are there (nothing to do), or are written now."""
    import luigi
    from luigi.mock import MockFileSystem, MockTarget

    logging.getLogger("luigi-interface").setLevel(logging.ERROR)
    logging.getLogger("luigi").setLevel(logging.ERROR)

    class Place(luigi.Task):  # type: ignore[misc]
        number = luigi.IntParameter()

        def output(self) -> Any:
            return MockTarget(f"place-{self.number}")

        def run(self) -> None:
            with self.output().open("w") as file:
                file.write("\n".join(str(abs(value)) for value in [1.0] * 24))

    class Everything(luigi.WrapperTask):  # type: ignore[misc]
        def requires(self) -> Iterator[Any]:
            return (Place(number) for number in range(count))

        def complete(self) -> bool:
            return False

    def job() -> float:
        files = MockFileSystem().get_all_data()
        for number in range(count):
            if there:
                files[f"place-{number}"] = b"1"
            else:
                files.pop(f"place-{number}", None)
        started = time.perf_counter()
        luigi.build([Everything()], local_scheduler=True, no_lock=True, log_level="ERROR")
        return time.perf_counter() - started

    return job
