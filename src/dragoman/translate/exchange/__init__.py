"""Files for and from other translation tools: XLIFF for segments, TBX for terms, TMX for memories."""
