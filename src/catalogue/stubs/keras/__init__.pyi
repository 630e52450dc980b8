# verified statically: keras 3.15.1
from keras import models, saving
from keras.models import Model, Sequential
