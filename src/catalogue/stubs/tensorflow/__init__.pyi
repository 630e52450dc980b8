# verified statically: keras 3.15.1 as keras._tf_keras
from tensorflow import keras
