"""Heating: readings of two houses, hourly means, and the warmest of a city; what is computed, and why.

Run it: ``python examples/heating.py``.
"""

from hyperstream import HyperStream

hs = HyperStream("sqlite:///:memory:")  # later: "mongodb://localhost/demo"
city = hs.plate("city", values=["Bristol"])
house = hs.plate("house", parent=city, values={"Bristol": ["h1", "h2"]})

with hs.create_workflow("heating") as w:
    raw = w.create_node("raw_temp", plates=house)  # a source: we write into it
    hourly = w.create_node("temp_hour", plates=house)
    warmest = w.create_node("temp_city", plates=city)
    hourly[house] = hs.factors.mean(raw, every="1h")  # for each house
    warmest[city] = hs.factors.maximum(hourly, over=house)  # house → city

day = ("2026-11-10", "2026-11-11")  # (start, end], UTC
for h in house:
    raw[h].write(hs.demo.temperatures(h, every="10min", interval=day), covers=day)

print(w.plan(day))  # 3 tasks, all "missing"
print(w.execute(day))
print(w.plan(day))  # nothing to compute
print(warmest["Bristol"].window(day).to_pandas())

raw["h2"].write([("2026-11-10 03:05", 40.0)])  # a reading that arrived late
print(w.plan(day))  # 2 tasks: one hour of h2, one hour of Bristol
print(w.execute(day))
