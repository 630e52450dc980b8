# verified statically: keras 3.15.1 as keras._tf_keras.keras
from keras.models import Model, Sequential
from tensorflow.keras import models
