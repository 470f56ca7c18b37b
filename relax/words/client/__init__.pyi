from ._client import Client as Client, client_schema as client_schema
from ._file import (
    client_from as client_from,
    client_problems as client_problems,
    load_client as load_client,
)
