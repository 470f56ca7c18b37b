from ._check import (
    check_script as check_script,
    check_text as check_text,
    check_timeline as check_timeline,
    stops as stops,
)
from ._course import estimate_course as estimate_course
from ._edges import closing_start as closing_start, first_practice as first_practice
from ._facts import OF_THE_PRODUCT as OF_THE_PRODUCT, Facts as Facts, facts_for as facts_for
from ._finding import (
    Change as Change,
    Finding as Finding,
    Severity as Severity,
    in_order as in_order,
    remark as remark,
    unreadable as unreadable,
)
from ._patterns import lines_of as lines_of, plain as plain, small as small
from ._rules import (
    Rule as Rule,
    Rules as Rules,
    load_rules as load_rules,
    refuse_unknown as refuse_unknown,
)
from ._structure import limits as limits, structure as structure
from ._view import View as View
