"""What is sent to a server, how often, and what its problems become."""

from __future__ import annotations

import httpx
import pytest

from imr_graph.client.requests import ServerRequests
from imr_graph.client.served import ServedGraph
from imr_graph.errors import QuestionError, ServerError

ROOT_URL = "http://graph.example/imr"


def problem(status: int, kind: str, headers: dict[str, str] | None = None) -> httpx.Response:
    body = {
        "type": f"urn:imr-graph:problem:{kind}",
        "title": "A title",
        "status": status,
        "detail": "A detail.",
    }
    return httpx.Response(status, json=body, headers=headers)


class Server:
    """Answers from a list, and remembers requests and pauses."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)
        self.asked: list[httpx.Request] = []
        self.pauses: list[float] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def requests(self, token: str | None = None) -> ServerRequests:
        transport = httpx.MockTransport(self)
        return ServerRequests(ROOT_URL + "/", token, transport=transport, sleep=self.pauses.append)


BUSY = {"Retry-After": "3"}
FINE = httpx.Response(200, json={})


def test_a_request_goes_below_the_root_with_its_token() -> None:
    server = Server(FINE)
    server.requests("secret").get("/questions", {"first": "1"})
    [request] = server.asked
    assert str(request.url) == f"{ROOT_URL}/questions?first=1"
    assert request.headers["authorization"] == "Bearer secret"
    assert request.headers["user-agent"].startswith("imr-graph/")


def test_an_open_server_gets_no_token() -> None:
    server = Server(FINE)
    server.requests().get("/questions")
    assert "authorization" not in server.asked[0].headers


def test_a_busy_server_is_asked_again_when_it_says_so() -> None:
    server = Server(problem(503, "busy", BUSY), problem(429, "busy", {"Retry-After": "0"}), FINE)
    assert server.requests().get("/questions").status_code == 200
    assert server.pauses == [3.0, 0.0]


@pytest.mark.parametrize(
    ("answers", "tries"),
    [
        ([problem(503, "busy", BUSY)] * 9, 4),
        ([problem(503, "busy", {"Retry-After": "3600"})] * 9, 1),
        ([problem(503, "query-too-slow")] * 9, 1),
        ([problem(500, "internal", BUSY)] * 9, 1),
        ([httpx.Response(502, text="Bad gateway, says a proxy")] * 9, 1),
    ],
)
def test_waiting_is_bounded(answers: list[httpx.Response], tries: int) -> None:
    server = Server(*answers)
    with pytest.raises(ServerError) as caught:
        server.requests().get("/questions")
    assert len(server.asked) == tries
    assert caught.value.status == answers[0].status_code


@pytest.mark.parametrize(
    ("answer", "error", "said"),
    [
        (problem(400, "question"), QuestionError, "A detail."),
        (problem(404, "unknown-question"), QuestionError, "A detail."),
        (problem(400, "query-syntax"), QuestionError, "A detail."),
        (problem(503, "query-too-slow"), ServerError, "A title: A detail."),
        (problem(401, "unauthorized"), ServerError, "A title: A detail."),
        (httpx.Response(502, text="<h1>Bad\n gateway</h1>"), ServerError, "HTTP 502: <h1>Bad gateway</h1>"),
        (httpx.Response(500, text="x" * 10_000), ServerError, "HTTP 500: x{400}$"),
        (httpx.ConnectError("refused"), ServerError, "cannot be reached .refused.; is it running"),
        (httpx.ReadTimeout("slow"), ServerError, "no answer in time"),
    ],
)
def test_a_problem_becomes_an_error(
    answer: httpx.Response | Exception, error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        Server(answer).requests().get("/questions")


def test_no_other_host_is_ever_asked() -> None:
    server = Server(httpx.Response(307, headers={"Location": "http://elsewhere.example/questions"}))
    with pytest.raises(ServerError, match="another server"):
        server.requests("secret").get("/questions")
    assert len(server.asked) == 1


def test_a_redirect_on_the_same_host_is_followed() -> None:
    server = Server(httpx.Response(308, headers={"Location": "/imr/determination/CM16-0000001"}), FINE)
    server.requests().get("/determination/body-00")
    assert str(server.asked[1].url) == "http://graph.example/imr/determination/CM16-0000001"


def test_redirects_end() -> None:
    server = Server(*[httpx.Response(302, headers={"Location": "/imr/questions"})] * 20)
    with pytest.raises(ServerError, match="HTTP 302"):
        server.requests().get("/questions")
    assert len(server.asked) < 10


@pytest.mark.parametrize(
    "url", ["graph.example", "ftp://graph.example", "http://", "http://graph.example/?a=b"]
)
def test_what_is_no_root_is_refused(url: str) -> None:
    with pytest.raises(ServerError, match="root of a server"):
        ServerRequests(url)


@pytest.mark.parametrize(
    "answer", [httpx.Response(200, text="<html>"), httpx.Response(200, json={"version": "000001"})]
)
def test_another_kind_of_server_is_told_apart(answer: httpx.Response) -> None:
    with pytest.raises(ServerError, match="does not answer as imr-graph"):
        ServedGraph(ROOT_URL, requests=Server(answer).requests())
