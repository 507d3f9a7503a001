"""The version of HyperStream, read by the package metadata and recorded with every run."""

__version__ = "1.0.0.dev0"
