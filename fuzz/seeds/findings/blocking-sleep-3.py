import time
from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass, field, replace


def slow() -> None:
    time.sleep(1)


def quick() -> None: ...


@dataclass
class Job:
    name: str
    run: Callable[[], None]
    after: Callable[[], None] = field(default=quick)
    _: KW_ONLY
    wait: bool = False

    def execute(self) -> None:
        self.run()

    def finish(self) -> None:
        self.after()

    def pause(self) -> None:
        if self.wait:
            time.sleep(1)


@dataclass
class Retried(Job):
    give_up: Callable[[], None] = quick

    def end(self) -> None:
        self.give_up()


@dataclass
class Plan:
    job: Job

    def begin(self) -> None:
        self.job.execute()


async def main() -> None:
    Job("a", slow).execute()
    Job("a", run=slow).run()
    Job("a", quick).execute()
    Job("a", quick, slow).finish()
    Job("a", slow).finish()
    Job("a", quick, wait=True).pause()
    Job("a", quick).pause()


async def derived() -> None:
    Retried("a", slow).execute()
    Retried("a", quick).execute()
    Retried("a", quick, quick, slow).end()
    Retried("a", slow, slow).end()


async def nested() -> None:
    Plan(Job("a", slow)).begin()
    Plan(Job("a", slow)).job.run()
    plan = Plan(Job("a", quick))
    plan.begin()
    plan.job.run()


async def replaced() -> None:
    job = Job("a", slow)
    replace(job, run=quick).execute()
    replace(job, name="b").execute()
    replace(replace(job, run=quick), run=slow).execute()
