"""Opens a graph by its directory or by the URL of a server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, overload

from imr_graph.errors import QuestionError

if TYPE_CHECKING:
    from imr_graph.client.local import LocalGraph
    from imr_graph.client.served import ServedGraph


@overload
def open_graph(place: Path) -> LocalGraph: ...


@overload
def open_graph(
    place: str, *, token: str | None = None, seconds: float | None = None
) -> LocalGraph | ServedGraph: ...


def open_graph(
    place: str | Path, *, token: str | None = None, seconds: float | None = None
) -> LocalGraph | ServedGraph:
    """Open a graph, to ask it questions.

    >>> import imr_graph
    >>> with imr_graph.open("my-graph") as graph:
    ...     rates = graph.question("overturn-rate-by-category")
    >>> rates[0]["category"]
    'Pharmaceutical'

    Args:
        place: a graph directory, or the root of a server (``http://127.0.0.1:8000``).
        token: for servers that want one.
        seconds: how long a server may be silent; 60 unless told.

    Returns:
        Both are an :class:`~imr_graph.client.graph.OpenGraph`; close it, or use it in a ``with``.

    Raises:
        GraphDirectoryError: the directory holds no graph.
        ServerError: the server cannot be reached, or is no server of a graph.
    """
    if isinstance(place, str) and place.startswith(("http://", "https://")):
        # The HTTP client takes a fifth of a second to load, and graph directories do without.
        from imr_graph.client.served import ServedGraph

        return ServedGraph(place, token, 60.0 if seconds is None else seconds)
    if token is not None or seconds is not None:
        raise QuestionError(
            f"{place}: token and seconds are for servers; give a URL, such as http://HOST:8000"
        )
    from imr_graph.client.local import LocalGraph

    return LocalGraph(Path(place))
