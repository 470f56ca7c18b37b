from ._finder import Fit as Fit, Occasion as Occasion, find as find, occasion as occasion
from ._render import (
    as_dense_as_wanted as as_dense_as_wanted,
    as_printed as as_printed,
    chosen_minutes as chosen_minutes,
    draft as draft,
    render as render,
)
from ._templates import (
    SUFFIX as SUFFIX,
    Template as Template,
    TemplateMeta as TemplateMeta,
    bundled_folder as bundled_folder,
    find_template as find_template,
    gate_facts as gate_facts,
    load_template as load_template,
    template_files as template_files,
)
from ._wanted import Bells as Bells, Clinic as Clinic, Rendered as Rendered, Wanted as Wanted
