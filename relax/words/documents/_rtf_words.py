"""Control words of RTF → what they mean here; from the RTF specification 1.9.1 (2008)."""

from __future__ import annotations

from typing import Final

from relax.words.documents._names import set_of

CODE_PAGES: Final[dict[int, str]] = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 130: "cp1361", 134: "cp936", 136: "cp950",
    161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257",
    204: "cp1251", 222: "cp874", 238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip
"""The encoding of a font by its ``\\fcharset``; others have that of the document."""

SYMBOLS: Final = 2
"""``\\fcharset`` of a font of pictures."""

CHARACTERS: Final = {
    "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "bullet": "•", "tab": " ", "emspace": " ", "enspace": " ", "qmspace": " ",
    "line": "\n", "lbr": "\n", "softline": "\n",
}  # fmt: skip

SIGNS: Final = {"~": " ", "_": "-", "-": "", "\\": "\\", "{": "{", "}": "}"}
"""What a backslash before a sign that is no letter writes."""

ENDS: Final = set_of("par sect page column cell nestcell row nestrow softpage")
"""Words that end a paragraph."""

FIELDS: Final = set_of("chpgn sectnum chdate chdpl chdpa chtime chftnsep chftnsepc")
"""What a program fills in."""

HIDDEN_GROUPS: Final = {
    **dict.fromkeys(["header", "headerf", "headerl", "headerr"], "headers"),
    **dict.fromkeys(["footer", "footerf", "footerl", "footerr"], "headers"),
    **dict.fromkeys(["pict", "shppict"], "pictures"),
    **dict.fromkeys(["mmath", "moMath", "moMathPara"], "formulas"),
    "footnote": "footnotes",
    "objdata": "media",
}
"""Groups that are left out and told, by their kind in ``documents.yaml``."""

SILENT_GROUPS: Final = set_of(
    "atnauthor atndate atnicn atnid atnparent atnref atntime atrfend atrfstart author bkmkend "
    "bkmkstart blipuid buptim category colortbl comment company creatim datafield doccomm docvar "
    "fchars filetbl ffdeftext ffentrymcr ffexitmcr ffformat ffhelptext ffl ffname ffstattext "
    "fontemb fontfile formfield ftncn ftnsep ftnsepc aftncn aftnsep aftnsepc generator hlinkbase "
    "keycode keywords lchars levelnumbers leveltext listname listoverridetable listtable "
    "liststylename manager nextfile nonesttables nonshppict objalias objclass objname objsect "
    "objtime operator panose password printim private propname protusertbl revtbl revtim rsidtbl "
    "shprslt sn sp staticval subject sv tc template themedata userprops windowcaption "
    "xe xmlnstbl latentstyles pgptbl rxe txe bgdispinfo background picprop"
)
"""Groups without words."""

MARKS: Final = ("listtext", "pntext", "pn")
"""Groups that hold the mark before an item of a list."""

OPENED: Final = set_of(
    "annotation fldinst shpinst shptxt ud shppict listtext pntext pn do dptxbxtext footnote "
    "objdata moMath moMathPara mmath"
)
"""Groups that begin with ``\\*`` and are known all the same."""
