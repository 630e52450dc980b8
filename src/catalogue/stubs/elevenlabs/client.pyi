# verified: elevenlabs 2.78.0
from elevenlabs import AsyncElevenLabs, ElevenLabs
