"""The desk: what is stored, who may, what is shown. The only place that imports Django."""
