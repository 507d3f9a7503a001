# HyperStream and its command line, for compose.yaml; the store is named by HYPERSTREAM_STORE.
FROM python:3.13-slim

WORKDIR /src
COPY . .
RUN pip install --no-cache-dir '.[demo,web]' \
    && useradd --create-home hyperstream \
    && install -d -o hyperstream /data

USER hyperstream
WORKDIR /data
ENTRYPOINT ["hyperstream"]
CMD ["--help"]
