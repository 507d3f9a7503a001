"""Every channel that can be written passes the shipped contract."""

from hyperstream.channels.assets_channel import AssetsChannel
from hyperstream.channels.database_channel import DatabaseChannel
from hyperstream.channels.memory_channel import MemoryChannel
from hyperstream.stores.memory import MemoryStore
from hyperstream.stores.opening import open_store
from hyperstream.stores.streams import StreamStore
from hyperstream.testing.channel_contract import ChannelContract


class TestMemoryChannel(ChannelContract):
    def create_channel(self, tmp_path, clock):
        return MemoryChannel("memory", clock=clock)


class TestDatabaseChannelOnSQLite(ChannelContract):
    def create_channel(self, tmp_path, clock):
        store = open_store("sqlite:///store.db?synchronous=normal", tmp_path)
        return DatabaseChannel("mongo", StreamStore(store), clock=clock)


class TestDatabaseChannelInMemory(ChannelContract):
    def create_channel(self, tmp_path, clock):
        return DatabaseChannel("mongo", StreamStore(MemoryStore()), clock=clock)


class TestAssetsChannel(ChannelContract):
    one_interval = True

    def create_channel(self, tmp_path, clock):
        store = open_store("sqlite:///store.db?synchronous=normal", tmp_path)
        return AssetsChannel("assets", StreamStore(store), clock=clock)
