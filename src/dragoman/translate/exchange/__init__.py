<<<<<<< HEAD
"""Translations to and from the files of other tools."""
=======
"""Files for and from other translation tools: XLIFF for segments, TBX for terms."""
>>>>>>> cat
