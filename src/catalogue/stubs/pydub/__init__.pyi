# verified: pydub 0.25.1 with audioop-lts@0.2.2
from pydub.audio_segment import AudioSegment
