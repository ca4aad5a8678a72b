"""Reports: what people look at, from decisions, outcomes and models in, tables and charts out."""
