# verified: python 3.13
from asyncio import AbstractEventLoop, AbstractEventLoopPolicy, AbstractServer, Handle, TimerHandle, get_event_loop, get_running_loop, new_event_loop, set_event_loop, get_event_loop_policy, set_event_loop_policy, get_child_watcher, set_child_watcher
