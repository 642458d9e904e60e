"""Signatures by the values that AWS publishes, the waits between attempts, and the transport over loopback."""
import threading
import unittest
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, HTTPServer

from kindred_client import AwsCredentials, Clock, OutgoingRequest, RetryOptions, signature_v4
from kindred_client.errors import FailedRequest, GatewayError, NoAnswerError
from kindred_client.retries import FailedAttempt, parse_retry_after, wait_before_retry
from kindred_client.transport import urllib_transport

CREDENTIALS = AwsCredentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
OPTIONS = {"region": "us-east-1", "service": "service", "now": lambda: datetime(2015, 8, 30, 12, 36, tzinfo=timezone.utc)}
UNRESERVED = "/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
FORM = {
    "content-type": "application/x-www-form-urlencoded",
    "content-length": "13",
    "x-amz-content-sha256": "9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e",
}
# The test suite that AWS publishes for Signature Version 4: method, target, headers, body, signature.
PUBLISHED = {
    "get-vanilla": ("GET", "/", {}, b"", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
    "get-vanilla-query-order-key-case": (
        *("GET", "/?Param2=value2&Param1=value1", {}, b""),
        "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
    ),
    "get-vanilla-query-order-encoded": (
        *("GET", "/?Param-3=Value3&Param=Value2&%E1%88%B4=Value1", {}, b""),
        "371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac",
    ),
    "get-vanilla-utf8-query": (
        *("GET", "/?ሴ=bar", {}, b""),
        "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04",
    ),
    "get-unreserved": ("GET", UNRESERVED, {}, b"", "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f"),
    "post-vanilla": ("POST", "/", {}, b"", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
    "get-header-value-trim": (
        *("GET", "/", {"my-header1": " value1", "my-header2": ' "a   b   c"'}, b""),
        "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
    ),
    "post-x-www-form-urlencoded": (
        *("POST", "/", FORM, b"Param1=value1"),
        "d3875051da38690788ef43de4db0d8f280229d82040bfac253562e56c3f20e0b",
    ),
}


class Signatures(unittest.TestCase):
    def test_are_those_that_aws_publishes(self):
        for name, (method, target, headers, body, signature) in PUBLISHED.items():
            with self.subTest(name):
                request = OutgoingRequest(method, f"https://example.amazonaws.com{target}", headers, body)
                added = signature_v4(credentials=CREDENTIALS, **OPTIONS)(request)
                self.assertEqual(added["authorization"].split("Signature=")[1], signature)

    def test_send_and_sign_the_token_of_temporary_credentials(self):
        token = "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267"
        request = OutgoingRequest("GET", "https://example.amazonaws.com", {}, b"")
        added = signature_v4(credentials=lambda: CREDENTIALS._replace(token=token), **OPTIONS)(request)
        self.assertEqual(added["x-amz-security-token"], token)
        self.assertEqual(
            added["authorization"],
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
            "SignedHeaders=host;x-amz-date;x-amz-security-token, "
            "Signature=07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8",
        )

    def test_are_those_of_botocore_where_it_is_installed(self):
        try:
            from botocore.auth import SigV4Auth
            from botocore.awsrequest import AWSRequest
            from botocore.credentials import Credentials
        except ImportError:
            self.skipTest("botocore is not installed for this Python")
        url = "https://a.execute-api.eu-central-1.amazonaws.com/v1/products/a%20%2Fb?filter=brand%3Ax%20y&id=%C3%BC"
        theirs = AWSRequest("PUT", url, data=b'{"title":"\xc3\xbc"}', headers={"content-type": "application/json"})
        SigV4Auth(Credentials("A", "S"), "execute-api", "eu-central-1").add_auth(theirs)
        time = datetime.strptime(theirs.headers["X-Amz-Date"], "%Y%m%dT%H%M%SZ")
        ours = signature_v4("eu-central-1", AwsCredentials("A", "S"), now=lambda: time)
        request = OutgoingRequest("PUT", url, {"content-type": "application/json"}, b'{"title":"\xc3\xbc"}')
        self.assertEqual(ours(request)["authorization"], theirs.headers["Authorization"])


class FixedClock(Clock):
    def random(self):
        return 0.5

    def now(self):
        return 1_000_000_000.0  # Sun, 09 Sep 2001 01:46:40 GMT


def wait(status, retry_after=None, may_repeat=True, made=1, **options):
    request = FailedRequest("getHealth", made)
    error = NoAnswerError(request, OSError("x")) if status is None else GatewayError(request, status, "")
    return wait_before_retry(FailedAttempt(error, retry_after, may_repeat), RetryOptions(**options), FixedClock())


class Waits(unittest.TestCase):
    def test_follow_temporary_failures_alone(self):
        for status in (429, 500, 502, 503, 504, None):
            self.assertEqual(wait(status), 0.1, status)
        for status in (301, 400, 401, 403, 404, 409, 412, 422, 501):
            self.assertIsNone(wait(status), status)
        self.assertEqual(wait(409, "2"), 2.1)

    def test_follow_only_a_refusal_if_a_second_request_would_do_more(self):
        self.assertEqual(wait(429, may_repeat=False), 0.1)
        for status in (500, 503, None):
            self.assertIsNone(wait(status, "1", may_repeat=False), status)

    def test_double_up_to_a_bound_and_end(self):
        self.assertEqual([wait(503, made=made) for made in (1, 2, 3, 4)], [0.1, 0.2, 0.4, None])
        self.assertEqual(wait(503, made=20, attempts=99), 2.5)

    def test_are_as_long_as_retry_after_says_unless_that_is_too_long(self):
        self.assertEqual([wait(503, "20"), wait(503, "21"), wait(503, "21", max_wait_seconds=30)], [20.1, None, 21.1])
        self.assertEqual(wait(503, "Sun, 09 Sep 2001 01:46:43 GMT"), 3.1)
        self.assertEqual(wait(503, "soon"), 0.1)

    def test_read_the_header_as_seconds_or_a_date(self):
        headers = {" 7 ": 7, "0": 0, "": None, "-1": None, "1.5": None, "Sun, 09 Sep 2001 01:46:39 GMT": 0, None: None}
        for header, seconds in headers.items():
            self.assertEqual(parse_retry_after(header, 1_000_000_000), seconds, header)


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.seen.append((self.path, self.headers["authorization"]))
        self.send_response(302 if self.path == "/moved" else 200)
        self.send_header("location", "/elsewhere")
        self.send_header("content-length", "9" if self.path == "/cut" else "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_args):
        pass


class TransportOverLoopback(unittest.TestCase):
    def setUp(self):
        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.server.seen = []
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()
        self.addCleanup(self.thread.join)
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)

    def get(self, path):
        url = f"http://127.0.0.1:{self.server.server_port}{path}"
        return urllib_transport(OutgoingRequest("GET", url, {"authorization": "secret"}, b""), 30)

    def test_follows_no_redirect_so_that_no_other_server_gets_the_authorization(self):
        self.assertEqual(self.get("/moved").status, 302)
        self.assertEqual(self.server.seen, [("/moved", "secret")])

    def test_sends_the_path_as_it_is_and_gives_the_names_of_headers_in_lower_case(self):
        answer = self.get("/a%2Fb?c=%20")
        self.assertEqual((answer.status, answer.body, answer.headers["content-length"]), (200, b"{}", "2"))
        self.assertEqual(self.server.seen, [("/a%2Fb?c=%20", "secret")])

    def test_fails_if_the_answer_is_cut_off(self):
        with self.assertRaisesRegex(Exception, "IncompleteRead"):
            self.get("/cut")


if __name__ == "__main__":
    unittest.main()
