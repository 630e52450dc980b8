# verified: python 3.13
from asyncio import Task, create_task, ensure_future, gather, wait, wait_for, as_completed, shield, sleep, run_coroutine_threadsafe, current_task, all_tasks, eager_task_factory, create_eager_task_factory, FIRST_COMPLETED, FIRST_EXCEPTION, ALL_COMPLETED
