"""What a hostile server does to an honest answer, and when: drawn from a seed that the client knows as well."""
import random
import struct

import fuzz_run
from wire import message

SECRET = b"sekret-q7x"  # within every protected value this server sends
READY = message("Z", b"I")
OK = message("R", struct.pack("!I", 0))
GREETING = [OK, message("S", b"server_version\x0015.0\0"), message("S", b"client_encoding\0UTF8\0"),
            message("S", b"standard_conforming_strings\0on\0"), message("K", b"\0\0\0\1\0\0\0\2"), READY]
# What tells the gateway something false about a result, or puts a row's bytes where no row is: against a server that
# gives its data away itself the gateway promises only to stay alive.
LIES = {"length", "flip", "retag", "shape", "noise", "copy"}
ENDLESS = (4 << 20) if fuzz_run.SOAK else (1 << 19)
HONEST = 0  # the seed of a server that does nothing wrong
BENDS = ["length", "flip", "retag", "shape", "noise", "copy", "drop", "double", "swap", "cut", "columns", "unasked",
         "unasked", "unasked", "endless", "flood", "silent", "ready"]


def row(number, *extra, secret=SECRET):
    values = [b"%d" % number, secret + b"-%d@house.example" % number, b"Altenau", *extra]
    return message("D", struct.pack("!H", len(values)), *(struct.pack("!i", len(value)) + value for value in values))


class ServerCase:
    """Which answer is spoiled, and how. The client knows it too, and so what may be expected."""

    def __init__(self, number):
        self.dice = random.Random(number)
        self.at_start = self.dice.random() < 0.2
        self.how = self.dice.choice(BENDS)
        self.after = 0 if self.at_start else self.dice.randrange(1, 7)
        self.is_honest = number == HONEST
        self.may_show = self.how in LIES
        self.own = self.dice.choice(["cut", "error"]) if self.dice.random() < 0.05 and not self.is_honest else "right"

    def next_bend(self, at_start):
        self.after -= 1
        if self.is_honest or at_start != self.at_start or self.after >= 0 or self.dice.random() < 0.5:
            return None
        return self.how

    def flooding(self):
        words = [("S", b"work_mem\x001MB\0"), ("N", b"SNOTICE\0C00000\0Mbeware\0\0"), ("A", b"\0\0\0\1c\0word\0"),
                 ("E", b"SERROR\0C22012\0Mno\0\0"), ("Z", b"I"), ("R", b"\0\0\0\0")]
        return message(*self.dice.choice(words))

    def bend(self, how, frames):
        dice = self.dice
        at = dice.randrange(len(frames)) if frames else 0
        frame = frames[at] if frames else message("Z", b"I")
        match how:
            case "drop" | "double" | "swap" if not frames: pass
            case "length": frames[at:at + 1] = [fuzz_run.lengths(dice, frame)]
            case "flip":
                place = dice.randrange(len(frame))
                bent = bytes([frame[place] ^ 1 << dice.randrange(8)])
                frames[at:at + 1] = [frame[:place] + bent + frame[place + 1:]]
            case "retag":
                tag = dice.choice(b"RSKZTDCEN123tnGHWdcsVAIv~\0")
                frames[at:at + 1] = [bytes([tag]) + frame[1:]]
            case "noise": frames[at:at] = [dice.randbytes(dice.randrange(1, 40))]
            case "shape":
                count = dice.choice([0, 1, 4, 1700, 65_535])
                frames[at:at] = [message("T", struct.pack("!H", count), b"x\0" * 9)]
            case "copy":
                frames[at:at] = [dice.choice([message("H", b"\0\0\1\0\0"), message("d", b"1\n"), message("c")])]
            case "drop": del frames[at:at + 1]
            case "double": frames[at:at] = [frame]
            case "swap": frames[at:at + 1], frames[:1] = frames[:1], [frame]
            case "cut": frames[at:] = [frame[:dice.randrange(len(frame))]]
            case "columns": frames[at:at] = [self.wrong_row()]
            case "unasked": frames[at:at] = [self.unasked()]
            case "silent": frames.clear()
            case "ready":
                kinds = [READY, READY * 2, message("Z", b"?"), message("Z"), message("Z", b"E")]
                frames[at:at] = [dice.choice(kinds)]

    def wrong_row(self):
        long = struct.pack("!i", self.dice.choice([-2, -7, -0x80000000, 0x7FFFFFFF, 100_000]))
        bodies = [b"\0\2\0\0\0\1x\0\0\0\1y", b"\0\0", b"", b"\0", b"\xff\xff\0\0\0\1x", b"\0\3" + long,
                  b"\0\3\0\0\0\1x" + long + b"abc", b"\0\3" + b"\xff" * 12 + b"behind", b"\x80\0" + b"\xff" * 12]
        return self.dice.choice([row(1, b"more"), *(message("D", body) for body in bodies)])

    def unasked(self):
        dice = self.dice
        size = dice.choice([0, 3, 64, 9_000, 1_200_000])
        return dice.choice([
            lambda: row(9), lambda: message("C", b"SELECT 1\0"), lambda: message(dice.choice("C123nsIcRESK")),
            lambda: message("t", b"\0\1\0\0\0\x17"), lambda: message("t", b"\xff\xff"),
            lambda: message("G", b"\0\xff\xff"),
            lambda: message("W", b"\0\0\0"), lambda: message("V", b"\0\0\0\1x"),
            lambda: message("K", b"k" * dice.choice([0, 8, 256, 300])),
            lambda: message("R", struct.pack("!I", dice.choice([0, 2, 3, 5, 8, 10, 11, 12, 99])), dice.randbytes(4)),
            lambda: message("R", struct.pack("!I", dice.choice([10, 11, 12])), b"r=x,s=,i=0\0" * dice.randrange(3)),
            lambda: message("v", struct.pack("!II", 0, dice.choice([0, 1, 0xFFFFFFFF]))),
            lambda: message("E", b"\0"), lambda: message("E", b"SFATAL\0C57P01\0Mgo\0\0"),
            lambda: message("E", b"SERROR\0VERROR\0C22012\0Mno\0\0"), lambda: message("N", b"Mno end"),
            lambda: message(dice.choice("EN"), b"M" + b"x" * size + b"\0\0"),
            lambda: message("A", b"\0\0\0\1c\0"), lambda: message("A", b"\0\0\0\1" + b"c" * size + b"\0p\0"),
            lambda: message("S", b"client_encoding\0" + b"x" * size + b"\0"), lambda: message("S", b"x"),
            lambda: bytes([dice.randrange(256)]) + struct.pack("!I", 4),
        ])()
