# Each collection is reported with its generation; frozen objects are left out.
import gc
import weakref

from pattern import freeze_after_start, watch_gc


class Holder:
    cycle: object = None


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
dead = weakref.ref(holder := Holder())
holder.cycle = holder
del holder
freeze_after_start()
assert dead() is None  # garbage is not frozen
assert gc.get_freeze_count() > frozen + len(kept)
assert len(gc.get_objects()) < len(kept)
gc.unfreeze()
