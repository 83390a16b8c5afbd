"""What the commands do: a module a command, each with a ``run`` that returns the exit code."""
