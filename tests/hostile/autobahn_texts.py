"""The byte sequences of Autobahn's cases 6.5 to 6.23, by group, and whether each is UTF-8.

Source: autobahntestsuite 25.10.1, `case/case6_x_x.py`, which follows Markus Kuhn's
<https://www.cl.cam.ac.uk/~mgk25/ucs/examples/UTF-8-test.txt>.
"""

Sequences = list[tuple[bool, bytes]]
GREEK = bytes.fromhex("cebae1bdb9cf83cebcceb5")
"""A word of five letters, the second of three bytes."""


def yes(*sequences: bytes) -> Sequences:
    """These are UTF-8."""
    return [(True, one) for one in sequences]


def no(*sequences: bytes) -> Sequences:
    """These are not."""
    return [(False, one) for one in sequences]


def of(text: str) -> list[bytes]:
    """Sequences as the suite prints them: hexadecimal, a blank between two."""
    return [bytes.fromhex(one) for one in text.split()]


ENDS = {2, 5, 7, 9, 11}
"""Where a letter of `GREEK` ends: a prefix that ends elsewhere is not UTF-8."""
# The suite stops before the last of each range; so does this.
LONELY = [
    b"".join(bytes((byte, 0x20)) for byte in range(first, last))
    for first, last in ((0xC0, 0xDF), (0xE0, 0xEF), (0xF0, 0xF7), (0xF8, 0xFB), (0xFC, 0xFD))
]
CUT_SHORT = of("c0 e080 f08080 f8808080 fc80808080 df efbf f7bfbf fbbfbfbf fdbfbfbfbf")
NON_CHARACTERS = [
    chr(plane << 16 | 0xFFFE | last).encode() for plane in range(17) for last in (0, 1)
]

TEXTS: dict[int, Sequences] = {
    5: yes(*(f"hello{sign}world".encode() for sign in "$¢€𤭢"), GREEK),
    6: [(n in ENDS, GREEK[:n]) for n in range(1, len(GREEK) + 1)],
    7: yes(*of("00 c280 e0a080 f0908080")),
    8: no(*of("f888808080 fc8480808080")),
    9: yes(*of("7f dfbf efbfbf f48fbfbf")),
    10: no(*of("f7bfbfbf fbbfbfbfbf fdbfbfbfbfbf")),
    11: yes(*of("ed9fbf ee8080 efbfbd f48fbfbf")) + no(*of("f4908080")),
    12: no(*of("80 bf 80bf 80bf80 80bf80bf 80bf80bf80 80bf80bf80bf"), bytes(range(0x80, 0xBF))),
    13: no(*LONELY),
    14: no(*CUT_SHORT),
    15: no(b"".join(CUT_SHORT)),
    16: no(*of("fe ff fefeffff")),
    17: no(*of("c0af e080af f08080af f8808080af fc80808080af")),
    18: no(*of("c1bf e09fbf f08fbfbf f887bfbfbf fc83bfbfbfbf")),
    19: no(*of("c080 e08080 f0808080 f880808080 fc8080808080")),
    20: no(*of("eda080 edadbf edae80 edafbf edb080 edbe80 edbfbf")),
    21: no(*of("eda080edb080 eda080edbfbf edadbfedb080 edadbfedbfbf")
           + of("edae80edb080 edae80edbfbf edafbfedb080 edafbfedbfbf")),
    22: yes(*NON_CHARACTERS),
    23: yes(*of("efbfb9 efbfba efbfbb efbfbc efbfbd efbfbe efbfbf")),
}  # fmt: skip
