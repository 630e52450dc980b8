# verified statically: evdev 2.0.0
from evdev.device import InputDevice
