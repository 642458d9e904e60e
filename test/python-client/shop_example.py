import os

from kindred_client import Client, problems

api = Client(os.environ.get("KINDRED_URL", "http://127.0.0.1:3000"))


def similar_products(id: str, limit: int) -> list[tuple[str, float]]:
    """At most `limit` products to show beside one; none if the catalog does not have it, or has it only since now."""
    try:
        page = api.find_similar_of_query(id, limit=limit, include=["product"], filter=["payload.stock:1.."])
    except (problems.ProductNotFound, problems.EmbeddingPending):
        return []
    return [(entry["product"].get("title", ""), entry["score"]) for entry in page["data"] if "product" in entry]


def titles_of(brand: str) -> list[str]:
    """The titles of all products of a brand, page by page."""
    entries = api.iter_list_products(filter=[f"brand:{brand}"])
    return [entry["product"].get("title", "") for entry in entries]
