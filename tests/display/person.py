"""Somebody without a window: an account worked by whinchat-cli.
SPDX-License-Identifier: GPL-3.0-or-later"""

import json
import subprocess


class Person:
    def __init__(self, desk, name, phone, where=""):
        self.program = [desk.build / "src/cli/whinchat-cli", "--data", f"{desk.folder}/{phone[1:]}{where}", "--timeout", "60"]
        self.phone = phone
        register = self.start("register", "--server", desk.server.url, "--phone", phone, "--name", name,
                              stdin=subprocess.PIPE)
        register.communicate(desk.server.code(phone) + "\n")
        assert register.returncode == 0, f"{name} could not register"

    def start(self, *args, **more):
        return subprocess.Popen([*self.program, *(str(a) for a in args)], stdout=subprocess.DEVNULL,
                                stderr=subprocess.DEVNULL, text=True, **more)

    def run(self, *args):
        subprocess.run([*self.program, *(str(a) for a in args)], check=True, stdout=subprocess.DEVNULL)

    def ask(self, *args):
        """What it answers: of each line what is in it."""
        lines = subprocess.run([*self.program, *(str(a) for a in args)], check=True, capture_output=True, text=True).stdout
        return [json.loads(line) for line in lines.splitlines()]

    def link(self):
        return self.ask("contact", "link")[0]["link"]

    def send(self, phone, *texts):
        for text in texts:
            self.run("send", phone, text)

    def send_file(self, phone, path, *options):
        self.run("send-file", *options, phone, path)

    def stay(self, *options):
        """Is there for a moment: what others are to get goes out, what came is taken in."""
        subprocess.run([*self.program[:-1], "2", "follow", *options], capture_output=True, check=False)

    def look(self, count=1):
        """Takes in what came, and reads it."""
        self.run("follow", "--count", count, "--read")

    def messages(self, chat, count=1):
        """The last of them."""
        return self.ask("messages", "--limit", count, chat)


def acquaint(desk, phone, other_phone, width=1000, height=720, env=None):
    """Anna has a window, Ben has none; both have written to each other."""
    desk.anna = desk.app("anna", env=env)
    desk.anna.place(0, 0, width, height)
    desk.anna.register(desk.server, phone, "Anna")
    desk.ben = Person(desk, "Ben", other_phone)
    desk.anna.find_person(other_phone, "Ben")
    desk.anna.say("Hello Ben")
    desk.ben.look()
    desk.ben.send(phone, "Hello Anna")
    desk.anna.see("Hello Anna", "list item")
