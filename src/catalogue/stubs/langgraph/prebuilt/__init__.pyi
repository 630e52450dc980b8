# verified: langgraph 1.2.24
from typing import Any
from langgraph.graph.state import CompiledStateGraph
def create_react_agent(*args: Any, **kwargs: Any) -> CompiledStateGraph: ...
