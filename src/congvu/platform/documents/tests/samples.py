"""Files made in code: those people bring, and those they must not.

The two HEIC pictures are gradients of 64 × 48 points, written once with pillow-heif (which can
encode; what we run can only decode): Image.putdata of (x·4, y·5, (x+y)·2), save(quality=40); the
second with EXIF orientation 6.
"""

import base64
import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import Image

HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAX1tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAA"
    "AAAAACJpbG9jAAAAAERAAAEAAQAAAAABoQABAAAAAAAAAFAAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABodmMxAAAA"
    "AA5waXRtAAAAAAABAAAA/WlwcnAAAADdaXBjbwAAAHZodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNw"
    "AAADAJAAAAMAAAMAHroCQGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFz"
    "wIkAAAATY29scm5jbHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAoY2xhcAAAAEAAAAABAAAAMAAAAAEAAAAAAAAA"
    "Av////AAAAACAAAAEHBpeGkAAAAAAwgICAAAABhpcG1hAAAAAAAAAAEAAQWBAgMFhAAAAFhtZGF0AAAATCgBr1jm//RPASrA"
    "3SiNaVW6M0Cdce3+LCmo3UI2exB99geLDRVAf0kMAutz9+JSpO5VzRXL1n29+dw5eS/ksyrzA5XulxsTqc3HyS8="
)
HEIC_TURNED = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAchtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAA"
    "AAAAADRpbG9jAAAAAERAAAIAAQAAAAAB7AABAAAAAAAAAFAAAgAAAAACPAABAAAAAAAAACQAAAA4aWluZgAAAAAAAgAAABVp"
    "bmZlAgAAAAABAABodmMxAAAAABVpbmZlAgAAAQACAABFeGlmAAAAAA5waXRtAAAAAAABAAABB2lwcnAAAADmaXBjbwAAAHZo"
    "dmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQAqQgEBA3AAAAMAkAAA"
    "AwAAAwAeoCCBBZbq5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFzwIkAAAATY29scm5jbHgAAQANAAaAAAAAFGlzcGUAAAAA"
    "AAAAQAAAAEAAAAAoY2xhcAAAAEAAAAABAAAAMAAAAAEAAAAAAAAAAv////AAAAACAAAAEHBpeGkAAAAAAwgICAAAAAlpcm90"
    "AwAAABlpcG1hAAAAAAAAAAEAAQaBAgMFhIYAAAAaaXJlZgAAAAAAAAAOY2RzYwACAAEAAQAAAHxtZGF0AAAATCgBr1jm//RP"
    "ASrA3SiNaVW6M0Cdce3+LCmo3UI2exB99geLDRVAf0kMAutz9+JSpO5VzRXL1n29+dw5eS/ksyrzA5XulxsTqc3HyS8AAAAG"
    "RXhpZgAATU0AKgAAAAgAAQESAAMAAAABAAYAAAAAAAA="
)


def picture(kind: str = "JPEG", mode: str = "RGB", **how: object) -> bytes:
    """Return a picture whose left half is dark and right half light."""
    image = Image.new("L", (320, 200), 20)
    image.paste(230, (160, 0, 320, 200))
    out = io.BytesIO()
    image.convert(mode).save(out, kind, **how)
    return out.getvalue()


def turned(orientation: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return picture(exif=exif)


def pdf(pages: int = 1, change: Callable[[Pdf], None] | None = None, **how: object) -> bytes:
    """Return a PDF of empty pages, changed as told before it is written."""
    made, out = pikepdf.new(), io.BytesIO()
    for _ in range(pages):
        made.add_blank_page(page_size=(595, 842))
    if change is not None:
        change(made)
    made.save(out, **how)  # type: ignore[arg-type]
    return out.getvalue()


def pdf_opening_with(action: pikepdf.Object) -> bytes:
    def change(made: Pdf) -> None:
        made.Root.OpenAction = action

    return pdf(change=change)


def pdf_with_note(**words: object) -> bytes:
    """Return a PDF whose page carries one annotation, written inside the page itself."""

    named = {f"/{key}": word for key, word in words.items()}

    def change(made: Pdf) -> None:
        note = Dictionary({"/Type": Name.Annot, "/Rect": Array([0, 0, 9, 9])} | named)
        made.pages[0].obj.Annots = Array([note])

    return pdf(change=change)


def action(kind: str, **words: object) -> pikepdf.Object:
    return Dictionary({"/S": Name("/" + kind)} | {f"/{key}": word for key, word in words.items()})


def with_script_tree(made: Pdf) -> None:
    script = action("JavaScript", JS=String("app.alert(1)"))
    made.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), script])))


def with_file_inside(made: Pdf) -> None:
    made.attachments["mau.exe"] = b"MZ" + b"\x00" * 100


def with_dynamic_form(made: Pdf) -> None:
    made.Root.AcroForm = Dictionary(XFA=String("<xdp/>"), Fields=Array([]))


def with_hidden_script() -> bytes:
    """Return a PDF whose script is named with an escaped letter: /J#61vaScript is /JavaScript."""
    plain = pdf_opening_with(action("JavaScript", JS=String("app.alert(1)")))
    return plain.replace(b"/JavaScript", b"/J#61vaScript").replace(b"/JS", b"/#4aS")


def many_objects(count: int) -> bytes:
    """Return a small PDF with very many objects, packed."""

    def change(made: Pdf) -> None:
        made.Root.Kept = Array([made.make_indirect(Dictionary(A=n)) for n in range(count)])

    return pdf(change=change, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def swelling_pdf(megabytes: int) -> bytes:
    """Return a small PDF whose packed objects unpack to so many megabytes of blanks."""
    packer = zlib.compressobj(9)
    packed = packer.compress(b"1 0 ") + packer.flush(zlib.Z_FULL_FLUSH)
    packed += (packer.compress(b" " * (1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)) * megabytes
    filled = b"/Filter /FlateDecode /Length %d >>\nstream\n%b\nendstream" % (len(packed), packed)
    parts = {
        4: b"<< /Type /ObjStm /N 1 /First 4 " + filled,
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
    }
    out, places = b"%PDF-1.5\n", dict[int, int]()
    for number, part in parts.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, part)
    rows = b"\x00" * 6 + b"\x02" + struct.pack(">IB", 4, 0)
    rows += b"".join(b"\x01" + struct.pack(">IB", places[n], 0) for n in (2, 3, 4))
    head = b"<< /Type /XRef /Size 5 /W [1 4 1] /Root 1 0 R /Length %d >>" % len(rows)
    table = b"5 0 obj\n%b\nstream\n%b\nendstream\nendobj\n" % (head, rows)
    return out + table + b"startxref\n%d\n%%%%EOF\n" % len(out)


def png_of(width: int, height: int) -> bytes:
    """Return a PNG that says it is so large; its bytes are few."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\x00" * 10_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def archive(name: str = "a.txt") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr(name, "x" * 100)
    return out.getvalue()


def word_file() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr("word/document.xml", "<w:document/>")
    return out.getvalue()


FILM = (
    b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"
    + b"\x00\x00\x00\x08mdat"
    + b"\x01" * 2_000_000
)
