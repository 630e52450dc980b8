# verified statically: keras 3.15.1 as keras._tf_keras.keras.models
from keras.models import Model, Sequential
from keras.saving import load_model, save_model
