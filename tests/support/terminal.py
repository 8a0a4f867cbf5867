"""The program on a pseudo-terminal, with somebody who waits for a text and types an answer."""

import os
import pty
import select
import subprocess
import time

PATIENCE = 60  # seconds, for a loaded machine


class Dialogue:
    def __init__(self, words, **options):
        self.master, slave = pty.openpty()
        self.process = subprocess.Popen(words, stdin=slave, stdout=slave, stderr=slave, start_new_session=True, **options)
        os.close(slave)
        self.seen = ""

    def _more(self, until):
        """What is printed next; "" where the program has ended."""
        if not select.select([self.master], [], [], max(0.0, until - time.monotonic()))[0]:
            self.process.kill()
            raise SystemExit(f"nothing more within {PATIENCE} s:\n{self.seen}")
        try:
            return os.read(self.master, 65536).decode()
        except OSError:  # Linux answers EIO when the last process closed its side
            return ""

    def wait_for(self, text):
        until = time.monotonic() + PATIENCE
        while text not in self.seen:
            more = self._more(until)
            if not more:
                raise SystemExit(f"not said: {text!r}\n{self.seen}")
            self.seen += more.replace("\r\n", "\n")

    def type(self, text):
        os.write(self.master, text.encode())

    def end(self):
        """Exit code, and all that was printed."""
        until = time.monotonic() + PATIENCE
        while more := self._more(until):
            self.seen += more.replace("\r\n", "\n")
        os.close(self.master)
        return self.process.wait(timeout=PATIENCE), self.seen
