"""Makes the fonts of the window for Japanese and Chinese smaller: the characters of the national standards, no hints.

    python subset.py NotoSansJP_400Regular.ttf NotoSansSC_400Regular.ttf FOLDER

needs fonttools. Japanese: JIS X 0208 and the vendors' additions of code page 932. Chinese: GB 2312.
"""
import sys
from pathlib import Path

from fontTools import subset


def characters(encoding):
    """All characters that an encoding of up to two bytes knows."""
    found = set()
    for first in range(0x20, 0x100):
        for raw in [bytes([first])] + [bytes([first, second]) for second in range(0x20, 0x100)]:
            try:
                text = raw.decode(encoding)
            except UnicodeDecodeError:
                continue
            if len(text) == 1:
                found.add(ord(text))
    return found


def smaller(source, encoding, target):
    options = subset.Options(hinting=False, layout_features=[], notdef_outline=True, name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14])
    font = subset.load_font(source, options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters(encoding))
    subsetter.subset(font)
    subset.save_font(font, target, options)


if __name__ == "__main__":
    japanese, chinese, folder = sys.argv[1:]
    smaller(japanese, "cp932", Path(folder) / "NotoSansJP-Regular.ttf")
    smaller(chinese, "gb2312", Path(folder) / "NotoSansSC-Regular.ttf")
