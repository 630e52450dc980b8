# Each collection is reported with its generation; frozen objects are left out.
import gc

from pattern import freeze_after_start, watch_gc

reports: list[tuple[int, float]] = []
gc.disable()
with watch_gc(lambda generation, seconds: reports.append((generation, seconds))):
    gc.collect(0)
    gc.collect()
gc.collect()
assert [generation for generation, _ in reports] == [0, 2]
assert all(0 <= seconds < 5 for _, seconds in reports)

frozen = gc.get_freeze_count()
kept = [[number] for number in range(10_000)]
freeze_after_start()
assert gc.get_freeze_count() > frozen + len(kept)
assert len(gc.get_objects()) < len(kept)
gc.unfreeze()
