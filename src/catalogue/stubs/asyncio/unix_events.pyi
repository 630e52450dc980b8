# verified: python 3.13
from asyncio import SelectorEventLoop, DefaultEventLoopPolicy, SafeChildWatcher, FastChildWatcher, PidfdChildWatcher, MultiLoopChildWatcher, ThreadedChildWatcher
