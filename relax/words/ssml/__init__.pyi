from ._elements import is_ssml as is_ssml
from ._read import from_ssml as from_ssml, read_ssml as read_ssml
from ._write import ssml_notices as ssml_notices, to_ssml as to_ssml
