"""The price service: prices of a model at once (`/gbm`), or ticking live (`/gbm/live`)."""
