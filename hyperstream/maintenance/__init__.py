"""Looking after stores: is one sound, and how does everything get from one to another."""
