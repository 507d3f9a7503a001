"""Live push: one look at the store for all who follow a stream, and each client at its own pace.

`looks` says what is new in a stream, `places` where a client stands, `hub` looks on behalf of
everybody, `following` is what one client gets, `response` sends it as server-sent events.
"""
