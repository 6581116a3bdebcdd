"""Dragoman: the open desk for foreign-language media monitoring.

Data flows one way: watch → capture → read → translate → track → analyse → compose → publish.
"""

__version__ = "0.1.0"
