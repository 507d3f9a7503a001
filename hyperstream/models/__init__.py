"""Definitions as documents: what a store keeps of streams, sessions, plates and workflows.

Import the module that holds the model; importing this package imports no mongoengine.
"""
