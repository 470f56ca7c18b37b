from ._breath import breath_limits as breath_limits
from ._gates import Decision as Decision, GateFacts as GateFacts, apply_gates as apply_gates
