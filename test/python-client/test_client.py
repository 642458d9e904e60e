"""The methods of the Python client, with a transport that answers by itself."""
import inspect
import unittest
from http.client import IncompleteRead

from fake_api import FakeApi, broken, ok, problem
from kindred_client import (
    Client,
    GatewayError,
    KindredError,
    NoAnswerError,
    ProblemError,
    RawAnswer,
    RetryOptions,
    bearer_token,
    problems,
)
from kindred_client.generated.operations import OPERATIONS


class Methods(unittest.TestCase):
    def test_there_is_one_for_each_operation_and_one_for_the_entries_of_each_list(self):
        public = [name for name, _ in inspect.getmembers(Client, inspect.isfunction) if not name.startswith("_")]
        lists = [name for name in public if name.startswith("iter_")]
        self.assertEqual(len(public) - len(lists) - len(["send"]), len(OPERATIONS))
        self.assertEqual(
            lists,
            [
                "iter_find_similar",
                "iter_find_similar_of_query",
                "iter_list_exports",
                "iter_list_models",
                "iter_list_products",
                "iter_list_training_runs",
                "iter_list_uploads",
                "iter_query_similar",
            ],
        )

    def test_lists_are_sent_as_their_parameters_write_them_and_none_is_left_out(self):
        api = FakeApi(ok({"data": [], "nextCursor": None}))
        api.client.find_similar_of_query(
            "a/b", filter=["brand:x y+z", "price:1..2"], exclude_ids=["c", "d"], limit=None, min_score=0.5
        )
        expected = "/v1/similar?id=a%2Fb&filter=brand%3Ax%20y%2Bz&filter=price%3A1..2&excludeIds=c%2Cd&minScore=0.5"
        self.assertEqual(api.targets, [expected])
        self.assertEqual((api.sent[0].method, api.sent[0].body), ("GET", b""))

    def test_an_entry_with_a_comma_is_one_entry(self):
        api = FakeApi(ok({}), ok({}))
        api.client.find_similar("a", exclude_ids=["b,c", "d\\"])
        api.client.find_similar("a", exclude_ids="b,c")
        start = "/v1/products/a/similar?excludeIds="
        self.assertEqual(api.targets, [f"{start}b%5C%2Cc%2Cd%5C%5C", f"{start}b%2Cc"])

    def test_parameters_of_the_path_headers_and_bodies_are_sent_and_none_in_a_body_is_null(self):
        api = FakeApi(ok({}), ok({}))
        api.client.change_product("a b", {"price": None}, if_match='"1"')
        self.assertEqual((api.sent[0].method, api.targets[0]), ("PATCH", "/v1/products/a%20b"))
        self.assertEqual(
            api.sent[0].headers, {"if-match": '"1"', "content-type": "application/merge-patch+json"}
        )
        api.client.promote_model("m-1", {"override": True, "why": "sale ü"})
        self.assertEqual(api.targets[1], "/v1/models/m-1:promote")
        self.assertEqual(api.bodies(), [{"price": None}, {"override": True, "why": "sale ü"}])

    def test_vectors_of_numpy_and_its_kind_are_sent_as_lists(self):
        class Array:
            def tolist(self):
                return [0.5, 1]

        api = FakeApi(ok({}))
        api.client.query_similar({"positive": [Array()]})
        self.assertEqual(api.bodies(), [{"positive": [[0.5, 1]]}])
        for value in (float("nan"), object()):
            with self.assertRaises((TypeError, ValueError)):
                api.client.query_similar({"positive": [[value]]})

    def test_bodies_come_back_as_json_text_or_none(self):
        html = RawAnswer(200, {"content-type": "text/html"}, b"<html>")
        api = FakeApi(ok({"status": "ok"}), html, RawAnswer(204, {}, b""))
        self.assertEqual(api.client.get_health(), {"status": "ok"})
        self.assertEqual(api.client.get_docs(), "<html>")
        self.assertIsNone(api.client.remove_product("a"))

    def test_what_the_operation_does_not_have_and_what_cannot_be_sent_is_refused(self):
        api = FakeApi()
        with self.assertRaisesRegex(TypeError, "findSimilar has no parameter k. It has id, limit"):
            api.client.send("findSimilar", id="a", k=3)
        with self.assertRaisesRegex(ValueError, "there is no operation find. There are getProduct, "):
            api.client.send("find")
        with self.assertRaisesRegex(ValueError, "getProduct needs id"):
            api.client.get_product("")
        with self.assertRaisesRegex(ValueError, "cannot send id '..' in a path"):
            api.client.get_product("..")
        with self.assertRaisesRegex(ValueError, "must begin with https:// or http://, not 'file:///etc'"):
            Client("file:///etc")
        self.assertEqual(api.sent, [])

    def test_a_token_is_sent_and_asked_for_before_each_attempt(self):
        tokens = iter(["token-1", "token-2"])
        api = FakeApi(problem(503, "unavailable"), ok({}), authorize=bearer_token(lambda: next(tokens)))
        api.client.get_health()
        self.assertEqual(
            [request.headers["authorization"] for request in api.sent], ["Bearer token-1", "Bearer token-2"]
        )
        fixed = FakeApi(ok({}), authorize=bearer_token("t"), timeout_seconds=5)
        fixed.client.get_health()
        self.assertEqual((fixed.sent[0].headers, fixed.timeouts), ({"authorization": "Bearer t"}, [5]))

    def test_send_gives_headers_and_the_number_of_attempts(self):
        api = FakeApi(broken, ok({"product": {"id": "a"}}, etag='"1"'))
        answer = api.client.send("getProduct", id="a")
        self.assertEqual((answer.status, answer.headers["etag"], answer.attempts), (200, '"1"', 2))
        self.assertEqual(answer.body["product"]["id"], "a")


class Retries(unittest.TestCase):
    def test_wait_as_retry_after_says_with_a_random_part_and_stop_at_the_first_success(self):
        api = FakeApi(problem(503, "unavailable"), broken, ok({}))
        api.client.get_health()
        self.assertEqual(api.clock.waits, [1.1, 0.2])

    def test_wait_as_the_problem_says_where_the_header_is_missing(self):
        answer = problem(503, "unavailable", retryAfterSeconds=3)
        api = FakeApi(answer._replace(headers={"content-type": "application/problem+json"}), ok({}))
        api.client.get_health()
        self.assertEqual(api.clock.waits, [3.1])

    def test_end_with_the_last_error_after_four_attempts(self):
        api = FakeApi(*[broken] * 5)
        with self.assertRaisesRegex(NoAnswerError, r"^getHealth: no whole answer came: socket closed \(4 attempts\)$") as got:
            api.client.get_health()
        self.assertIs(got.exception.__cause__, broken)
        self.assertEqual((got.exception.attempts, len(api.sent)), (4, 4))
        with self.assertRaises(NoAnswerError):
            FakeApi(broken, retry=RetryOptions(attempts=1)).client.get_health()

    def test_do_not_follow_a_request_that_is_wrong(self):
        api = FakeApi(problem(422, "invalid-request"))
        with self.assertRaises(problems.InvalidRequest):
            api.client.get_health()
        self.assertEqual(api.clock.waits, [])

    def test_send_a_training_step_with_the_same_key_each_time_and_the_next_one_with_another(self):
        api = FakeApi(broken, problem(409, "request-in-progress"), ok({}), ok({}), ok({}))
        body = {"triplets": [{"anchor": "a", "positive": "b", "negative": "c"}]}
        api.client.train_step(body)
        api.client.train_step(body)
        api.client.train_step(body, idempotency_key="mine")
        first, second, third, fourth, fifth = (request.headers["idempotency-key"] for request in api.sent)
        self.assertRegex(first, r"^[0-9a-f-]{36}$")
        self.assertEqual([second, third, fifth], [first, first, "mine"])
        self.assertNotEqual(fourth, first)

    def test_start_one_training_run_with_the_same_name_unless_the_caller_gives_one_or_resumes(self):
        api = FakeApi(broken, ok({}), ok({}), ok({}))
        given = {"data": "new"}
        api.client.start_training_run(given)
        api.client.start_training_run({"name": "spring"})
        api.client.start_training_run({"resume": "run-1"})
        first, second, *others = api.bodies()
        self.assertRegex(first["name"], r"^[0-9a-f-]{36}$")
        self.assertEqual((first["data"], second), ("new", first))
        self.assertEqual((others, given), ([{"name": "spring"}, {"resume": "run-1"}], {"data": "new"}))

    def test_send_the_same_event_each_time_with_a_time_of_its_own_unless_the_caller_gives_one(self):
        api = FakeApi(broken, ok({"accepted": 2, "data": []}))
        given = [{"items": ["a", "b"], "at": "2026-01-03T10:15:00Z"}, {"items": ["a", "b"]}, {"items": ["a", "b"]}]
        api.client.record_events({"events": given})
        first, second = api.bodies()
        self.assertEqual(first["events"][0], given[0])
        times = [event["at"] for event in first["events"]]
        self.assertEqual(len(set(times)), 3)
        self.assertRegex(times[1], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$")
        self.assertEqual((second, "at" in given[1]), (first, False))

    def test_leave_a_body_without_events_to_the_api_which_says_what_is_wrong_with_it(self):
        api = FakeApi(ok({}), ok({}))
        api.client.record_events({})
        api.client.record_events({"events": ["a", None]})
        self.assertEqual(api.bodies(), [{}, {"events": ["a", None]}])

    def test_give_an_event_a_time_whose_time_is_none(self):
        api = FakeApi(ok({}))
        api.client.record_events({"events": [{"items": ["a", "b"], "at": None}]})
        self.assertEqual(api.bodies()[0]["events"][0]["at"], "1970-01-01T00:00:00.000+00:00")

    def test_do_not_promote_twice_when_nobody_knows_what_became_of_the_first_request(self):
        api = FakeApi(broken)
        with self.assertRaisesRegex(NoAnswerError, "socket closed"):
            api.client.promote_model("m-1", {"why": "sale"})
        throttled = FakeApi(RawAnswer(429, {}, b"{}"), ok({}))
        throttled.client.promote_model("m-1", {})
        self.assertEqual((len(api.sent), len(throttled.sent)), (1, 2))


class Errors(unittest.TestCase):
    def test_of_the_api_are_problems_with_their_class_code_places_and_cure(self):
        errors = [{"pointer": "/limit", "code": "too-big", "detail": "expected at most 100"}]
        api = FakeApi(problem(422, "invalid-request", errors=errors))
        with self.assertRaises(problems.InvalidRequest) as got:
            api.client.query_similar({"positive": ["a"], "limit": 101})
        error = got.exception
        self.assertEqual((error.status, error.code, error.operation), (422, "invalid-request", "querySimilar"))
        self.assertEqual(error.problem.get("errors"), errors)
        self.assertEqual(
            str(error),
            "querySimilar: 422 invalid-request: it is so (/limit: expected at most 100). Do it. (1 attempt)",
        )
        self.assertIsInstance(error, KindredError)

    def test_of_a_newer_api_are_problems_without_a_class_of_their_own(self):
        with self.assertRaises(ProblemError) as got:
            FakeApi(problem(418, "teapot")).client.get_health()
        self.assertEqual((type(got.exception), got.exception.code), (ProblemError, "teapot"))

    def test_of_the_gateway_have_its_text(self):
        with self.assertRaises(GatewayError) as got:
            FakeApi(RawAnswer(403, {"content-type": "application/json"}, b'{"message":"Forbidden"}')).client.get_health()
        expected = 'getHealth: status 403 without a problem of the API: {"message":"Forbidden"} (1 attempt)'
        self.assertEqual((got.exception.status, str(got.exception)), (403, expected))

    def test_have_a_problem_of_another_server_as_text(self):
        for text in ('{"title":"Too busy"}', "null", "[1]", '{"code"'):
            answer = RawAnswer(400, {"content-type": "application/problem+json"}, text.encode())
            with self.assertRaises(GatewayError) as got:
                FakeApi(answer).client.get_health()
            expected = f"getHealth: status 400 without a problem of the API: {text} (1 attempt)"
            self.assertEqual(str(got.exception), expected)

    def test_show_a_success_and_a_redirect_of_another_server(self):
        for headers in ({"content-type": "text/html"}, {}):
            with self.assertRaisesRegex(GatewayError, "status 200, but no answer of the API: .* It says: <html>"):
                FakeApi(RawAnswer(200, headers, b"<html>")).client.get_health()
        moved = RawAnswer(301, {"location": "https://new.test/v1"}, b"")
        with self.assertRaisesRegex(GatewayError, "status 301, a redirect to https://new.test/v1: check the url"):
            FakeApi(moved).client.get_health()

    def test_say_so_if_an_answer_is_cut_off(self):
        cut, empty = (RawAnswer(200, {"content-type": "application/json"}, body) for body in (b'{"status"', b""))
        for answer in (cut, empty, IncompleteRead(b"{")):
            with self.assertRaisesRegex(NoAnswerError, "getHealth: no whole answer came: "):
                FakeApi(answer, retry=RetryOptions(attempts=1)).client.get_health()


class Pages(unittest.TestCase):
    def test_are_asked_for_only_when_they_are_needed(self):
        pages = [("m-1", "c1"), ("m-2", "c2"), ("m-3", None)]
        api = FakeApi(*[ok({"data": [{"version": one}], "nextCursor": cursor}) for one, cursor in pages])
        versions = []
        for model in api.client.iter_list_models(limit=1):
            versions.append(model["version"])
            self.assertEqual(len(api.sent), len(versions))
        self.assertEqual(versions, ["m-1", "m-2", "m-3"])
        start = "/v1/models?limit=1"
        self.assertEqual(api.targets, [start, f"{start}&cursor=c1", f"{start}&cursor=c2"])

    def test_of_a_search_by_examples_have_their_cursor_in_the_body(self):
        api = FakeApi(ok({"data": [{"id": "b"}], "nextCursor": "c1"}), ok({"data": [], "nextCursor": None}))
        self.assertEqual([one["id"] for one in api.client.iter_query_similar({"positive": ["a"]})], ["b"])
        self.assertEqual(api.bodies(), [{"positive": ["a"]}, {"positive": ["a"], "cursor": "c1"}])


if __name__ == "__main__":
    unittest.main()
