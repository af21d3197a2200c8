"""Makes the picture files in tests/fixtures/ that tests/picture_files.rs opens, and says what they look like.

  python make_fixtures.py        (Pillow and numpy)

Each file is one way of storing four flat quarters. expected.json holds, for each file, its size and the mean colour
(sRGB, 0..255) of its quarters, row by row, as Pillow shows it to a person: turned upright, converted to sRGB from
its profile, laid over white. lanczos*.png hold the resizer to Pillow's.
"""
import io, json, pathlib, struct
import numpy as np
from PIL import Image, ImageCms, ImageOps

FIXTURES = pathlib.Path(__file__).parent.parent / "fixtures"
SRGB = ImageCms.createProfile("sRGB")
WIDTH, HEIGHT = 32, 16
COLOURS = [(210, 60, 40), (40, 150, 70), (50, 70, 190), (230, 200, 90)]
INKS = [(20, 200, 220, 10), (200, 30, 190, 40), (230, 190, 20, 0), (5, 20, 160, 20)]
GREYS = [30, 90, 160, 230]
ORIENTATION = 0x0112


def quarters(values, mode):
    """Four flat quarters: a turn, a swap of channels and a wrong colour all show."""
    values = np.array(values, np.uint8).reshape(2, 2, -1)
    pixels = values.repeat(HEIGHT // 2, 0).repeat(WIDTH // 2, 1)
    return Image.frombytes(mode, (WIDTH, HEIGHT), pixels.tobytes())


def profile(space, tags):
    """A minimal ICC profile (ICC.1:2001)."""
    tags = {b"wtpt": xyz(0.9642, 1.0, 0.8249), b"cprt": b"text\0\0\0\0none\0\0\0\0",
            b"desc": b"desc\0\0\0\0" + struct.pack(">I", 5) + b"test\0" + bytes(79)} | tags
    table, data, offset = b"", b"", 128 + 4 + 12 * len(tags)
    for name, value in tags.items():
        table += name + struct.pack(">II", offset + len(data), len(value))
        data += value
    header = struct.pack(">I4xI4s4s4s12x4s", offset + len(data), 0x02100000, b"mntr", space, b"XYZ ", b"acsp")
    header = header.ljust(68, b"\0") + xyz(0.9642, 1.0, 0.8249)[8:]
    return header.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + data


def xyz(*values):
    return b"XYZ \0\0\0\0" + b"".join(struct.pack(">i", round(v * 65536)) for v in values)


def gamma(value):
    return b"curv\0\0\0\0" + struct.pack(">IHxx", 1, round(value * 256))


def rgb_profile(red, green, blue):
    curves = {name: gamma(2.2) for name in (b"rTRC", b"gTRC", b"bTRC")}
    return profile(b"RGB ", {b"rXYZ": xyz(*red), b"gXYZ": xyz(*green), b"bXYZ": xyz(*blue)} | curves)


# Adobe RGB (1998); sRGB's primaries with red and green exchanged, which nobody can overlook; a dark grey.
WIDE = rgb_profile((0.60974, 0.31111, 0.01947), (0.20528, 0.62567, 0.06087), (0.14919, 0.06322, 0.74457))
SWAPPED = rgb_profile((0.38515, 0.71687, 0.09708), (0.43607, 0.22249, 0.01392), (0.14307, 0.06061, 0.71410))
DARK_GREY = profile(b"GRAY", {b"kTRC": gamma(3.0)})


def shown(data):
    """The picture as a person sees it, RGB."""
    im = Image.open(io.BytesIO(data))
    icc = im.info.get("icc_profile")
    im = ImageOps.exif_transpose(im)
    if im.mode == "I;16":
        im = Image.fromarray((np.asarray(im) / 257).round().astype(np.uint8))
    if icc and len(icc) > 128:
        im = ImageCms.profileToProfile(im, io.BytesIO(icc), SRGB, renderingIntent=1,
                                        outputMode="RGBA" if im.mode == "RGBA" else "RGB")
    if im.has_transparency_data:
        im = im.convert("RGBA")
        im = Image.alpha_composite(Image.new("RGBA", im.size, "white"), im)
    return im.convert("RGB")


def saved(im, kind, **options):
    if orientation := options.pop("orientation", None):
        options["exif"] = Image.Exif()
        options["exif"][ORIENTATION] = orientation
    out = io.BytesIO()
    im.save(out, kind, **options)
    return out.getvalue()


def ycck(inks):
    """As Photoshop stores inks: luminance, two differences, and black, counting light and not ink."""
    values = np.asarray(inks)
    light = Image.fromarray(values[..., :3]).convert("YCbCr")
    stored = np.dstack([np.asarray(light), 255 - values[..., 3]])
    jpeg = bytearray(saved(Image.frombytes("CMYK", inks.size, (255 - stored).tobytes()), "JPEG", quality=95))
    jpeg[jpeg.index(b"\xff\xee") + 15] = 2
    return bytes(jpeg)


def without_adobe_segment(jpeg):
    at = jpeg.index(b"\xff\xee")
    return jpeg[:at] + jpeg[at + 2 + struct.unpack(">H", jpeg[at + 2 : at + 4])[0] :]


def files():
    rgb, grey, inks = quarters(COLOURS, "RGB"), quarters(GREYS, "L"), quarters(INKS, "CMYK")
    clear = quarters([c + (a,) for c, a in zip(COLOURS, (255, 128, 0, 64))], "RGBA")
    other = quarters(COLOURS[::-1], "RGB")
    yield "turned_6.jpg", saved(rgb, "JPEG", quality=95, orientation=6)
    yield "turned_7.png", saved(rgb, "PNG", orientation=7)
    yield "turned_3.webp", saved(rgb, "WEBP", lossless=True, orientation=3)
    yield "turned_8.tiff", saved(rgb, "TIFF", tiffinfo={ORIENTATION: 8})
    yield "wide.png", saved(rgb, "PNG", icc_profile=WIDE)
    yield "swapped.jpg", saved(rgb, "JPEG", quality=95, icc_profile=SWAPPED)
    yield "swapped.webp", saved(rgb, "WEBP", lossless=True, icc_profile=SWAPPED)
    yield "swapped.tiff", saved(rgb, "TIFF", icc_profile=SWAPPED)
    yield "swapped_clear.png", saved(clear, "PNG", icc_profile=SWAPPED)
    yield "dark_grey.png", saved(grey, "PNG", icc_profile=DARK_GREY)
    yield "broken_profile.png", saved(rgb, "PNG", icc_profile=WIDE[:100])
    yield "cmyk.jpg", saved(inks, "JPEG", quality=95)
    yield "cmyk_plain.jpg", without_adobe_segment(saved(inks, "JPEG", quality=95))
    yield "ycck.jpg", ycck(inks)
    yield "cmyk.tiff", saved(inks, "TIFF")
    yield "grey.jpg", saved(grey, "JPEG", quality=95)
    yield "progressive.jpg", saved(rgb, "JPEG", quality=95, progressive=True)
    yield "grey_16.png", saved(Image.fromarray(np.asarray(grey).astype(np.uint16) * 257), "PNG")
    yield "black_and_white.png", saved(grey.convert("1", dither=Image.Dither.NONE), "PNG")
    yield "palette.png", saved(rgb.quantize(4), "PNG")
    yield "palette_clear.png", saved(rgb.quantize(4), "PNG", transparency=2)
    yield "palette.bmp", saved(rgb.quantize(4), "BMP")
    yield "clear.png", saved(clear, "PNG")
    yield "grey_clear.png", saved(clear.convert("LA"), "PNG")
    yield "clear.webp", saved(clear, "WEBP", quality=100)
    yield "clear.tga", saved(clear, "TGA")
    yield "clear.gif", saved(rgb.quantize(4), "GIF", transparency=1)
    for kind in ("gif", "png", "webp"):
        options = {"lossless": True} if kind == "webp" else {}
        yield f"animated.{kind}", saved(rgb, kind, save_all=True, append_images=[other], duration=100, **options)


def lanczos():
    """A small picture with edges and fine structure, and what Pillow's Lanczos makes of it in floating point."""
    y, x = np.mgrid[:21, :34]
    waves = [127 + 127 * np.sin(x * x / 23 + y / 5), 255 * ((x // 5 + y // 7) % 2), 7.5 * x]
    im = Image.fromarray(np.stack(waves, -1).round().clip(0, 255).astype(np.uint8))
    yield "lanczos.png", saved(im, "PNG")
    for width, height in [(17, 10), (11, 21), (50, 31), (7, 30)]:
        planes = [Image.fromarray(wave.astype(np.float32)) for wave in np.asarray(im).transpose(2, 0, 1)]
        planes = [np.asarray(plane.resize((width, height), Image.LANCZOS)) for plane in planes]
        resized = np.stack(planes, -1).round().clip(0, 255).astype(np.uint8)
        yield f"lanczos_{width}x{height}.png", saved(Image.fromarray(resized), "PNG")


def main():
    FIXTURES.mkdir(exist_ok=True)
    expected = {}
    for name, data in files():
        (FIXTURES / name).write_bytes(data)
        im = shown(data)
        half = (im.width // 2, im.height // 2)
        quarter = np.asarray(im, float).reshape(2, half[1], 2, half[0], 3).mean((1, 3)).reshape(4, 3)
        expected[name] = {"width": im.width, "height": im.height, "quarters": quarter.round(1).tolist()}
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in expected.items())
    (FIXTURES / "expected.json").write_text("{\n" + lines + "\n}\n")
    for name, data in lanczos():
        (FIXTURES / name).write_bytes(data)


if __name__ == "__main__":
    main()
