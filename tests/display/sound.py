"""A sound server of its own: one speaker that nobody hears, and one microphone, which hears what is played to it.
SPDX-License-Identifier: GPL-3.0-or-later"""

import array
import math
import os
import subprocess
import tempfile
import wave
from pathlib import Path

from desk import wait

RATE = 16000


class Sound:
    """Runs pulseaudio; environment is for the programs that are to use it."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="whinchat-sound."))
        socket = self.folder / "native"
        self.environment = {"PULSE_SERVER": f"unix:{socket}", "PULSE_RUNTIME_PATH": str(self.folder)}
        self.log = open(self.folder / "log", "wb")
        self.process = subprocess.Popen(
            ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--realtime=no",
             "--high-priority=no", "--log-target=stderr",
             "-L", f"module-native-protocol-unix socket={socket} auth-anonymous=1",
             "-L", "module-null-sink sink_name=speaker", "-L", "module-null-sink sink_name=pipe",
             "-L", "module-remap-source source_name=mic master=pipe.monitor source_properties=device.description=Headset"],
            env=dict(os.environ, HOME=str(self.folder), **self.environment), stderr=self.log)
        wait("the sound server", lambda: self.control("info").returncode == 0)
        self.control("set-default-sink", "speaker")
        self.control("set-default-source", "mic")
        self.voice = None

    def control(self, *args):
        return subprocess.run(["pactl", *args], env=dict(os.environ, **self.environment), capture_output=True)

    def speak(self):
        """Somebody speaks into the microphone, until hush."""
        path = self.folder / "voice.wav"
        write_voice(path, 12, 60)
        self.voice = subprocess.Popen(["paplay", "--device=pipe", path], env=dict(os.environ, **self.environment))

    def hush(self):
        if self.voice:
            self.voice.terminate()
            self.voice.wait()
        self.voice = None

    def stop(self):
        self.hush()
        self.process.terminate()
        self.process.wait()
        self.log.close()


def write_voice(path, seconds, times):
    """Syllables of a deep voice, in words, loud and less loud; the same again and again."""
    samples = array.array("h")
    for i in range(seconds * RATE):
        t = i / RATE
        syllable = abs(math.sin(math.pi * t * 3.1)) ** 2 * (0.35 + 0.65 * abs(math.sin(t * 1.7) * math.cos(t * 0.61)))
        word = 1 if math.sin(t * 2.3) + 0.4 * math.sin(t * 5.1) > -0.75 else 0.02
        tone = math.sin(2 * math.pi * 130 * t) + 0.5 * math.sin(2 * math.pi * 390 * t)
        samples.append(int(12000 * syllable * word * tone))
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        for _ in range(times):
            out.writeframes(samples.tobytes())
