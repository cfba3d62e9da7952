"""Archives on a cluster: Spark gives the work out to its Python workers (extra ``spark``)."""

from rasid.corpus.spark.extract import SCHEMA, extract_frame
from rasid.corpus.spark.merge import INCIDENT_SCHEMA, merge_frame

__all__ = ["INCIDENT_SCHEMA", "SCHEMA", "extract_frame", "merge_frame"]
