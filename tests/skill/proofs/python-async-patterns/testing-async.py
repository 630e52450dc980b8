# The good test runs and would notice a fault; a plain TestCase passes without running.
import asyncio
import gc
import io
import unittest
import warnings

import bad
import pattern


def run(case: type[unittest.TestCase]) -> unittest.TestResult:
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(case)
    return unittest.TextTestRunner(stream=io.StringIO(), warnings="ignore").run(suite)


result = run(pattern.CounterTest)
assert result.testsRun == 1 and result.wasSuccessful(), result.failures


class Broken(pattern.CounterTest):
    async def asyncSetUp(self) -> None:
        await super().asyncSetUp()
        self.counter.total = 1


assert len(run(Broken).failures) == 1

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    result = run(bad.NeverRuns)
    assert result.testsRun == 1 and result.wasSuccessful()
    gc.collect()
asyncio.run(asyncio.sleep(0))
