"""The peer of the suite `web`: a store of frames in Flask, pandas and SQLite, as small as it can be.

Run: ``python -m benchmarks.flask_store FILE``; it prints its address.
"""

from __future__ import annotations

import io
import sqlite3
import sys

import pandas as pd
from flask import Flask, Response, request
from werkzeug.serving import make_server

app = Flask(__name__)


def connect() -> sqlite3.Connection:
    connection = sqlite3.connect(app.config["FILE"], timeout=60)
    connection.execute("pragma journal_mode=wal")
    return connection


@app.put("/api/store/<reference>/<symbol>")
def save(reference: str, symbol: str) -> dict[str, bool]:
    frame = pd.read_json(io.BytesIO(request.get_data()), orient="columns")
    table = f"{reference}__{symbol}"
    connection = connect()
    with connection:
        try:
            bounds = (str(frame.index[0]), str(frame.index[-1]))
            connection.execute(f'delete from "{table}" where "index" between ? and ?', bounds)
        except sqlite3.OperationalError:
            pass  # the table is not there yet
        frame.to_sql(table, connection, if_exists="append", index_label="index")
    connection.close()
    return {"status": True}


@app.get("/api/store/<reference>/<symbol>")
def retrieve(reference: str, symbol: str) -> Response:
    connection = connect()
    query = f'select * from "{reference}__{symbol}" order by "index"'
    frame = pd.read_sql(query, connection, index_col="index", parse_dates=["index"])
    connection.close()
    return Response(frame.to_json(orient="columns", date_format="iso"), mimetype="application/json")


if __name__ == "__main__":
    app.config["FILE"] = sys.argv[1]
    server = make_server("127.0.0.1", 0, app, threaded=True)
    print(f"Serving at http://127.0.0.1:{server.server_port} ", flush=True)
    server.serve_forever()
