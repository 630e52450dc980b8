# verified: langgraph 1.2.24
from langgraph.graph.state import StateGraph
