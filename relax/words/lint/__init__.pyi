from ._files import (
    Changed as Changed,
    check_paths as check_paths,
    check_source as check_source,
    fix as fix,
    fix_paths as fix_paths,
)
from ._templates import check_template as check_template
