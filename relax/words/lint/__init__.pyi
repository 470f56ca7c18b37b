from ._files import check_paths as check_paths, check_source as check_source, fix_paths as fix_paths
from ._fix import Changed as Changed, fix as fix
from ._templates import check_template as check_template
