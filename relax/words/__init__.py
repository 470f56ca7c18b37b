"""Words: template → script; script text ⇄ model; SSML in and out; language check; care gates."""
