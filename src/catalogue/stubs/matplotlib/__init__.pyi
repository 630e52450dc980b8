# verified: matplotlib 3.11.2
from matplotlib import figure, pyplot
