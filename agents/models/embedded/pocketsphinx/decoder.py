"""PocketSphinx over pipes: one decoder, one process, because a decoder holds Python's interpreter lock.

stdin: one byte of kind, four bytes of length (little endian), payload.
  S start an utterance (its number, four bytes)   A audio (s16le, 16 kHz, mono)   E end it   X drop it   R forget the speaker
stdout: one JSON object per line.
  ready {ms}   failed {reason}   heard {bytes}   partial {utterance, words}   final {words, score, ms}
Each word is [text, first frame, last frame, probability]; a frame is 10 ms. Ends when stdin does.
"""
import json
import struct
import sys
import time


def say(**message):
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def words_of(decoder):
    found = []
    for segment in decoder.seg() or ():
        text = segment.word.split("(")[0]
        if text and text[0] not in "<[+":
            found.append([text, segment.start_frame, segment.end_frame, round(min(1.0, segment.prob), 3)])
    return found


def main():
    started = time.time()
    try:
        from pocketsphinx import Decoder

        # The second pass over the whole utterance costs 40-100 ms after its end and corrects nothing in our measurements.
        options = {"loglevel": "FATAL", "fwdflat": False}
        if len(sys.argv) > 1:
            options["lm"] = sys.argv[1]
        decoder = Decoder(**options)
        speaker = decoder.get_cmn(False)
    except Exception as error:  # a missing package and a broken model are both told to the parent
        say(type="failed", reason="%s: %s" % (type(error).__name__, error))
        return
    say(type="ready", ms=round((time.time() - started) * 1000))
    stdin = sys.stdin.buffer
    active, shown, since, utterance = False, "", 0, 0
    while True:
        head = stdin.read(5)
        if len(head) < 5:
            return
        kind, size = head[0:1], struct.unpack("<I", head[1:])[0]
        data = stdin.read(size) if size else b""
        if kind == b"S":
            if active:
                decoder.end_utt()
            decoder.start_utt()
            active, shown, since = True, "", 0
            utterance = struct.unpack("<I", data)[0]
        elif kind == b"A":
            if active:
                decoder.process_raw(data)
                since += size
                if since >= 6400:  # look at the hypothesis after every 200 ms of audio
                    since = 0
                    hypothesis = decoder.hyp()
                    if hypothesis and hypothesis.hypstr != shown:
                        shown = hypothesis.hypstr
                        say(type="partial", utterance=utterance, words=words_of(decoder))
            say(type="heard", bytes=size)
        elif kind == b"E":
            before = time.time()
            score, words = 0.0, []
            if active:
                decoder.end_utt()
                active = False
                hypothesis = decoder.hyp()
                if hypothesis:
                    score, words = hypothesis.score, words_of(decoder)
            say(type="final", words=words, score=score, ms=round((time.time() - before) * 1000))
        elif kind == b"X":
            if active:
                decoder.end_utt()
                active = False
        elif kind == b"R":
            decoder.set_cmn(speaker)


main()
