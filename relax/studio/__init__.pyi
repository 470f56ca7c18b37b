from ._serve import serve as serve
