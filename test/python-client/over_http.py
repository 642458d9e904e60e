"""`python3 over_http.py SCENARIO`: runs one scenario against the API at KINDRED_URL, and prints what came as JSON."""
import json
import os
import sys
from typing import Callable

from fake_api import FakeClock
from kindred_client import AwsCredentials, Client, problems, schemas

clock = FakeClock()
api = Client(os.environ["KINDRED_URL"], clock=clock)


def products() -> object:
    id = "boot/4 ü?#%2F"
    written = api.put_product_of_query(id, {"title": "Boot", "features": [0.5, 0.5]})
    etag = api.send("listProducts", id=id).headers["etag"]
    changed = api.change_product_of_query(id, {"price": 9}, if_match=etag)
    codes: list[str] = []
    calls: list[Callable[[], object]] = [
        lambda: api.change_product_of_query(id, {"price": 1}, if_match='"old"'),
        lambda: api.send("removeProductOfQuery", id=id).body,
        lambda: api.find_similar_of_query(id),
    ]
    for call in calls:
        try:
            codes.append(str(call()))
        except (problems.PreconditionFailed, problems.ProductNotFound) as error:
            codes.append(error.code)
    return [written["embedding"], changed["product"], codes]


def pages() -> object:
    return [
        sorted(entry["product"]["id"] for entry in api.iter_list_products(limit=1)),
        [entry["id"] for entry in api.iter_find_similar("shoe-1", limit=1)],
        [entry["id"] for entry in api.iter_query_similar({"positive": ["shoe-1"], "limit": 1})],
    ]


def step() -> object:
    before = api.get_health()
    body: schemas.TrainStepRequest = {
        "triplets": [{"anchor": [1, 0], "positive": [0.9, 0.2], "negative": [0.8, 0]}]
    }
    attempts = api.send("trainStep", body=body).attempts
    after = api.get_health()
    steps = (after["stepsSinceLive"] or 0) - (before["stepsSinceLive"] or 0)
    return [attempts, steps, before["head"] != after["head"], [wait >= 3 for wait in clock.waits]]


def run() -> object:
    before = len(api.list_training_runs()["data"])
    attempts = api.send("startTrainingRun", body={"data": "catalog"}).attempts
    return [attempts, len(api.list_training_runs()["data"]) - before]


def examples() -> object:
    from aws_example import halve_price, signing_client, token_client
    from shop_example import similar_products, titles_of

    url = os.environ["KINDRED_URL"]
    found = [(title, round(score, 2)) for title, score in similar_products("shoe-7", 3)]
    halved = halve_price(signing_client(url, lambda: AwsCredentials("A", "S")), "sock-2")
    status = token_client(url, lambda: "token").get_health()["status"]
    return [found, similar_products("nobody", 3), sorted(titles_of("Ridge")), halved["product"].get("price"), status]


scenarios = {"products": products, "pages": pages, "step": step, "run": run, "examples": examples}
print(json.dumps(scenarios[sys.argv[1]]()))
