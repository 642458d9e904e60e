from typing import Callable

from kindred_client import AwsCredentials, Client, RetryOptions, bearer_token, schemas, signature_v4


def signing_client(url: str, credentials: Callable[[], AwsCredentials]) -> Client:
    """Signs with IAM credentials. `boto3.Session().get_credentials().get_frozen_credentials` fits here."""
    return Client(url, authorize=signature_v4("eu-central-1", credentials))


def token_client(url: str, renew: Callable[[], str]) -> Client:
    """Sends a JWT, which `renew` returns, and gives up after two attempts of at most 5 seconds."""
    return Client(url, authorize=bearer_token(renew), retry=RetryOptions(attempts=2), timeout_seconds=5)


def halve_price(api: Client, id: str) -> schemas.WrittenProduct:
    """Lowers a price, unless another program has written the product since it was read."""
    stored = api.send("getProduct", id=id)
    price = stored.body["product"].get("price", 0) / 2
    return api.change_product_of_query(id, {"price": price}, if_match=stored.headers["etag"])
