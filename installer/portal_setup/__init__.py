"""Setting xlportal up on an office's Windows computer: standard library only, no internet.

``stories`` tells what happens; the other modules each know one thing.
"""
