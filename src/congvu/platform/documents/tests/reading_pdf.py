"""Reading the words of a PDF that we made, through the fonts' own tables."""

import io
import re

import pikepdf

_PAIR = re.compile(rb"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]+)>")


def words_of(content: bytes) -> str:
    """Return all the text in reading order, with white space evened out."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        text = "".join(_page_text(page) for page in pdf.pages)
    return " ".join(text.replace("\u200b", "").split())


def _page_text(page: pikepdf.Page) -> str:
    faces = {
        str(name): _letters(font) for name, font in page.obj.Resources.get("/Font", {}).items()
    }
    said, letters = "", dict[int, str]()
    for step in pikepdf.parse_content_stream(page):
        operands, operator = step.operands, step.operator
        match str(operator):
            case "Tf":
                letters = faces[str(operands[0])]
            case "Tj":
                said += _spelled(bytes(operands[0]), letters)
            case "TJ":
                for part in operands[0]:
                    if isinstance(part, pikepdf.String):
                        said += _spelled(bytes(part), letters)
            case "ET":
                said += " "
    return said


def _spelled(codes: bytes, letters: dict[int, str]) -> str:
    return "".join(
        letters.get(int.from_bytes(codes[at : at + 2]), "") for at in range(0, len(codes), 2)
    )


def _letters(font: pikepdf.Object) -> dict[int, str]:
    table = font.ToUnicode.read_bytes()
    return {
        int(code, 16): bytes.fromhex(letter.decode()).decode("utf-16-be")
        for code, letter in _PAIR.findall(table)
    }
