"""Setting xlportal up on an office's Windows computer: standard library only, no internet.

``installing`` and ``uninstalling`` tell the two stories; the other modules each know one thing.
"""
