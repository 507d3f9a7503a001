"""Clients of the time-series store over HTTP, and data sources for `evaluate(context, symbol, ...)`."""

from .connection import Retry
from .datasources import LocalStoreDatasource, RESTStoreDatasource
from .rest import DFStoreRestClient, JSONStoreRestClient

__all__ = [
    "DFStoreRestClient",
    "JSONStoreRestClient",
    "LocalStoreDatasource",
    "RESTStoreDatasource",
    "Retry",
]
