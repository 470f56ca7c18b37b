"""Documents of other programs → text for the reader of scripts; a module for each format."""

from relax.words.documents._document import Document
from relax.words.documents._kind import ENDINGS
from relax.words.documents._text_of import text_of

__all__ = ["ENDINGS", "Document", "text_of"]
