"""Every setting of the server, in one table.

The command's flags, the names of environment variables, the keys of the configuration file and the table in
``docs/operations.md`` are all made of it (:mod:`server.process.options`).
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, Final, Literal

from imr_graph.remote import Patience

Group = Literal["serving", "queries", "sharing", "slow clients", "GraphQL"]
GROUPS: Final[tuple[Group, ...]] = ("serving", "queries", "sharing", "slow clients", "GraphQL")
"""Settings belong together; all but those of the first are limits, see ``docs/limits.md``."""

_DAY: Final = 86_400.0


@dataclass(frozen=True, slots=True)
class Setting:
    """One line of the table.

    Args:
        name: of the field, and the key in a file.
        kind: type of a value, as it is annotated: ``int``, ``float``, ``str`` or ``tuple[str, ...]``.
        default: the value where nobody gives another.
        group: what it belongs to.
        words: what it is for.
        least: the smallest value, for numbers.
        most: the largest one.
        choices: the values that are possible; empty where any is.
        form: what strings have to be.
        secret: whether the value is never shown.
    """

    name: str
    kind: str
    default: Any
    group: Group
    words: str
    least: float
    most: float
    choices: tuple[str, ...]
    form: Literal["addresses", "iris"] | None
    secret: bool

    @property
    def flag(self) -> str:
        """The option of ``imr-graph serve``."""
        return "--" + self.name.replace("_", "-")

    @property
    def variable(self) -> str:
        """The variable of the environment."""
        return "IMR_GRAPH_" + self.name.upper()


def _setting(
    group: Group,
    default: Any,
    words: str,
    least: float = 0,
    most: float = 2**53,
    *,
    choices: tuple[str, ...] = (),
    form: Literal["addresses", "iris"] | None = None,
    secret: bool = False,
) -> Any:
    told = {
        "group": group,
        "words": words,
        "least": least,
        "most": most,
        "choices": choices,
        "form": form,
        "secret": secret,
    }
    return field(default=default, repr=not secret, metadata=told)


def _seconds(group: Group, default: float, words: str, least: float = 0.001) -> Any:
    return _setting(group, default, words, least, _DAY)


@dataclass(frozen=True, slots=True)
class Settings:
    """How a server serves, and what it grants one request; each field says in the table what it is for."""

    host: str = _setting("serving", "127.0.0.1", "address to listen on")
    port: int = _setting("serving", 8000, "port to listen on", 1, 65_535)
    processes: int = _setting(
        "serving", 1, "server processes that share the port; limits hold for each of them", 1, 64
    )
    token: str = _setting(
        "serving", "", "secret that every request has to bring as `Authorization: Bearer`", secret=True
    )
    token_file: str = _setting("serving", "", "file whose first line is that secret")
    log_level: str = _setting(
        "serving", "info", "the least that is logged", choices=("debug", "info", "warning", "error")
    )
    log_format: str = _setting(
        "serving",
        "auto",
        "form of the log; `auto` is `text` in a terminal, else `json`",
        choices=("auto", "text", "json"),
    )
    log_clients: str = _setting(
        "serving",
        "hashed",
        "how the log tells clients apart; the key of the hash is forgotten at the end",
        choices=("hashed", "address", "none"),
    )
    follow_seconds: float = _seconds("serving", 1.0, "time between looks for a newer version of the graph")
    prepare_pages: str = _setting(
        "serving",
        "yes",
        "whether what pages need is prepared after the start, before anyone asks",
        choices=("yes", "no"),
    )
    gephi_lite: str = _setting(
        "serving", "", "address of a Gephi Lite, where the pages of views then offer to open them"
    )
    files: str = _setting("serving", "", "folder that `imr-graph files` wrote, offered at `/files`")
    made_files_letters: int = _setting(
        "serving", 25_000, "letters up to which `/files` makes files on demand, where no folder is given"
    )
    made_files_bytes: int = _setting(
        "serving", 2 << 30, "size of the files made on demand that are kept at a time", 1 << 20
    )
    drain_seconds: float = _seconds(
        "serving", 0.0, "time for which a server told to stop still takes requests, `/readyz` saying 503", 0
    )
    stop_seconds: float = _seconds(
        "serving", 20.0, "time that running requests have to end when the server stops"
    )
    query_seconds: float = _seconds("queries", 20.0, "wall-clock time of one SPARQL query, then it is killed")
    worker_memory: int = _setting(
        "queries", 4 << 30, "bytes of address space of a worker (`RLIMIT_AS`)", 256 << 20
    )
    counting_memory: int = _setting(
        "queries", 512 << 20, "bytes that the fact tables may hold in memory, for all queries", 32 << 20
    )
    result_bytes: int = _setting("queries", 256 << 20, "size of one serialised result", 1024)
    result_rows: int = _setting("queries", 1_000_000, "rows, or triples, of one result", 1)
    spooled_bytes: int = _setting(
        "queries", 2 << 30, "size of all results together that lie in temporary files until they are sent"
    )
    export_letters: int = _setting(
        "queries", 2_000, "letters of which the view `whole` is made; the command knows no limit", 1
    )
    export_files: int = _setting(
        "queries", 64, "exported files that are kept for the next who asks", 1, 10_000
    )
    export_bytes: int = _setting(
        "queries", 1 << 30, "size of one exported file, and of all that are kept together", 1 << 20
    )
    evidence_letters: int = _setting("queries", 500, "letters of an evidence pack", 1, 5000)
    evidence_seconds: float = _seconds(
        "queries", 60.0, "wall-clock time of an evidence pack, its PDF included"
    )
    query_bytes: int = _setting("queries", 256 << 10, "length of a query's text in UTF-8", 1)
    body_bytes: int = _setting("queries", 1 << 20, "length of any request body", 1)
    query_nesting: int = _setting("queries", 250, "depth of brackets in a query", 1, 1000)
    query_operators: int = _setting(
        "queries", 1000, "number of operators and group keywords in a query", 1, 10_000
    )
    service_allowed: tuple[str, ...] = _setting(
        "queries",
        (),
        "IRIs that `SERVICE` may ask; one that ends in `/` stands for all below it",
        form="iris",
    )
    workers: int = _setting("sharing", 2, "SPARQL queries that run side by side, each in a process", 1, 64)
    short_seconds: float = _seconds(
        "sharing", 0.25, "running time from which on a SPARQL query counts as long"
    )
    long_queries: int = _setting(
        "sharing",
        2,
        "long queries side by side, beside `workers` short ones; with 0 they run among those",
        0,
        64,
    )
    waiting: int = _setting("sharing", 256, "requests that may wait for their turn, in each queue")
    wait_seconds: float = _seconds("sharing", 20.0, "time that a request may wait for its turn")
    client_queries: int = _setting("sharing", 4, "requests of one client that run at once, in each queue", 1)
    client_waiting: int = _setting("sharing", 32, "requests of one client that may wait, in each queue")
    trusted_proxies: tuple[str, ...] = _setting(
        "sharing", (), "addresses of proxies whose `X-Forwarded-For` names the client", form="addresses"
    )
    header_seconds: float = _seconds(
        "slow clients", 10.0, "time until a request's line and headers are whole"
    )
    header_bytes: int = _setting("slow clients", 64 << 10, "size of a request's line and headers", 1024)
    body_seconds: float = _seconds("slow clients", 20.0, "time until a request's body is whole")
    send_seconds: float = _seconds("slow clients", 60.0, "time until a client that stopped reading reads on")
    idle_seconds: float = _seconds("slow clients", 10.0, "time between two requests of a connection")
    connections: int = _setting("slow clients", 1000, "open connections", 1)
    graphql_seconds: float = _seconds("GraphQL", 30.0, "wall-clock time of one request, its queries included")
    graphql_requests: int = _setting("GraphQL", 8, "requests that run side by side", 1, 64)
    graphql_depth: int = _setting("GraphQL", 16, "nesting of fields in a document", 1, 100)
    graphql_aliases: int = _setting("GraphQL", 30, "aliases in a document")
    graphql_tokens: int = _setting("GraphQL", 2000, "tokens in a document", 1)
    graphql_directives: int = _setting("GraphQL", 50, "directives, fragments in their places")
    graphql_fields: int = _setting("GraphQL", 1000, "fields selected, fragments in their places", 1)
    graphql_cost: int = _setting(
        "GraphQL", 200_000, "values an answer may hold, by the sizes of its pages", 1
    )
    graphql_objects: int = _setting("GraphQL", 50_000, "letters, items, citations … in one answer", 1)
    graphql_names: int = _setting("GraphQL", 500_000, "names of letters that rows of one answer may list", 1)

    @property
    def patience(self) -> Patience:
        """How long a request that somebody waits for may try a server of triples."""
        return Patience(query_seconds=self.query_seconds, attempts=2, first_pause=0.2, longest_pause=1.0)


SETTINGS: Final = tuple(
    Setting(line.name, str(line.type), line.default, **line.metadata) for line in fields(Settings)
)
"""All of them, in the order in which they are told."""
