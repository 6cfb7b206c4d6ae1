"""What of libomemo-c is called: the parsers of one protocol, and none of the older ones.
SPDX-License-Identifier: GPL-3.0-or-later"""

import subprocess
import sys

CALLED = {"signal_message_deserialize_omemo", "pre_key_signal_message_deserialize_omemo"}
FORBIDDEN = {
    "signal_message_deserialize",
    "pre_key_signal_message_deserialize",
    "sender_key_message_deserialize",
    "sender_key_distribution_message_deserialize",
}

listing = subprocess.run(["nm", "-u", *sys.argv[1:]], capture_output=True, text=True, check=True)
symbols = {line.split()[-1] for line in listing.stdout.splitlines() if line.startswith(" ")}
problems = [f"{name} is not called" for name in sorted(CALLED - symbols)]
problems += [f"{name} is called" for name in sorted(FORBIDDEN & symbols)]
print("1..1")
for problem in problems:
    print("#", problem)
print("not ok" if problems else "ok", "1 only protocol 4 is parsed")
sys.exit(bool(problems))
